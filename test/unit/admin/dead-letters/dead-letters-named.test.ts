import { describe, expect, it } from 'vitest';
import { deadLettersNamed } from '../../../../src/admin/dead-letters/dead-letters-named.ts';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import { MemoryDeadLetters } from '../../../../src/journals/memory/memory-dead-letters.ts';
import type { EntryBody, IncidentKey } from '../../../../src/outbox/events/entry.ts';
import type { DeadLetter } from '../../../../src/outbox/ports/dead-letters.ts';
import { anIncident, aReport } from '../../observability/entries.ts';

const AT = Date.UTC(2026, 10, 24, 1);
const about = { key: 'k2' as IncidentKey, alarmId: 'am3' as AlarmId, incidentNum: 'IM3' };
const BODIES: Readonly<Record<string, EntryBody>> = {
  'entry-7': aReport({ alarmId: 'am7' as AlarmId, alarmName: 'Disk on db' }),
  'entry-71': anIncident(),
  'entry-8': { kind: 'handle-incident', ...about, step: 'accept' } as EntryBody,
  'entry-9': { kind: 'open-war-room', ...about, key: 'k9', incidentNum: 'IM9' } as unknown as EntryBody,
};

function refused(id: string, body: EntryBody): DeadLetter {
  const entry = { id: Number(id.slice('entry-'.length)), body };
  return {
    id,
    at: AT,
    source: 'prod',
    kind: 'refused',
    reason: 'bad-request',
    detail: 'no such user',
    entry,
  };
}

function unreadable(id: string, changes: Partial<DeadLetter> = {}): DeadLetter {
  const why = { reason: 'not-json', detail: 'x'.repeat(300) };
  return { id, at: AT, source: 'open', kind: 'unreadable-body', ...why, ...changes };
}

/** Counts how often each dead letter is read. */
class Counting extends MemoryDeadLetters {
  readonly reads: string[] = [];

  override async get(id: string) {
    this.reads.push(id);
    return super.get(id);
  }
}

async function kept() {
  const letters = new Counting();
  for (const [id, body] of Object.entries(BODIES)) await letters.keep(refused(id, body));
  for (const id of ['in-aa1', 'in-aa2']) await letters.keep(unreadable(id, { lastAt: AT + 3_600_000 }));
  await letters.keep(unreadable('in-bb'));
  const find = async (...typed: readonly string[]) =>
    Object.fromEntries(await deadLettersNamed(letters, typed, 'Asia/Shanghai'));
  return { letters, find };
}

const one = (id: string) => ({ kind: 'one', id });

