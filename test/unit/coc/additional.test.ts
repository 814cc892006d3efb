import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/alerts/alert.ts';
import { boundedJson } from '../../../src/coc/additional.ts';
import { cleanCopy } from '../../../src/coc/clean-text.ts';

const ROOMY = 2 ** 20;

/** What becomes of a value when there is room for all of it. */
function cleaned(value: Json): Json {
  if (typeof value === 'string') return cleanCopy(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(cleaned);
  const entries = Object.entries(value).map(([name, inner]) => [cleanCopy(name), cleaned(inner)] as const);
  return Object.assign(Object.create(null), ...entries.map(([name, inner]) => ownName(name, inner)));
}

/** `{ __proto__: x }` would not be a name of its own. */
const ownName = (name: string, value: Json) => Object.fromEntries([[name, value]]);

const written = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

describe('boundedJson', () => {
  it('writes every text clean, whatever way it takes', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(' a', 'b\n', '\tc', 'd\r\ne', 'f \u00a0', '\\n', '"'),
    );
    const value = fc.oneof(
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(text, { maxLength: 3 }),
    );
    fc.assert(
      fc.property(
        fc.dictionary(text, fc.oneof(value, fc.dictionary(text, value, { maxKeys: 4 })), { maxKeys: 4 }),
        (from) => {
          const sections = from as Readonly<Record<string, Json>>;
          expect(written(boundedJson(sections, ROOMY))).toEqual(written(cleaned(sections)));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('leaves out what is nested too deeply', () => {
    let deep: Json = 'bottom';
    for (let i = 0; i < 40; i++) deep = { deep };
    const text = JSON.stringify(boundedJson({ deep }, ROOMY));
    expect(text).toContain('nested too deeply');
    expect(text).not.toContain('bottom');
  });

  it('gives what is clean and fits as it is', () => {
    const sections = { labels: { 告警: '磁盘 "sda" 满了\nline 2' }, count: 1, none: null };
    expect(boundedJson(sections, ROOMY)).toBe(sections);
  });

  it.each([
    ['letters', 'x', 1],
    ['Chinese', '磁', 3],
    ['emoji', '🔥', 4],
  ])(
    'shortens a text of %s to what fits, counted in bytes, and says how much is missing',
    (_of, sign, bytes) => {
      const limit = 1_000;
      const { text } = boundedJson({ text: sign.repeat(5_000) }, limit);
      const [, head = '', left, all] = /^(.*)…\((\d+) of (\d+) bytes left out\)$/u.exec(String(text)) ?? [];
      expect(Number(all)).toBe(5_000 * bytes);
      expect(Number(left)).toBe(5_000 * bytes - Buffer.byteLength(head));
      const size = Buffer.byteLength(JSON.stringify({ text }));
      expect(size).toBeLessThanOrEqual(limit);
      expect(size).toBeGreaterThan(limit - 45);
    },
  );

  it('shortens the longest text by its bytes first, and keeps what need not go', () => {
    const kept = boundedJson({ short: 'x'.repeat(900), long: '磁'.repeat(400) }, 1_600);
    expect(kept.short).toBe('x'.repeat(900));
    expect(kept.long).toMatch(/^磁+…\(\d+ of 1200 bytes left out\)$/);
  });

  it('keeps of a text only how long it was when hardly anything of it would fit', () => {
    const rest = 'y'.repeat(600);
    const bounded = boundedJson({ text: 'x'.repeat(700), rest }, 600 + 150);
    expect(bounded).toEqual({ text: '…(700 of 700 bytes left out)', rest });
  });

  it('leaves out whole sections, the last ones first, when shorter texts are not enough', () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`name-${i}`, 'short']));
    const bounded = boundedJson({ first: 1, many, last: many }, 1_100);
    const bytes = Buffer.byteLength(JSON.stringify(many));
    expect(bounded).toEqual({ first: 1, many, last: `…(${bytes} bytes left out)` });
  });

  it('keeps to its limit exactly', () => {
    const sections = { text: 'x'.repeat(100) };
    const limit = Buffer.byteLength(JSON.stringify(sections));
    expect(boundedJson(sections, limit)).toBe(sections);
    expect(boundedJson(sections, limit - 1)).not.toEqual(sections);
  });
});
