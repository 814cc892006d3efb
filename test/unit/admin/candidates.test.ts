import { describe, expect, it } from 'vitest';
import { ambiguityOf, Candidates } from '../../../src/admin/candidates.ts';

function gathered(...ids: readonly string[]) {
  const found = new Candidates();
  const described: string[] = [];
  for (const id of ids)
    found.add(id, () => {
      described.push(id);
      return `about ${id}`;
    });
  return { found, described };
}

const twentyFive = Array.from({ length: 25 }, (_, i) => `id${i}`);

describe('candidates', () => {
  it('are none before anything fits', () => {
    expect(gathered().found.result).toEqual({ kind: 'none' });
  });

  it('are one when the same fits twice, and it is described once', () => {
    const { found, described } = gathered('a', 'a');
    expect([found.result, described]).toEqual([{ kind: 'one', id: 'a' }, ['a']]);
  });

  it('are several with their words, in the order in which they came', () => {
    expect(gathered('b', 'a', 'b').found.result).toEqual({
      kind: 'several',
      count: 2,
      candidates: [
        { id: 'b', about: 'about b' },
        { id: 'a', about: 'about a' },
      ],
    });
  });

  it('are all counted, and the first twenty named', () => {
    const { found, described } = gathered(...twentyFive);
    expect(described).toEqual(twentyFive.slice(0, 20));
    expect(found.result).toMatchObject({ kind: 'several', count: 25 });
    expect(found.result).toHaveProperty('candidates.length', 20);
  });

  it('have room until the twentieth', () => {
    expect(gathered(...twentyFive.slice(0, 19)).found.hasRoom).toBe(true);
    expect(gathered(...twentyFive.slice(0, 20)).found.hasRoom).toBe(false);
  });

  it('say what was typed, how many fit it, and what to do', () => {
    expect(ambiguityOf('ab', { kind: 'several', candidates: [], count: 3 }, 'alarm')).toBe(
      '"ab" fits 3 alarms; give more of the id',
    );
  });
});
