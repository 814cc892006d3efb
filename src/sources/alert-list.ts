import type { Json } from '../alerts/alert.ts';
import { type JsonPatches, stringIn } from './json-patches.ts';
import type { JsonScan } from './json-scan.ts';
import { repeatedKeyReason } from './repeated-keys.ts';

/** Faults in one alert of a body. */
export interface AlertFlaws {
  /** Words about a key that an object of the alert has twice. */
  readonly repeated?: string;
  /** Number of values that were too large, so that a mark stands for a part of them. */
  readonly cut: number;
  /** Number of texts with bytes that are not UTF-8. */
  readonly mended: number;
}

/** Alerts of a body that are parsed together. */
export interface AlertPart {
  /** Index of the first one in the body. */
  readonly first: number;
  readonly alerts: readonly Json[];
  /** Faults by index in the body, of the alerts that have any. */
  readonly flaws: ReadonlyMap<number, AlertFlaws>;
}

/** The list of alerts of a body, divided into parts: the memory for very many alerts is bounded, too. */
export interface AlertList {
  /** The first part, and nearly always the only one. Empty for an empty list. */
  readonly head: AlertPart;
  /** The other parts. Absent when there are none: then nothing holds the bytes of the body. */
  readonly tail?: () => Generator<AlertPart>;
}

/** Parses a part of the body that starts at a place. Throws a SyntaxError when it is not JSON. */
type Parse = (text: Buffer, at: number) => Json;

type ScannedList = Required<JsonScan>;

/**
 * Makes the list of alerts from a scanned body. All of it is checked: the answer is about the body as a whole.
 * @throws {SyntaxError} when the list is not JSON
 */
export function alertList(scan: ScannedList, parse: Parse): AlertList {
  const { length } = scan.list.parts;
  const head = partOf(scan, parse, 0);
  if (length === 1) return { head };
  for (let i = 1; i < length; i++) alertsOf(scan, parse, i);
  const tail = function* () {
    for (let i = 1; i < length; i++) yield partOf(scan, parse, i);
  };
  return { head, tail };
}

function partOf(scan: ScannedList, parse: Parse, index: number): AlertPart {
  const alerts = alertsOf(scan, parse, index);
  const { start, end, first } = placeOf(scan, index);
  return { first, alerts, flaws: flawsIn(scan.bytes, scan.patches.within(start, end)) };
}

function alertsOf(scan: ScannedList, parse: Parse, index: number): readonly Json[] {
  const { bytes, patches, list } = scan;
  const { start, end, first, isLast } = placeOf(scan, index);
  const text = patches.applied(bytes, start, end);
  // A part starts with the bracket or comma before it, and ends with the bracket or before the next comma.
  const alerts = parse(
    list.parts.length === 1 ? text : Buffer.concat([OPEN, text.subarray(1), ...(isLast ? [] : [CLOSE])]),
    start,
  );
  if (!isList(alerts) || (first > 0 && alerts.length === 0)) throw new SyntaxError('an alert is missing');
  return alerts;
}

function placeOf({ list }: ScannedList, index: number) {
  const { start = list.start, first = 0 } = list.parts[index] ?? {};
  const next = list.parts[index + 1];
  return { start, first, end: next?.start ?? list.end + 1, isLast: next === undefined };
}

const OPEN = Buffer.from('[');
const CLOSE = Buffer.from(']');

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function flawsIn(bytes: Buffer, patches: ReturnType<JsonPatches['within']>): ReadonlyMap<number, AlertFlaws> {
  const flaws = new Map<number, AlertFlaws>();
  for (const { kind, start, end, alert } of patches) {
    if (alert === undefined || kind === 'quote') continue;
    const before = flaws.get(alert) ?? { cut: 0, mended: 0 };
    if (kind === 'rename')
      flaws.set(alert, { repeated: repeatedKeyReason(stringIn(bytes, start, end) ?? ''), ...before });
    else if (kind === 'mend') flaws.set(alert, { ...before, mended: before.mended + 1 });
    else flaws.set(alert, { ...before, cut: before.cut + 1 });
  }
  return flaws;
}
