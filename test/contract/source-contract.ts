import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert, Json } from '../../src/alerts/alert.ts';
import { wholeAlert } from '../../src/alerts/raw-alert.ts';
import { PayloadError } from '../../src/errors.ts';
import type { ReadAlert, Source } from '../../src/sources/source-port.ts';

/** What a source has to offer to be held to the contract. */
export interface SourceSubject {
  /** Makes the source without credentials, under the given name. */
  readonly create: (name: string) => Source;
  /** Bodies of one series: it fires, is repeated (later, with more in its texts) and is resolved. */
  readonly fire: Json;
  readonly repeat: Json;
  readonly resolve: Json;
}

const RECEIVED_AT = Date.UTC(2026, 10, 24, 3, 10);
const EARLIEST = Date.UTC(1971, 0, 1);
const LATEST = Date.UTC(10_000, 0, 1);
const RUNS = { numRuns: 300 };

/** What every source guarantees to the rest, whatever the sender sends. */
export function sourceContract(name: string, subject: SourceSubject): void {
  const source = subject.create('main');
  const read = (body: Json): readonly ReadAlert[] => source.read(bytesOf(body), RECEIVED_AT);
  const only = (body: Json, from: Source = source): Alert => onlyAlert(from.read(bytesOf(body), RECEIVED_AT));

  describe(`the ${name} source`, () => {
    it('keeps the identity of a series over fire, repeat and resolve', () => {
      const [fire, repeat, resolve] = [subject.fire, subject.repeat, subject.resolve].map((body) =>
        only(body),
      );
      expect([repeat?.alarmId, resolve?.alarmId]).toEqual([fire?.alarmId, fire?.alarmId]);
      expect([repeat?.fingerprint, resolve?.fingerprint]).toEqual([fire?.fingerprint, fire?.fingerprint]);
      expect([fire?.status, repeat?.status, resolve?.status]).toEqual(['firing', 'firing', 'resolved']);
    });

    it('gives equal series of two sources two alarm ids', () => {
      expect(only(subject.fire, subject.create('other')).alarmId).not.toBe(only(subject.fire).alarmId);
    });

    it('reads the same body alike whenever it is read', () => {
      for (const body of [subject.fire, subject.repeat, subject.resolve])
        expect(read(body)).toEqual(read(body));
    });

    it('keeps the alert whole, as JSON that can be written again', () => {
      const { alerts } = subject.fire as { readonly alerts?: readonly Json[] };
      expect([subject.fire, ...(alerts ?? [])]).toContainEqual(wholeAlert(only(subject.fire)));
      expect(() => JSON.stringify(only(subject.fire))).not.toThrow();
    });

    it('is open without credentials', () => {
      expect(source.open).toBe(true);
      expect(source.checkCredentials({})).toEqual({ ok: true });
      expect(source.checkSignature).toBeUndefined();
    });

    it('answers any bytes with alerts or a PayloadError', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200, size: 'max' }), (bytes) =>
          holds(source, Buffer.from(bytes)),
        ),
        RUNS,
      );
    });

    it('answers any JSON with alerts or a PayloadError', () => {
      fc.assert(
        fc.property(fc.json(), (text) => holds(source, Buffer.from(text))),
        RUNS,
      );
    });

    it('answers its own bodies with anything put into them', () => {
      const places = placesIn(subject.fire);
      fc.assert(
        fc.property(fc.constantFrom(...places), hostileJson(), (place, value) =>
          holds(source, bytesOf(replaced(subject.fire, place, value))),
        ),
        RUNS,
      );
    });
  });
}

/** The one good alert that was read. */
export function onlyAlert(read: readonly ReadAlert[]): Alert {
  const [first] = read;
  if (read.length !== 1 || !first || !('alert' in first)) throw new Error('not exactly one good alert');
  return first.alert;
}

function bytesOf(body: Json): Buffer {
  return Buffer.from(JSON.stringify(body));
}

function holds(source: Source, body: Buffer): void {
  const before = Object.getOwnPropertyNames(Object.prototype).length;
  try {
    for (const item of source.read(body, RECEIVED_AT)) {
      if ('alert' in item) holdsAlert(item.alert);
      else expect(Buffer.byteLength(item.invalid.reason)).toBeLessThanOrEqual(200);
    }
  } catch (thrown) {
    if (!(thrown instanceof PayloadError)) throw thrown;
    expect(Buffer.byteLength(thrown.message)).toBeLessThanOrEqual(200);
  }
  expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(before);
}

function holdsAlert(alert: Alert): void {
  expect(alert.alarmId).toMatch(/^[A-Za-z0-9]{1,255}$/);
  expect([alert.name.trim(), alert.description.trim(), alert.fingerprint]).not.toContain('');
  for (const time of [alert.startsAt, alert.endsAt]) {
    if (time === undefined) continue;
    expect(Number.isInteger(time) && time >= EARLIEST && time < LATEST).toBe(true);
  }
  if (alert.status === 'firing') expect(alert.endsAt).toBeUndefined();
  for (const link of alert.links) expect(link).toMatch(/^https?:\/\//i);
  for (const text of [alert.name, alert.description]) expect(text).not.toMatch(/\p{Cs}/u);
  expect(JSON.parse(JSON.stringify(alert.raw))).toEqual(alert.raw);
}

function hostileJson(): fc.Arbitrary<Json> {
  const texts = [
    '',
    ' ',
    '\0',
    '__proto__',
    '{EVENT.ID}',
    '*UNKNOWN*',
    '\ud800',
    '0001-01-01T00:00:00Z',
    '9'.repeat(30),
  ];
  return fc.oneof(
    fc.constantFrom<Json>(...texts, null, -1, 1e308, true, [], {}, [null], { a: { b: 1 } }),
    fc.jsonValue() as fc.Arbitrary<Json>,
    fc.string({ unit: 'binary' }),
  );
}

/** The paths of all values in a body. */
function placesIn(value: Json, at: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner as Json, [...at, key]))];
}

function replaced(value: Json, [key, ...rest]: readonly string[], by: Json): Json {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((inner, at) => (String(at) === key ? replaced(inner, rest, by) : inner));
  const entries = Object.entries(value ?? {}) as [string, Json][];
  return Object.fromEntries(
    entries.map(([name, inner]) => [name, name === key ? replaced(inner, rest, by) : inner]),
  );
}
