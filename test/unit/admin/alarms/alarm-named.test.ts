import { describe, expect, it } from 'vitest';
import { alarmNamed } from '../../../../src/admin/alarms/alarm-named.ts';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import type { EpisodeId, IncidentKey } from '../../../../src/outbox/events/entry.ts';
import { firing, INCIDENT, intakeOf, resolved } from '../../../support/alerts.ts';
import { REPORTED } from '../../../support/hand-destination.ts';
import { openIncidents } from '../../../support/opened-incidents.ts';
import { openOutbox } from '../../../support/outbox.ts';

const START = Date.UTC(2026, 10, 24, 1);

/** Three alarms: two disks of which the first is over, and a full memory without a place. */
async function alarms() {
  const { outbox } = await openOutbox({ now: START });
  const at = { startsAt: START };
  await outbox.accept(
    intakeOf(
      firing('am11', { ...at, name: 'DiskFull', alarm: { resourceName: 'db-1' } }),
      firing('am12', { ...at, name: 'DiskFull', alarm: { resourceName: 'db-2' } }),
      firing('am2', { ...at, name: 'Memory', alarm: { resourceName: '' } }),
    ),
  );
  await outbox.accept(intakeOf(resolved('am11', { ...at, endsAt: START + 1, name: 'DiskFull' })));
  return { outbox, find: (typed: string) => alarmNamed(outbox, typed, 'Asia/Shanghai') };
}

describe('an alarm', () => {
  it.each([
    ['its id', 'am11', 'am11'],
    ['the beginning of its id', 'am2', 'am2'],
    ['its name', 'Memory', 'am2'],
    ['its name in another case', 'mEMORY', 'am2'],
    ['a name that others had, but it alone still has', 'DiskFull', 'am12'],
  ])('is found by %s', async (_what, typed, id) => {
    const { find } = await alarms();
    expect(await find(typed)).toEqual({ kind: 'one', id });
  });

  it.each(['m2', 'AM2', '', 'Disk', 'am11x', 'am1-', '-'])('is not found by %j', async (typed) => {
    const { find } = await alarms();
    const found = await find(typed);
    expect(found).toEqual({ kind: 'none' });
  });

  it('is found by its whole id, also when another id goes on from there', async () => {
    const { outbox } = await openOutbox();
    await outbox.accept(intakeOf(firing('am1'), firing('am11')));
    expect(await alarmNamed(outbox, 'am1', 'UTC')).toEqual({ kind: 'one', id: 'am1' });
  });

  it('is found by the beginning of its id up to 255 letters and digits', async () => {
    const { outbox } = await openOutbox();
    const [long, longer] = [255, 256].map((length) => 'a'.repeat(length));
    await outbox.accept(intakeOf(firing(`${longer}x`)));
    expect(await alarmNamed(outbox, String(long), 'UTC')).toMatchObject({ kind: 'one' });
    expect(await alarmNamed(outbox, String(longer), 'UTC')).toEqual({ kind: 'none' });
  });

  it('that fires wins over one that is over, but not over another that fires', async () => {
    const { outbox, find } = await alarms();
    expect(await find('am1')).toEqual({ kind: 'one', id: 'am12' });
    await outbox.accept(intakeOf(firing('am13', { name: 'DiskFull' })));
    expect(await find('am1')).toMatchObject({ kind: 'several', count: 3 });
  });

  it('that fits among others is named in words: what, since when, from where', async () => {
    const { find } = await alarms();
    expect(await find('am')).toEqual({
      kind: 'several',
      count: 3,
      candidates: expect.arrayContaining([
        { id: 'am11', about: 'DiskFull (Major), over, began 2026-11-24 09:00:00, from prod, db-1' },
        { id: 'am12', about: 'DiskFull (Major), firing since 2026-11-24 09:00:00, from prod, db-2' },
        { id: 'am2', about: 'Memory (Major), firing since 2026-11-24 09:00:00, from prod' },
      ]),
    });
  });

  it('whose record is lost is named all the same', async () => {
    const { outbox, journal } = await openOutbox();
    await outbox.accept(intakeOf(firing('am1'), firing('am2')));
    journal.onRead = () => 'lost';
    const found = await alarmNamed(outbox, 'am', 'UTC');
    if (found.kind !== 'several') throw new Error(`this is ${found.kind}`);
    expect(found.candidates.map(({ about }) => about)).toEqual([
      expect.stringMatching(/from prod$/),
      expect.stringMatching(/from prod$/),
    ]);
  });
});

