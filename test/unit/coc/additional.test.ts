import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/alerts/alert.ts';
import { boundedJson } from '../../../src/coc/additional.ts';
import { cleanText } from '../../../src/coc/clean-text.ts';

const ROOMY = 2 ** 20;

/** What becomes of a value when there is room for all of it. */
function cleaned(value: Json): Json {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(cleaned);
  const entries = Object.entries(value).map(([name, inner]) => [cleanText(name), cleaned(inner)] as const);
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

  it('keeps to its limit', () => {
    expect(JSON.stringify(boundedJson({ text: 'x'.repeat(5_000) }, 400)).length).toBeLessThanOrEqual(400);
  });
});
