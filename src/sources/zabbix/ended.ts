import { z } from 'zod';
import { plausibleInstant } from '../../alerts/instant.ts';
import type { ActiveList, Ended, Unreachable } from '../active-alerts.ts';
import type { ZabbixApi } from './api.ts';
import { elementsAs } from './elements.ts';
import { type EventKindQuery, PROBLEM_KINDS } from './problem.ts';

const digits = z.string().regex(/^\d+$/);
const eventSchema = z.object({ eventid: digits, r_eventid: digits.catch('0'), clock: digits });
const triggerSchema = z.object({ triggerid: digits, value: digits, lastchange: digits });
/** Most ids in one question. */
const MAX_IDS = 1_000;

interface Asking {
  readonly api: ZabbixApi;
  readonly list: ActiveList;
  readonly signal: AbortSignal;
}

/**
 * Asks which of these problems, missing in the list, have ended. An event without a recovery has not ended:
 * Zabbix may have hidden it from the list, as it shows a user only what that user is allowed to see. An event
 * that is not visible at all was deleted with its trigger, and has ended. When nothing at all is visible,
 * nothing has ended.
 */
export async function endedAmong(
  fingerprints: readonly string[],
  asking: Asking,
): Promise<Ended | Unreachable> {
  const ends = new Map<string, number | undefined>();
  const groups = new Map<string, string[]>([
    ['e', []],
    ['s', []],
    ['t', []],
  ]);
  for (const fingerprint of fingerprints) {
    const ids = /^[est]\d+$/.test(fingerprint) ? groups.get(fingerprint.slice(0, 1)) : undefined;
    if (ids) ids.push(fingerprint.slice(1));
    // A test message was never a problem.
    else ends.set(fingerprint, undefined);
  }
  for (const [prefix, ids] of groups) {
    for (let at = 0; at < ids.length; at += MAX_IDS) {
      const some = ids.slice(at, at + MAX_IDS);
      const found =
        prefix === 't' ? await endedTriggers(some, asking) : await endedEvents(prefix, some, asking);
      if ('kind' in found) return found;
      for (const [id, end] of found) ends.set(`${prefix}${id}`, end);
    }
  }
  return { kind: 'ended', ends };
}

type Ends = ReadonlyMap<string, number | undefined>;

async function endedEvents(
  prefix: string,
  ids: readonly string[],
  asking: Asking,
): Promise<Ends | Unreachable> {
  const kinds = PROBLEM_KINDS.filter(({ source }) => (source === 4) === (prefix === 's'));
  const events = await eventsOf(ids, kinds, asking);
  if (!Array.isArray(events)) return events as Unreachable;
  const recovered = events.filter(({ r_eventid }) => r_eventid !== '0');
  const recoveries = await eventsOf(
    recovered.map(({ r_eventid }) => r_eventid),
    kinds,
    asking,
  );
  if (!Array.isArray(recoveries)) return recoveries as Unreachable;
  const clocks = new Map(recoveries.map(({ eventid, clock }) => [eventid, instantOf(clock)]));
  const seen = new Set(events.map(({ eventid }) => eventid));
  const ends = new Map(recovered.map(({ eventid, r_eventid }) => [eventid, clocks.get(r_eventid)]));
  for (const id of unseen(ids, seen, asking.list)) ends.set(id, undefined);
  return ends;
}

type ZabbixEventRow = z.output<typeof eventSchema>;

async function eventsOf(
  ids: readonly string[],
  kinds: readonly EventKindQuery[],
  { api, signal }: Asking,
): Promise<ZabbixEventRow[] | Unreachable> {
  const events: ZabbixEventRow[] = [];
  for (const kind of kinds) {
    const known = new Set(events.map(({ eventid }) => eventid));
    const eventids = ids.filter((id) => !known.has(id));
    if (eventids.length === 0) break;
    const output = ['eventid', 'r_eventid', 'clock'];
    const answer = await api.call('event.get', { ...kind, eventids, output }, signal);
    if (answer.kind === 'unreachable') return answer;
    events.push(...(await elementsAs(answer.elements, eventSchema)).read);
  }
  return events;
}

async function endedTriggers(
  triggerids: readonly string[],
  { api, list, signal }: Asking,
): Promise<Ends | Unreachable> {
  const output = ['triggerid', 'value', 'lastchange'];
  const answer = await api.call('trigger.get', { triggerids, output }, signal);
  if (answer.kind === 'unreachable') return answer;
  const { read } = await elementsAs(answer.elements, triggerSchema);
  const fine = read.filter(({ value }) => value === '0');
  const ends = new Map(fine.map(({ triggerid, lastchange }) => [triggerid, instantOf(lastchange)]));
  const seen = new Set(read.map(({ triggerid }) => triggerid));
  for (const id of unseen(triggerids, seen, list)) ends.set(id, undefined);
  return ends;
}

/**
 * Returns the ids that are not visible any more. Returns none when nothing at all is visible: then the
 * permission is missing.
 */
function unseen(ids: readonly string[], seen: ReadonlySet<string>, list: ActiveList): readonly string[] {
  return list.alerts.length === 0 && seen.size === 0 ? [] : ids.filter((id) => !seen.has(id));
}

function instantOf(seconds: string): number | undefined {
  return plausibleInstant(Number(seconds) * 1_000);
}
