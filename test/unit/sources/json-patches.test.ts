import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonPatch, JsonPatches, stringIn } from '../../../src/sources/json-patches.ts';

function patchesOf(...list: readonly JsonPatch[]): JsonPatches {
  const patches = new JsonPatches();
  for (const patch of list) patches.add(patch);
  return patches;
}
const mend = (start: number, more: Partial<JsonPatch> = {}): JsonPatch => ({
  kind: 'mend',
  start,
  end: start,
  ...more,
});
const applied = (text: string, patches: JsonPatches, start = 0, end = Buffer.byteLength(text)) =>
  patches.applied(Buffer.from(text), start, end).toString();
/** Renames the second of two equal keys in `{"<key>":1,"<key>":2}`. */
function renamedIn(key: string): string {
  const quoted = JSON.stringify(key);
  const text = `{${quoted}:1,${quoted}:2}`;
  const start = Buffer.byteLength(`{${quoted}:1,`);
  const patches = patchesOf({ kind: 'rename', start, end: start + Buffer.byteLength(quoted) });
  return applied(text, patches);
}

describe('JsonPatches', () => {
  it('returns each patch as it was added', () => {
    const kind = fc.constantFrom<JsonPatch['kind']>('quote', 'cut-text', 'cut-value', 'rename', 'mend');
    const patch = fc.record({
      ...{ kind, start: fc.nat(1e6), end: fc.nat(2 ** 31), depth: fc.nat(64) },
      alert: fc.option(fc.nat(1e6), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(patch, { maxLength: 100 }), (list) => {
        const patches = patchesOf(...list);
        expect(patches.count).toBe(list.length);
        expect(list.map((_, i) => patches.at(i))).toEqual(list);
      }),
    );
  });

  it('returns each of thousands', () => {
    const list = Array.from({ length: 5_000 }, (_, i) => mend(i, { alert: i >> 2, depth: i & 7 }));
    const patches = patchesOf(...list);
    expect(list.map((_, i) => patches.at(i))).toEqual(list);
    expect([...patches.within(1_000, 1_003)]).toEqual(list.slice(1_000, 1_003));
  });

  it('tells the first alert from what is in none, and has the depth 0 unless it is said', () => {
    const patches = patchesOf(mend(1, { alert: 0 }), mend(2));
    expect([patches.at(0).alert, patches.at(1).alert]).toEqual([0, undefined]);
    expect(patches.at(0).depth).toBe(0);
  });

  it('says if any patch is of a kind', () => {
    const patches = patchesOf(mend(1), { kind: 'quote', start: 2, end: 3 });
    expect(patches.some((kind) => kind === 'mend')).toBe(true);
    expect(patches.some((kind) => kind === 'quote')).toBe(true);
    expect(patches.some((kind) => kind === 'rename')).toBe(false);
    expect(patchesOf().some(() => true)).toBe(false);
  });

  it('finds the patches that start within a part', () => {
    const patches = patchesOf(...[2, 4, 4, 7, 9].map((start) => mend(start)));
    const starts = (start: number, end: number) => [...patches.within(start, end)].map((one) => one.start);
    expect(starts(0, 100)).toEqual([2, 4, 4, 7, 9]);
    expect(starts(4, 9)).toEqual([4, 4, 7]);
    expect(starts(5, 7)).toEqual([]);
    expect(starts(10, 20)).toEqual([]);
    expect([0, 2, 3, 4, 5, 9, 10].map((start) => patches.firstFrom(start))).toEqual([0, 0, 1, 1, 3, 4, 5]);
  });

  it('removes the patches from a place on', () => {
    const patches = patchesOf(mend(2), mend(4), mend(6));
    patches.removeFrom(4);
    expect([...patches.within(0, 9)].map(({ start }) => start)).toEqual([2]);
    patches.removeFrom(0);
    expect(patches.count).toBe(0);
    patches.removeFrom(0);
    expect(patches.count).toBe(0);
  });

  it('shares the memory of the text where it has nothing to replace', () => {
    // Of its own memory, while small buffers share theirs.
    const bytes = Buffer.alloc(5, '[1,2]');
    const patches = patchesOf({ kind: 'quote', start: 3, end: 4 });
    expect(patches.applied(bytes, 0, 3).buffer).toBe(bytes.buffer);
    expect(patches.applied(bytes, 0, 3).toString()).toBe('[1,');
    expect(patches.applied(bytes, 0, 5).toString()).toBe('[1,"2"]');
    expect(bytes.toString()).toBe('[1,2]');
  });

  it('replaces each kind by what it stands for', () => {
    const text = '[123,"abcdef",[1,2],"x"]';
    const patches = patchesOf(
      { kind: 'quote', start: 1, end: 4 },
      { kind: 'cut-text', start: 8, end: 12 },
      { kind: 'cut-value', start: 14, end: 19 },
      mend(20),
    );
    expect(applied(text, patches)).toBe('["123","ab…(4 bytes left out)","…(5 bytes left out)","x"]');
    expect(applied(text, patches, 5, 13)).toBe('"ab…(4 bytes left out)"');
  });

  it('gives a repeated key another name', () => {
    expect(renamedIn('a')).toBe('{"a":1,"a (repeated 1)":2}');
    expect(renamedIn('a\n')).toBe('{"a\\n":1,"a\\n (repeated 1)":2}');
  });

  it('leaves a repeated key as it is written, up to 1,024 bytes', () => {
    const renamed = (length: number) => {
      const key = `"\\u0061${'k'.repeat(length - 8)}"`;
      const before = ' '.repeat(1_000);
      const patch: JsonPatch = { kind: 'rename', start: 1_000, end: 1_000 + length };
      return applied(before + key, patchesOf(patch)).slice(1_000, 1_007);
    };
    expect([8, 100, 1_024].map(renamed)).toEqual(Array(3).fill('"\\u0061'));
    expect(renamed(1_025)).toBe('"akkkkk');
  });

  it('cuts a repeated key that is too long, with its escapes read', () => {
    const second = (key: string) => Object.keys(JSON.parse(renamedIn(key)))[1];
    expect(second('k'.repeat(1_022))).toBe(`${'k'.repeat(1_022)} (repeated 1)`);
    expect(second('k'.repeat(1_023))).toBe(`${'k'.repeat(1_023)} (repeated 1)`);
    expect(second('k'.repeat(2_000))).toBe(`${'k'.repeat(1_024)} (repeated 1)`);
    expect(second(`\n${'k'.repeat(2_000)}`)).toBe(`\n${'k'.repeat(1_023)} (repeated 1)`);
    expect(second(`${'k'.repeat(1_023)}😀😀`)).toBe(`${'k'.repeat(1_023)}\ufffd (repeated 1)`);
  });

  it('numbers the repeated keys of each alert by themselves', () => {
    const text = '"a""b""c""d""e"';
    const rename = (place: number, alert?: number): JsonPatch => ({
      ...{ kind: 'rename', start: place * 3, end: place * 3 + 3, alert },
    });
    const patches = patchesOf(rename(0, 0), mend(3, { alert: 0 }), rename(2, 0), rename(3, 1), rename(4));
    expect(applied(text, patches)).toBe(
      '"a (repeated 1)""b""c (repeated 2)""d (repeated 1)""e (repeated 1)"',
    );
  });
});

describe('stringIn', () => {
  it.each([
    ['"a"', 'a'],
    ['""', ''],
    ['"\\u0061\\n"', 'a\n'],
    ['"\\ud800"', '\ufffd'],
    ['"\\x"', undefined],
  ])('reads %s', (json, text) => {
    expect(stringIn(Buffer.from(`[${json}]`), 1, 1 + json.length)).toBe(text);
  });
});
