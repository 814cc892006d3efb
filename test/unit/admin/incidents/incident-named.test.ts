import { describe, expect, it } from 'vitest';
import { incidentNamed } from '../../../../src/admin/incidents/incident-named.ts';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import type { EpisodeId, IncidentKey } from '../../../../src/outbox/events/entry.ts';
import { firing, intakeOf } from '../../../support/alerts.ts';
import { openIncidents } from '../../../support/opened-incidents.ts';
import { openOutbox } from '../../../support/outbox.ts';

const NOW = Date.UTC(2026, 10, 24, 1);

/** The incidents of two alarms, and a third alarm without one. */
async function incidents() {
  const { outbox } = await openOutbox({ now: NOW });
  const [disk = '', load = ''] = await openIncidents(outbox, 'disk', 'load');
  await outbox.accept(intakeOf(firing('quiet'), firing('still1'), firing('still2')));
  return { outbox, disk, load, find: (typed: string) => incidentNamed(outbox, typed, 'Asia/Shanghai') };
}

describe('an incident', () => {
  it.each([
    ['its number', 'IM-disk'],
    ['its number in another case', 'im-DISK'],
    ['the beginning of its number', 'IM-d'],
    ['the id of its alarm', 'disk'],
    ['the beginning of the id of its alarm', 'dis'],
    ['the name of its alarm', 'alert DISK'],
  ])('is found by %s', async (_what, typed) => {
    const { find, disk } = await incidents();
    expect(await find(typed)).toEqual({ kind: 'one', id: disk });
  });

  it('is found by its key, and by the beginning of it', async () => {
    const { find, disk } = await incidents();
    expect(await find(disk)).toEqual({ kind: 'one', id: disk });
    expect(await find(disk.slice(0, -1))).toEqual({ kind: 'one', id: disk });
  });

  it('is not found where nothing fits, or the alarm that fits has none', async () => {
    const { find } = await incidents();
    for (const typed of ['M-disk', 'nobody', 'quiet']) expect(await find(typed)).toEqual({ kind: 'none' });
  });

  it('that fits among others is named with its title, its numbers, and who requested it when', async () => {
    const { find, disk } = await incidents();
    expect(await find('IM-')).toEqual({
      kind: 'several',
      count: 2,
      candidates: expect.arrayContaining([
        { id: disk, about: 'disk: opened, IM-disk, requested 2026-11-24 09:00:00 by critical' },
      ]),
    });
  });

  it('is asked for more exactly when its alarm is not the only one that fits', async () => {
    const { find } = await incidents();
    expect(await find('still')).toMatchObject({ kind: 'several', count: 2 });
  });

  it('wins by its whole number over one whose number goes on', async () => {
    const { outbox } = await openOutbox();
    const [short] = await openIncidents(outbox, 'a', 'ab');
    expect(await incidentNamed(outbox, 'IM-a', 'UTC')).toEqual({ kind: 'one', id: short });
  });

  it('is found by each of its numbers, and named with them', async () => {
    const { outbox, disk, load, find } = await incidents();
    const about = { key: disk as IncidentKey, alarmId: 'disk' as AlarmId };
    await outbox.decide(() => [
      { type: 'incident.doubled', ...about, incidentNums: ['IM7', 'IM8'] },
      { type: 'incident.kept', ...about, actor: 'local', incidentNum: 'IM8', spares: ['IM7', 'IM-disk'] },
    ]);
    for (const typed of ['IM8', 'im7', 'IM-disk'])
      expect(await find(typed)).toEqual({ kind: 'one', id: disk });
    expect(await find('IM-load')).toEqual({ kind: 'one', id: load });
    expect(await find('IM')).toMatchObject({
      candidates: expect.arrayContaining([
        { id: disk, about: expect.stringContaining('opened, IM8, IM7, IM-disk, requested') },
      ]),
    });
  });

  it('that COC does not know yet has neither a number nor, from an old version, a title', async () => {
    const { outbox } = await openOutbox({ now: NOW });
    const requested = (key: string) => ({
      ...{ type: 'incident.requested', key: key as IncidentKey, policy: 'p' },
      ...{ alarmId: `am-${key}` as AlarmId, episode: `e${key}` as EpisodeId },
    });
    await outbox.decide(() => [requested('k1'), requested('k2')] as never);
    const about = 'requested, requested 2026-11-24 01:00:00 by p';
    expect(await incidentNamed(outbox, 'K', 'UTC')).toMatchObject({
      kind: 'several',
      candidates: expect.arrayContaining([
        { id: 'k1', about },
        { id: 'k2', about },
      ]),
    });
  });
});
