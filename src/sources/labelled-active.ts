import { z } from 'zod';
import type { AlarmId, Alert, Json } from '../alerts/alert.ts';
import { omitAbsent } from '../alerts/omit-absent.ts';
import { PayloadError } from '../errors.ts';
import { TimeSlices } from '../time/time-slices.ts';
import type { ActiveAlert, ActiveList, Unreachable, WantedInFull } from './active-alerts.ts';
import { parseJsonBody } from './json-body.ts';
import { ListSplitter } from './list-splitter.ts';
import { isJsonObject } from './shape.ts';
import { type AnswerBody, unreachable } from './source-api.ts';
import type { ReadAlert } from './source-port.ts';

/** Path of the list of active alerts in Alertmanager and Grafana. Resolved alerts are never in the list. */
export const ACTIVE_PATH = '/api/v2/alerts?active=true&silenced=true&inhibited=true&unprocessed=true';

/**
 * Fields of a listed alert that a webhook does not have.
 * @see https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml (gettableAlert, alertStatus),
 * read 2026-08
 */
const listedSchema = z.object({
  status: z.object({
    state: z.enum(['unprocessed', 'active', 'suppressed']).catch('unprocessed'),
    /** Time intervals that mute the alert, since 0.28. */
    mutedBy: z.array(z.unknown()).optional().catch(undefined),
  }),
  receivers: z.array(z.object({ name: z.string() })),
});

/** Options for reading a source's list. */
export interface ListReader {
  /**
   * Reads one element like the webhook's. `receiver` is the one of `receivers` that the alert goes to, if
   * any.
   */
  readonly read: (element: ListedElement, receiver: string | undefined) => ReadAlert;
  /** Names of the receivers that send to the agent. */
  readonly receivers: readonly string[];
  /** Returns another id of the same alert. */
  readonly aliasOf?: (element: ListedElement) => AlarmId | undefined;
}

/** One element of a list, as JSON. */
export type ListedElement = { readonly [key: string]: Json };

/**
 * Reads the list while it arrives, in time slices, as it may have tens of thousands of alerts. Of each alert
 * it keeps the fields for the comparison, and the text when `wanted` says so.
 */
export async function readActiveList(
  body: AnswerBody,
  reader: ListReader,
  wanted: WantedInFull = () => true,
): Promise<ActiveList | Unreachable> {
  const slices = new TimeSlices();
  const splitter = new ListSplitter();
  const texts = new Map<AlarmId, Buffer>();
  const alerts: ActiveAlert[] = [];
  let complete = true;
  for await (const piece of body) {
    for (const element of splitter.add(piece)) {
      const active = activeOf(element, reader);
      if (active) {
        alerts.push(active);
        // A copy, because the element would keep the whole piece in memory.
        if (wanted(active)) texts.set(active.alarmId, Buffer.from(element));
      } else complete = false;
      if (slices.over) await slices.pause();
    }
  }
  if (!isList(splitter))
    return unreachable('address', 'the answer is not a list of alerts; check reconcile.url');
  return {
    kind: 'active',
    alerts,
    complete,
    async read(some) {
      const elements = some.flatMap(({ alarmId }) => texts.get(alarmId) ?? []);
      return { kind: 'read', alerts: elements.flatMap((element) => readWhole(element, reader) ?? []) };
    },
  };
}

/** Describes a list for people: how many alerts, and how many of them are for the agent. */
export function describeActiveList({ alerts }: ActiveList): string {
  const ours = alerts.filter((alert) => alert.ours).length;
  const { length } = alerts;
  return `${length} active ${length === 1 ? 'alert' : 'alerts'}, of which ${ours} for the configured receivers`;
}

function isList(splitter: ListSplitter): boolean {
  try {
    return Array.isArray(parseJsonBody(splitter.end()));
  } catch (error) {
    if (error instanceof PayloadError) return false;
    throw error;
  }
}

interface Parsed {
  readonly element: ListedElement;
  readonly listed: z.output<typeof listedSchema>;
}

function parse(text: Buffer): Parsed | undefined {
  try {
    const element = parseJsonBody(text);
    const read = listedSchema.safeParse(element);
    return isJsonObject(element) && read.success ? { element, listed: read.data } : undefined;
  } catch (error) {
    if (error instanceof PayloadError) return undefined;
    throw error;
  }
}

function activeOf(text: Buffer, reader: ListReader): ActiveAlert | undefined {
  const parsed = parse(text);
  if (!parsed) return undefined;
  const receiver = receiverOf(parsed, reader);
  const read = reader.read(parsed.element, receiver);
  if (!('alert' in read)) return undefined;
  const { alarmId, level, startsAt, test }: Alert = read.alert;
  const ours = receiver !== undefined && read.filter === undefined && !test;
  const alias = reader.aliasOf?.(parsed.element);
  return { alarmId, level, state: stateOf(parsed), ours, ...omitAbsent({ startsAt, alias }) };
}

function readWhole(text: Buffer, reader: ListReader): ReadAlert | undefined {
  const parsed = parse(text);
  return parsed && reader.read(parsed.element, receiverOf(parsed, reader));
}

function receiverOf({ listed }: Parsed, { receivers }: ListReader): string | undefined {
  return listed.receivers.find(({ name }) => receivers.includes(name))?.name;
}

function stateOf({ listed: { status } }: Parsed): ActiveAlert['state'] {
  if (status.state === 'suppressed' || (status.mutedBy?.length ?? 0) > 0) return 'suppressed';
  return status.state === 'active' ? 'active' : 'undecided';
}
