import { describe, expect, it } from 'vitest';
import { bulkChangeSchema, runBulkChange } from '../../../../src/admin/dead-letters/bulk-change.ts';
import { MemoryDeadLetters } from '../../../../src/journals/memory/memory-dead-letters.ts';
import type { AgentView } from '../../../../src/observability/agent-view.ts';

async function started(...ids: readonly string[]) {
  const letters = new MemoryDeadLetters();
  const why = { source: 'prod', kind: 'unreadable-body', reason: 'not-json', detail: 'd' } as const;
  for (const id of ids) await letters.keep({ id, at: 0, ...why });
  const changed: string[] = [];
  const run = (asked: object) =>
    runBulkChange(bulkChangeSchema.parse(asked), {
      view: { deadLetters: letters } as unknown as AgentView,
      timezone: 'UTC',
      actor: 'ann',
      async change(id, actor) {
        changed.push(`${actor} ${id}`);
        return id.startsWith('in-bad')
          ? { id, done: false, why: 'refused', error: 'no' }
          : { id, done: true, outcome: 'discarded' };
      },
    });
  return { letters, changed, run };
}

describe('a change of many dead letters', () => {
  it('goes through the given ones from the oldest, whatever their order, each once', async () => {
    const { run, changed } = await started('entry-9', 'in-1', 'entry-10', 'in-2');
    const ids = ['in-2', '10', 'entry-9', 'in-1', 'entry-10'];
    expect(await run({ ids, dryRun: false })).toEqual({
      ...{ dryRun: false, selected: 4, discarded: 4, failures: 0, failed: [] },
    });
    expect(changed).toEqual(['ann entry-9', 'ann entry-10', 'ann in-1', 'ann in-2']);
  });

  it('changes none of those that an id fits, names them, and goes on with the others', async () => {
    const { run, changed } = await started('in-a1', 'in-a2', 'in-b');
    expect(await run({ ids: ['in-a', 'in-b'], dryRun: false })).toEqual({
      ...{ dryRun: false, selected: 2, discarded: 1, failures: 1 },
      failed: [
        {
          ...{ id: 'in-a', done: false, why: 'ambiguous' },
          error: '"in-a" fits 2 dead letters; give more of the id',
          candidates: [
            { id: 'in-a1', about: '' },
            { id: 'in-a2', about: '' },
          ],
        },
      ],
    });
    expect(changed).toEqual(['ann in-b']);
  });

  it('counts what exists in a dry run, and changes nothing', async () => {
    const { run, changed } = await started('in-a', 'in-b');
    expect(await run({ ids: ['in-a', 'nobody'] })).toEqual({
      ...{ dryRun: true, selected: 2, found: 1, failures: 1 },
      failed: [{ id: 'nobody', done: false, why: 'missing', error: 'there is no dead letter with this id' }],
    });
    expect(changed).toEqual([]);
  });

  it('changes all of them, or those that a filter chooses', async () => {
    const all = await started('in-a', 'in-bad', 'in-c');
    const done = await all.run({ all: true, dryRun: false });
    expect(done).toMatchObject({ selected: 3, discarded: 2, failures: 1, failed: [{ id: 'in-bad' }] });
    const some = await started('in-a');
    await some.letters.keep({
      ...{ id: 'in-x', at: 0, source: 'other', kind: 'unreadable-body', reason: 'r', detail: 'd' },
    });
    await some.run({ filter: { source: 'other' }, dryRun: false });
    expect(some.changed).toEqual(['ann in-x']);
  });

  it('lists a thousand failures, and counts all, with the ids that fit several among them', async () => {
    const pairs = Array.from({ length: 1_001 }, (_, i) => [`in-${i}-a`, `in-${i}-b`]);
    const { run } = await started(...pairs.flat());
    const failuresOf = async (asked: object) => {
      const { selected, failures, failed } = await run(asked);
      return [selected, failures, failed.length];
    };
    const bad = Array.from({ length: 1_001 }, (_, i) => `in-bad${i}`);
    expect(await failuresOf({ ids: bad, dryRun: false })).toEqual([1_001, 1_001, 1_000]);
    expect(await failuresOf({ ids: bad.slice(1) })).toEqual([1_000, 1_000, 1_000]);
    const ambiguous = pairs.map((_, i) => `in-${i}-`);
    expect(await failuresOf({ ids: ambiguous })).toEqual([1_001, 1_001, 1_000]);
    expect(await failuresOf({ ids: [...ambiguous.slice(2), 'nobody', 'none'] })).toEqual([
      1_001, 1_001, 1_000,
    ]);
  });

  it.each([
    [{ ids: [] }, false],
    [{ ids: ['a'] }, true],
    [{ ids: Array(10_000).fill('a') }, true],
    [{ ids: Array(10_001).fill('a') }, false],
    [{ all: true }, true],
    [{ all: false }, false],
    [{ filter: {} }, true],
    [{ all: true, filter: {} }, false],
    [{}, false],
  ])('takes exactly one choice (case %#)', (asked, accepted) => {
    expect(bulkChangeSchema.safeParse(asked).success).toBe(accepted);
  });
});
