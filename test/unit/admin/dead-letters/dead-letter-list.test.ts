import { describe, expect, it } from 'vitest';
import { readDeadLetterPage } from '../../../../src/admin/dead-letters/dead-letter-list.ts';
import { MemoryDeadLetters } from '../../../../src/journals/memory/memory-dead-letters.ts';
import type { AgentView } from '../../../../src/observability/agent-view.ts';
import type { EntryBody } from '../../../../src/outbox/events/entry.ts';
import type { DeadLetter } from '../../../../src/outbox/ports/dead-letters.ts';
import { anIncident, aReport } from '../../observability/entries.ts';

async function page(letters: readonly Partial<DeadLetter>[], filter = {}) {
  const deadLetters = new MemoryDeadLetters();
  for (const one of letters)
    await deadLetters.keep({
      ...{ id: 'in-0', at: 5, source: 'prod', kind: 'unreadable-body', reason: 'r', detail: 'd' },
      ...one,
    });
  const view = { deadLetters } as unknown as AgentView;
  return (await readDeadLetterPage(view, filter, { limit: 10, offset: 0 })).deadLetters;
}

const refused = (body: object): Partial<DeadLetter> => ({
  ...{ id: 'entry-7', kind: 'refused', entry: { id: 7, body: body as EntryBody } },
});

describe('the list of dead letters', () => {
  it('has how often each came, and when it came last', async () => {
    expect(await page([{ id: 'in-a' }, { id: 'in-b', times: 3, lastAt: 9 }])).toMatchObject([
      { id: 'in-b', at: 5, times: 3, lastAt: 9 },
      { id: 'in-a', at: 5, times: 1, lastAt: 5 },
    ]);
  });

  it('has ids as short as they can be, and those of entries as they are', async () => {
    const all = await page([{ id: 'in-1457d74e8446804d' }, { id: 'in-1457d99' }, refused(aReport())]);
    expect(all.map(({ shortId }) => shortId)).toEqual(['entry-7', 'in-1457d9', 'in-1457d7']);
    const [only] = await page([{ id: 'in-1457d74e8446804d' }, { id: 'in-1457d74f', source: 'x' }], {
      source: 'x',
    });
    expect(only?.shortId).toBe('in-1457d74f');
  });

  it.each([
    [aReport({ alarmName: 'Disk' }), { name: 'Disk', level: 'Critical', status: 'alarm' }],
    [anIncident(), { id: 'am1', name: 't', level: 'level_20' }],
    [
      { kind: 'handle-incident', alarmId: 'am1', incidentNum: 'IM1' },
      { id: 'am1', name: 'IM1', level: '-' },
    ],
    [
      { kind: 'open-war-room', alarmId: 'am1', incidentNum: 'IM1' },
      { id: 'am1', name: 'IM1', level: '-' },
    ],
  ])('says of an entry what it is about: $kind', async (body, alarm) => {
    expect(await page([refused(body)])).toMatchObject([{ entry: 7, entryKind: body.kind, alarm }]);
  });

  it('cuts a long text with a mark', async () => {
    const [{ alarm, detail } = {}] = await page([
      { ...refused(aReport({ alarmName: `Disk ${'x'.repeat(1_000_000)}` })), detail: 'd'.repeat(2_048) },
    ]);
    expect(alarm?.name).toBe(`Disk ${'x'.repeat(2_042)}…`);
    expect(detail).toBe('d'.repeat(2_048));
  });

  it('has no entry where there is none', async () => {
    expect((await page([{ id: 'in-a' }]))[0]).not.toHaveProperty('entryKind');
  });
});
