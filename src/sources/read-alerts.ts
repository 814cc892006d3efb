import type { Json } from '../alerts/alert.ts';
import type { AlertFlaws, AlertList, AlertPart } from './alert-list.ts';
import { JSON_LIMITS } from './json-scan-limits.ts';
import { shortReason } from './payload-error.ts';
import { isJsonObject } from './shape.ts';
import { labelsReason } from './shape-reason.ts';
import type { InvalidAlert, ReadAlert } from './source-port.ts';

/**
 * Invalid alerts of one body that are each kept by themselves, since each dead letter takes a sync. Further ones are kept
 * together, one list for each part.
 */
const KEPT_ONE_BY_ONE = 100;

type ReadOne = (raw: Json, index: number) => ReadAlert;

/**
 * Reads the alerts of a body one by one, in parts. A fault in one of them makes only that one invalid. A text that was too
 * long makes none invalid: the alert says in its details that something is missing.
 */
export function* readAlerts({ head, tail }: AlertList, readOne: ReadOne): Generator<readonly ReadAlert[]> {
  let room = KEPT_ONE_BY_ONE;
  const read = ({ first, alerts, flaws }: AlertPart): readonly ReadAlert[] => {
    const kept: ReadAlert[] = [];
    const rest: InvalidAlert[] = [];
    for (const [i, raw] of alerts.entries()) {
      const one = readFlawed(raw, first + i, { flaws, readOne });
      if (!('invalid' in one)) kept.push(one);
      else if (room > 0) {
        room -= 1;
        kept.push(one);
      } else rest.push(one.invalid);
    }
    return [...kept, ...gathered(rest)];
  };
  yield read(head);
  if (tail) for (const part of tail()) yield read(part);
}

interface Reading {
  readonly flaws: AlertPart['flaws'];
  readonly readOne: ReadOne;
}

function readFlawed(raw: Json, index: number, { flaws, readOne }: Reading): ReadAlert {
  const found = flaws.get(index);
  const tooLarge = found && found.cut > 0 ? tooLargeReason(raw) : undefined;
  if (tooLarge !== undefined) return { invalid: { index, reason: tooLarge, raw } };
  const wrong = noAlertReason(raw);
  if (wrong !== undefined) return invalidBy(found, { index, reason: wrong, raw });
  if (found?.repeated !== undefined) return { invalid: { index, reason: found.repeated, raw } };
  if (found && found.mended > 0 && !hasFingerprint(raw))
    return { invalid: { index, reason: NOT_UTF_8, raw } };
  const read = readOne(raw, index);
  if (!found) return read;
  if ('invalid' in read) return invalidBy(found, read.invalid);
  const { alert } = read;
  return { ...read, alert: { ...alert, details: { ...alert.details, incomplete: wordsAbout(found) } } };
}

function invalidBy(found: AlertFlaws | undefined, invalid: InvalidAlert): ReadAlert {
  if (!found || found.cut === 0) return { invalid };
  return { invalid: { ...invalid, reason: shortReason(`${invalid.reason}; ${wordsAbout(found)}`) } };
}

/** Reason why an element is certainly no alert. Quick, as there may be millions of them. */
function noAlertReason(raw: Json): string | undefined {
  if (!isJsonObject(raw)) return 'is not an object';
  const { labels = null, fingerprint = null } = raw;
  if (labels !== null) return isJsonObject(labels) ? undefined : labelsReason(labels);
  return fingerprint === null ? 'has neither labels nor a fingerprint' : undefined;
}

/** Reason why an alert of which too much had to be left out can't be taken; undefined when the rest is enough. */
function tooLargeReason(raw: Json): string | undefined {
  if (isMark(raw)) return TOO_LARGE;
  return isJsonObject(raw) && isMark(raw.labels) ? TOO_MANY_LABELS : undefined;
}

/** What stands for a value that is left out. */
function isMark(value: Json | undefined): boolean {
  return typeof value === 'string' && /^…\(\d+ bytes left out\)$/.test(value);
}

const { keysPerObject, alert: LIMITS } = JSON_LIMITS;
const count = (number: number): string => number.toLocaleString('en');
const TOO_MANY_LABELS = `has too many labels: ${count(keysPerObject)} is the limit. Without them nobody can tell what it is about, so it is not taken. Send fewer: labeldrop in Prometheus, or sum them up in the rule`;
const TOO_LARGE = `is too large: the limits are ${count(LIMITS.keys)} keys, ${count(LIMITS.containers)} objects and lists, and ${count(LIMITS.elements)} list elements. Send less in one alert`;

const NOT_UTF_8 = 'has bytes that are not UTF-8, and no fingerprint: it could be taken for another alert';

/** True for an alert whose identity does not depend on its texts. */
function hasFingerprint(raw: Json): boolean {
  return isJsonObject(raw) && typeof raw.fingerprint === 'string' && /^[\x21-\x7e]+$/.test(raw.fingerprint);
}

function wordsAbout({ cut, mended }: AlertFlaws): string {
  const words: string[] = [];
  if (cut > 0) words.push(`${cut} too large, see "bytes left out"`);
  if (mended > 0) words.push(`${mended} not in UTF-8, see U+FFFD`);
  return `values that are not as they were sent: ${words.join('; ')}`;
}

/** Further invalid alerts of a part as one. */
function gathered(rest: readonly InvalidAlert[]): readonly ReadAlert[] {
  const [first] = rest;
  if (!first) return [];
  const reason = shortReason(
    `${rest.length} further alerts could not be read; the first one: ${first.reason}`,
  );
  return [{ invalid: { index: first.index, reason, raw: rest.map(({ raw }) => raw), count: rest.length } }];
}
