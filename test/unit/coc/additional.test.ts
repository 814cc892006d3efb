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

  it.each<[string, (inner: Json) => Json]>([
    ['objects', (deep) => ({ deep })],
    ['lists', (deep) => [deep]],
  ])('leaves out what is more than 16 deep in a section, in %s', (_of, wrap) => {
    const nested = (levels: number): Json => (levels === 0 ? 'bottom' : wrap(nested(levels - 1)));
    const textOf = (levels: number) => JSON.stringify(boundedJson({ deep: nested(levels) }, ROOMY));
    expect(textOf(16)).toBe(JSON.stringify({ deep: nested(16) }));
    for (const levels of [17, 40]) {
      expect(textOf(levels)).toContain('nested too deeply');
      expect(textOf(levels)).not.toContain('bottom');
    }
  });

  it('writes a number that JSON does not have as null', () => {
    const sections = { least: Number.NEGATIVE_INFINITY, none: Number.NaN, text: ' blank ' };
    expect(written(boundedJson(sections, ROOMY))).toEqual({ least: null, none: null, text: 'blank' });
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

  it.each([
    [128, `${'x'.repeat(128)}…(572 of 700 bytes left out)`],
    [127, '…(700 of 700 bytes left out)'],
  ])('keeps the start of a text when at least 128 bytes of it fit: %d', (bytes, expected) => {
    const whole = Buffer.byteLength(JSON.stringify({ text: 'x'.repeat(700) }));
    const markerBytes = 40;
    const limit = whole - (700 - bytes - markerBytes);
    expect(boundedJson({ text: 'x'.repeat(700) }, limit)).toEqual({ text: expected });
  });

  it('shortens a text where it stands in a list', () => {
    const { list } = boundedJson({ list: ['first', 'x'.repeat(5_000), 'last'] }, 1_000);
    expect(list).toEqual([
      'first',
      expect.stringMatching(/^x{800,}…\(\d+ of 5000 bytes left out\)$/),
      'last',
    ]);
  });

  it('shortens no text that is not longer than what would stand in its place', () => {
    const [short, longer] = ['x'.repeat(38), 'x'.repeat(39)];
    const bytes = (text: string) => Buffer.byteLength(JSON.stringify({ first: text, last: 0 }));
    expect(boundedJson({ first: short, last: 0 }, bytes(short) - 1)).toMatchObject({
      first: '…(40 bytes left out)',
    });
    expect(boundedJson({ first: longer, last: 0 }, bytes(longer) - 1)).toEqual({
      first: '…(39 of 39 bytes left out)',
      last: 0,
    });
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
    expect(boundedJson({ text: ` ${sections.text}` }, limit)).toEqual(sections);
  });
});
