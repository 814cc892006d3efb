import type { AlertStatus } from '../../alerts/alert.ts';
import { payloadError } from '../payload-error.ts';
import type { Parameters } from './parameters.ts';
import { statusOfWord } from './status-words.ts';

/** Kind of object that an event is about. */
export type EventKind = 'trigger' | 'discovery' | 'internal' | 'service';

/**
 * `{EVENT.SOURCE}`: 1 is discovery and 2 autoregistration, which never recover.
 * @see https://www.zabbix.com/documentation/6.0/en/manual/appendix/macros/supported_by_location
 * "{EVENT.SOURCE}", read 2026-08
 */
const KINDS: ReadonlyMap<string, EventKind> = new Map([
  ['0', 'trigger'],
  ['1', 'discovery'],
  ['2', 'discovery'],
  ['3', 'internal'],
  ['4', 'service'],
]);

/** The event that a message is about. */
export interface ZabbixEvent {
  readonly kind: EventKind;
  /** Identity of the alarm: `e42` for a problem event, `s42` for a service problem, `t42` for a trigger. */
  readonly identity: string;
  /** Identity under the other setting; absent where both give the same. */
  readonly otherIdentity?: string;
  readonly eventId: string;
  readonly status: AlertStatus;
  /** True for a message about a change of a problem that exists. */
  readonly isUpdate: boolean;
}

/** True for a message of the Test button of a media type: no macro is replaced. */
export function isTestMessage(parameters: Parameters): boolean {
  return (
    parameters.isUnresolved('event_id') &&
    parameters.text('event_id') === undefined &&
    parameters.text('event_name') === undefined
  );
}

/**
 * Finds the event that a message is about.
 * @param identity identity of an alarm: a problem event, or a trigger
 * @throws {PayloadError} when the message has no event id, or does not say whether the problem exists
 */
export function eventOf(parameters: Parameters, identity: 'event' | 'trigger'): ZabbixEvent {
  const kind = KINDS.get(parameters.text('event_source') ?? '0') ?? 'trigger';
  const eventId = idOf(parameters, 'event_id', 'eventid');
  if (eventId === undefined)
    throw payloadError('the message has no event id; add the parameter event_id with the value {EVENT.ID}');
  const triggerId = idOf(parameters, 'trigger_id', 'triggerid');
  const trigger = kind === 'trigger' && triggerId !== undefined ? `t${triggerId}` : undefined;
  const event = `${kind === 'service' ? 's' : 'e'}${eventId}`;
  const [own, other] = identity === 'trigger' ? [trigger ?? event, event] : [event, trigger];
  const status = kind === 'discovery' ? 'firing' : statusOf(parameters);
  return {
    kind,
    identity: own,
    ...(other !== undefined && other !== own && { otherIdentity: other }),
    eventId,
    status,
    isUpdate: status === 'firing' && isUpdateMessage(parameters),
  };
}

/** Parameters that only have a value in a message about an update. */
const OF_UPDATES = [
  'event_update_timestamp',
  'event_update_date',
  'event_update_nseverity',
  'event_update_severity',
] as const;

/** True for a message that says so, or that has a value which only updates have. */
function isUpdateMessage({ text }: Parameters): boolean {
  const status = text('event_update_status');
  return status === undefined ? OF_UPDATES.some((name) => text(name) !== undefined) : status === '1';
}

/** Finds an id of digits, in its own parameter or in the query of the message's link. */
function idOf(parameters: Parameters, name: 'event_id' | 'trigger_id', key: string): string | undefined {
  const id = parameters.text(name);
  if (id !== undefined) return /^\d{1,20}$/.test(id) ? id : undefined;
  const link = parameters.text('link') ?? '';
  const linked = URL.canParse(link) ? new URL(link).searchParams.get(key) : null;
  return linked !== null && /^\d{1,20}$/.test(linked) ? linked : undefined;
}

function statusOf(parameters: Parameters): AlertStatus {
  const status =
    statusOfWord(parameters.text('event_value')) ?? statusOfWord(parameters.text('event_status'));
  if (status !== undefined) return status;
  throw payloadError(
    'the message does not say whether it is a problem; add the parameter event_value with the value {EVENT.VALUE}',
  );
}