describe('a dead letter', () => {
  it.each([
    ['its id', 'entry-7', 'entry-7'],
    ['the number of its entry', '7', 'entry-7'],
    ['the beginning of its id', 'in-b', 'in-bb'],
    ['the id of its alarm', 'am7', 'entry-7'],
    ['the name of its alarm in any case', 'disk ON db', 'entry-7'],
    ['the name of its alert', aReport().alert.name, 'entry-7'],
    ['the alarm of the incident to open', 'am1', 'entry-71'],
    ['the key of the incident to open', 'E1', 'entry-71'],
    ['the title of the incident to open', 't', 'entry-71'],
    ['the key of the incident to handle', 'k2', 'entry-8'],
    ['the number of the incident to handle', 'im3', 'entry-8'],
    ['the number of the incident with a war room', 'IM9', 'entry-9'],
  ])('is found by %s', async (_what, typed, id) => {
    const { find } = await kept();
    expect(await find(typed)).toEqual({ [typed]: one(id) });
  });

  it.each(['', 'n-bb', 'am', 'entry-72', '10', 'not-json'])('is not found by %j', async (typed) => {
    const { find } = await kept();
    expect(await find(typed)).toEqual({ [typed]: { kind: 'none' } });
  });

  it('that fits among others is named by its alarm or its kind, with when, where and why', async () => {
    const { find } = await kept();
    const when = '2026-11-24 09:00:00';
    expect(await find('entry-')).toEqual({
      'entry-': {
        kind: 'several',
        count: 4,
        candidates: expect.arrayContaining([
          { id: 'entry-7', about: `Disk on db, refused, ${when}, from prod: no such user` },
          { id: 'entry-8', about: `refused, ${when}, from prod: no such user` },
        ]),
      },
    });
    // With the last time that it came, and the beginning of a long detail.
    const words = `unreadable-body, 2026-11-24 10:00:00, from open: ${'x'.repeat(200)}`;
    expect(await find('in-a')).toEqual({
      'in-a': {
        kind: 'several',
        count: 2,
        candidates: [
          { id: 'in-aa1', about: words },
          { id: 'in-aa2', about: words },
        ],
      },
    });
  });

  it('that fits by what is inside among others is named too', async () => {
    const { find } = await kept();
    expect(await find('am3')).toMatchObject({
      am3: {
        kind: 'several',
        count: 2,
        candidates: [{ id: 'entry-9', about: expect.stringMatching(/^refused, /) }, {}],
      },
    });
  });

  it('whose alarm and alert have the same name counts once', async () => {
    const { letters, find } = await kept();
    const report = aReport();
    await letters.keep(refused('entry-20', aReport({ alarmName: report.alert.name })));
    await letters.discard('entry-7');
    expect(await find(report.alert.name)).toEqual({ [report.alert.name]: one('entry-20') });
  });
});

describe('several dead letters', () => {
  it('are found together, each typed text once', async () => {
    const { find } = await kept();
    expect(await find('7', 'in-b', 'IM9', 'nobody', '7')).toEqual({
      '7': one('entry-7'),
      'in-b': one('in-bb'),
      IM9: one('entry-9'),
      nobody: { kind: 'none' },
    });
  });

  it('are read only where something is looked for inside of them, and then once', async () => {
    const { find, letters } = await kept();
    await find('7', 'in-b', 'in-a');
    expect(letters.reads).toEqual([]);
    await find('am7', 'IM9', 'nobody');
    expect(letters.reads.toSorted()).toEqual(letters.ids().toSorted());
  });

  it('are not read to name a single one, nor more of them than an answer names', async () => {
    const { find, letters } = await kept();
    await find('in-b');
    expect(letters.reads).toEqual([]);
    for (let i = 10; i < 40; i++) await letters.keep(unreadable(`in-c${i}`));
    const found = await find('in-c');
    expect(found['in-c']).toMatchObject({ kind: 'several', count: 30 });
    expect(letters.reads).toHaveLength(20);
  });

  it('that many texts fit have no words, because each would be read from the disk', async () => {
    const { find } = await kept();
    expect(await find('in-a', 'in-b')).toMatchObject({
      'in-a': { candidates: [{ about: '' }, { about: '' }] },
    });
  });

  it('are looked for inside by a hundred names at most', async () => {
    const { find } = await kept();
    const names = Array.from({ length: 99 }, (_, i) => `nobody${i}`);
    const found = await find(...names, 'am7', 'IM9');
    expect(found.am7).toEqual(one('entry-7'));
    expect(found.IM9).toEqual({ kind: 'none' });
  });

  it('are passed over when somebody discards them meanwhile', async () => {
    const { find, letters } = await kept();
    const get = letters.get.bind(letters);
    letters.get = async (id) => (id === 'entry-71' || id === 'in-aa1' ? undefined : get(id));
    expect(await find('am7')).toEqual({ am7: one('entry-7') });
    expect(await find('in-a')).toMatchObject({
      'in-a': {
        candidates: [
          { id: 'in-aa1', about: '' },
          { id: 'in-aa2', about: expect.stringMatching(/./) },
        ],
      },
    });
  });

  it('are found by the same name in two cases', async () => {
    const { find } = await kept();
    expect(await find('IM9', 'im9')).toEqual({ IM9: one('entry-9'), im9: one('entry-9') });
  });
});