describe('an alarm with an incident', () => {
  it.each(['IM-disk', 'im-DISK'])('is found by the number %s of COC', async (typed) => {
    const { outbox } = await openOutbox();
    await openIncidents(outbox, 'disk', 'load');
    expect(await alarmNamed(outbox, typed, 'UTC')).toEqual({ kind: 'one', id: 'disk' });
  });

  it('is not found by a part of the number', async () => {
    const { outbox } = await openOutbox();
    await openIncidents(outbox, 'disk');
    expect(await alarmNamed(outbox, 'IM-dis', 'UTC')).toEqual({ kind: 'none' });
  });

  it('is found among all that belong to the incident', async () => {
    const { outbox } = await openOutbox();
    const incident = { ...INCIDENT, correlation: 'cluster="a"' };
    await outbox.accept(intakeOf(firing('am1', { incident }), firing('am2', { incident }), firing('am3')));
    for (let i = 0; i < 3; i++) {
      const report = await outbox.take('alarms/default');
      if (report) await outbox.settle(report, REPORTED);
    }
    const opening = await outbox.take('incidents');
    if (!opening) throw new Error('no incident is due');
    await outbox.settle(opening, { kind: 'delivered', result: 'incident-opened', incidentNum: 'IM1' });
    const found = await alarmNamed(outbox, 'IM1', 'UTC');
    if (found.kind !== 'several') throw new Error(`this is ${found.kind}`);
    expect(found.candidates.map(({ id }) => id).sort()).toEqual(['am1', 'am2']);
  });

  it('is found by the number before the forgotten one that asked for the incident', async () => {
    const { outbox } = await openOutbox();
    const about = { key: 'k1' as IncidentKey, alarmId: 'gone' as AlarmId };
    await outbox.accept(intakeOf(firing('am1')));
    const [series] = outbox.state.ledger.everySeries();
    const episode = series?.state === 'firing' ? series.episode : ('' as EpisodeId);
    await outbox.decide(() => [
      { type: 'incident.requested', ...about, episode: 'e1' as EpisodeId, policy: 'p' },
      { type: 'incident.opened', ...about, incidentNum: 'IM1' },
      { type: 'episode.linked', alarmId: 'am1' as AlarmId, episode, incident: about.key },
    ]);
    expect(await alarmNamed(outbox, 'IM1', 'UTC')).toEqual({ kind: 'one', id: 'am1' });
  });

  it('is named by its incident when several forgotten ones fit a number', async () => {
    const { outbox } = await openOutbox();
    const events = ['1', '2'].flatMap((n) => {
      const about = { key: `k${n}` as IncidentKey, alarmId: `gone${n}` as AlarmId };
      return [
        { type: 'incident.requested', ...about, episode: `e${n}` as EpisodeId, policy: 'p' } as const,
        { type: 'incident.opened', ...about, incidentNum: 'IM1' } as const,
      ];
    });
    await outbox.decide(() => events);
    expect(await alarmNamed(outbox, 'IM1', 'UTC')).toEqual({
      ...{ kind: 'several', count: 2 },
      candidates: expect.arrayContaining([
        { id: 'gone1', about: 'incident k1' },
        { id: 'gone2', about: 'incident k2' },
      ]),
    });
  });

  it('is found by the number when the alarm itself is forgotten', async () => {
    const { outbox } = await openOutbox();
    const about = { key: 'k1' as IncidentKey, alarmId: 'gone' as AlarmId };
    await outbox.decide(() => [
      { type: 'incident.requested', ...about, episode: 'e1' as EpisodeId, policy: 'p' },
      { type: 'incident.opened', ...about, incidentNum: 'IM1' },
    ]);
    expect(await alarmNamed(outbox, 'im1', 'UTC')).toEqual({ kind: 'one', id: 'gone' });
  });
});
