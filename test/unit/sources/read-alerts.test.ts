import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/alerts/alert.ts';
import type { AlertFlaws, AlertList, AlertPart } from '../../../src/sources/alert-list.ts';
import { readAlerts } from '../../../src/sources/read-alerts.ts';
import type { InvalidAlert, ReadAlert } from '../../../src/sources/source-port.ts';
import { anAlert } from '../../support/alerts.ts';

const GOOD = { labels: { alertname: 'A' } };
const part = (alerts: readonly Json[], first = 0, flaws: Readonly<Record<number, AlertFlaws>> = {}) => ({
  ...{ first, alerts },
  flaws: new Map(Object.entries(flaws).map(([index, flaw]) => [Number(index), flaw])),
});
const listOf = (head: AlertPart, ...others: readonly AlertPart[]): AlertList => ({
  head,
  ...(others.length > 0 && {
    tail: function* () {
      yield* others;
    },
  }),
});
/** Takes every alert, but those that have a reason. */
const readOne = (raw: Json, index: number): ReadAlert => {
  const { reason } = raw as { readonly reason?: string };
  return reason === undefined
    ? { alert: anAlert('A', { details: { place: String(index) } }), filter: 'heartbeat' }
    : { invalid: { index, reason, raw } };
};
const read = (...parts: [AlertPart, ...AlertPart[]]) => [...readAlerts(listOf(...parts), readOne)];
const invalidIn = (alerts: readonly ReadAlert[] = []): readonly InvalidAlert[] =>
  alerts.flatMap((one) => ('invalid' in one ? [one.invalid] : []));
/** The outcome for one alert with flaws: the words about it, or its reason for being invalid. */
function outcome(raw: Json, flaw?: Partial<AlertFlaws>): string | undefined {
  const flaws = flaw && { 0: { cut: 0, mended: 0, ...flaw } };
  const [one] = read(part([raw], 0, flaws)).flat();
  if (!one) return undefined;
  return 'invalid' in one ? `invalid: ${one.invalid.reason}` : one.alert.details.incomplete?.toString();
}

const REMEDY = 'write an object of texts, such as {"alertname": "HighCPU"}';

describe('readAlerts', () => {
  it('gives each alert its index in the body, part by part', () => {
    const places = read(part([GOOD, GOOD]), part([GOOD], 2)).map((alerts) =>
      alerts.map((one) => 'alert' in one && one.alert.details.place),
    );
    expect(places).toEqual([['0', '1'], ['2']]);
  });

  it.each<[string, Json, string]>([
    ['a text', 'x', 'is not an object'],
    ['a list', [GOOD], 'is not an object'],
    ['null', null, 'is not an object'],
    ['without both', { status: 'firing' }, 'has neither labels nor a fingerprint'],
    ['with null for both', { labels: null, fingerprint: null }, 'has neither labels nor a fingerprint'],
    ['with labels that are a list', { labels: [], fingerprint: 'f' }, `labels is a list; ${REMEDY}`],
    ['with labels that are a text', { labels: 'x', fingerprint: 'f' }, `labels is a text; ${REMEDY}`],
  ])('takes an element for no alert: %s', (_, raw, reason) => {
    expect(read(part([raw]))).toEqual([[{ invalid: { index: 0, reason, raw } }]]);
  });

  it('takes an element with a fingerprint and no labels for an alert', () => {
    expect(outcome({ labels: null, fingerprint: 'f' })).toBeUndefined();
    expect(invalidIn(read(part([{ fingerprint: 'f' }]))[0])).toEqual([]);
  });

  it('says in the details what is missing, beside the other details', () => {
    const [one] = read(part([GOOD], 0, { 0: { cut: 2, mended: 0 } })).flat();
    expect(one).toMatchObject({ filter: 'heartbeat', alert: { details: { place: '0' } } });
    expect(outcome(GOOD, { cut: 2 })).toMatch(/: 2 too large, see "bytes left out"$/);
    const known = { ...GOOD, fingerprint: 'f-~!1' };
    expect(outcome(known, { mended: 1 })).toMatch(/: 1 not in UTF-8, see U\+FFFD$/);
    expect(outcome(known, { cut: 1, mended: 3 })).toMatch(/: 1 too large, [^;]+; 3 not in UTF-8, [^;]+$/);
    expect(outcome(GOOD)).toBeUndefined();
  });

  it('says plainly that there were too many labels, or that an alert is too large, and what to do', () => {
    const mark = '…(51430 bytes left out)';
    const labels =
      'invalid: has too many labels: 10,000 is the limit. Without them nobody can tell what it is about, so it is not taken. Send fewer: labeldrop in Prometheus, or sum them up in the rule';
    expect(outcome({ labels: mark }, { cut: 1 })).toBe(labels);
    expect(outcome({ labels: mark, fingerprint: 'f' }, { cut: 1 })).toBe(labels);
    expect(Buffer.byteLength(labels)).toBeLessThan(200 + 'invalid: '.length);
    expect(outcome(mark, { cut: 1 })).toMatch(
      /^invalid: is too large: the limits are 20,000 keys, 10,000 objects and lists, and 100,000 .* Send less in one alert$/,
    );
    // A sender may write such a text itself.
    expect(outcome({ labels: mark })).toBe(`invalid: labels is a text; ${REMEDY}`);
    expect(outcome(mark)).toBe('invalid: is not an object');
    expect(outcome({ labels: mark }, { mended: 1 })).toBe(`invalid: labels is a text; ${REMEDY}`);
    expect(outcome({ labels: 'x' }, { cut: 1 })).toContain(`labels is a text; ${REMEDY}; values`);
    expect(outcome({ ...GOOD, annotations: mark }, { cut: 1 })).toContain('1 too large');
  });

  it('makes an alert invalid that has a key twice', () => {
    expect(outcome(GOOD, { repeated: 'twice', cut: 1 })).toBe('invalid: twice');
  });

  it.each<[string, Json]>([
    ['no', {}],
    ['an empty', { fingerprint: '' }],
    ['a blank', { fingerprint: 'a b' }],
    ['a mended', { fingerprint: 'a\ufffd' }],
    ['a number for a', { fingerprint: 7 }],
  ])('makes a mended alert with %s fingerprint invalid: it could be taken for another', (_, more) => {
    const raw = { ...GOOD, ...(more as object) };
    expect(outcome(raw, { mended: 1 })).toMatch(/^invalid: .*not UTF-8/);
    expect(outcome(raw, { cut: 1 })).not.toMatch(/^invalid/);
  });

  it('says for an invalid alert, too, that something in it was cut out, and nothing else', () => {
    expect(outcome({ ...GOOD, reason: 'bad' }, { cut: 1 })).toMatch(/^invalid: bad; .*1 too large/);
    expect(outcome({ ...GOOD, fingerprint: 'f', reason: 'bad' }, { mended: 1 })).toBe('invalid: bad');
    expect(outcome({ ...GOOD, reason: 'bad' })).toBe('invalid: bad');
    expect(outcome('…', { cut: 1 })).toMatch(/^invalid: is not an object; .*1 too large/);
    expect(outcome(7)).toBe('invalid: is not an object');
  });
});

describe('very many invalid alerts', () => {
  const bad = (count: number) => Array.from({ length: count }, (_, i) => i);

  it('are kept one by one up to a hundred of a body', () => {
    const kept = invalidIn(read(part(bad(100)))[0]);
    expect(kept).toHaveLength(100);
    expect(kept.every((one) => one.count === undefined)).toBe(true);
  });

  it('are kept together beyond that, behind the good ones', () => {
    const [alerts = []] = read(part([...bad(102), GOOD]));
    expect(alerts).toHaveLength(102);
    expect(alerts[100]).toHaveProperty('alert');
    expect(alerts[101]).toMatchObject({ invalid: { index: 100, raw: [100, 101], count: 2 } });
    expect(invalidIn(alerts).at(-1)?.reason).toMatch(/^2 further .*: is not an object$/);
  });

  it('are not crowded out by good ones', () => {
    const good = Array.from({ length: 150 }, () => GOOD);
    const [first = [], second = []] = read(part([...good, 0]), part(bad(99), 151));
    expect([first.length, invalidIn(first).map(({ count }) => count)]).toEqual([151, [undefined]]);
    expect(invalidIn(second).filter(({ count }) => count !== undefined)).toEqual([]);
  });

  it('share the hundred between the parts of the body', () => {
    const parts = read(part(bad(99)), part([GOOD, ...bad(3)], 99), part([...bad(1), GOOD], 103));
    expect(parts.map((alerts) => invalidIn(alerts).map(({ count }) => count)).slice(1)).toEqual([
      [undefined, 2],
      [1],
    ]);
    expect(invalidIn(parts[1]).map(({ index }) => index)).toEqual([100, 101]);
    expect(parts[2]?.map((one) => Object.keys(one)[0])).toEqual(['alert', 'invalid']);
  });
});
