import type { IncidentRequest } from '../alerts/alarm.ts';
import type { Alert, Json } from '../alerts/alert.ts';
import type { Routing } from '../app/routing.ts';
import { routeAlerts } from '../intake/route-alerts.ts';
import type { Arrival } from '../outbox/decide/accept.ts';
import { type RoutedAnew, redriveAlarm, redriveIncident, redriveStep } from '../outbox/decide/redrive.ts';
import type { HandleIncident, OpenIncident, OpenWarRoom } from '../outbox/events/entry.ts';
import type { LetterRedriven, OutboxEvent } from '../outbox/events/event.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { DeadLetter } from '../outbox/ports/dead-letters.ts';
import type { Router } from '../routing/route.ts';
import type { Source } from '../sources/source.ts';
import type { Redriven } from './dead-letter-changes.ts';

/** What a redrive works with. */
export interface RedriveParts {
  readonly outbox: Outbox;
  /** The routing in force. */
  readonly routing: () => Pick<Routing, 'sources' | 'router'>;
  /** Epoch ms. */
  readonly now: () => number;
}

/** What became of a letter; `refused`: it cannot be put back as things are, and why. */
export type Became = { readonly outcome: Redriven } | { readonly refused: string };

/**
 * Puts a dead letter back, rendered with the configuration in force. Resolves once everything that follows is durable.
 *
 * @throws {JournalError} when that can't be stored now. {PayloadError} when a body still cannot be read.
 */
export function redriveLetter(
  letter: DeadLetter,
  redriven: LetterRedriven,
  parts: RedriveParts,
): Promise<Became> {
  const body = letter.entry?.body;
  if (!body) return readAgain(letter, redriven, parts);
  if (body.kind === 'open-incident') return askAgain(body, redriven, parts);
  if (body.kind !== 'report-alarm') return goOn(body, redriven, parts);
  const routed = routeAnew(body.alert, parts);
  return decided(
    parts.outbox.operate((view) => [
      { ...redriven, alarmId: body.alarm.alarmId },
      ...redriveAlarm(view, body, routed),
    ]),
  );
}

async function decided(storing: Promise<readonly OutboxEvent[]>): Promise<Became> {
  const types = (await storing).map(({ type }) => type);
  if (types.includes('entry.queued')) return { outcome: 'queued' };
  return { outcome: types.includes('alert.repeated') ? 'repeated' : 'dropped' };
}

function routeAnew(alert: Alert, { routing, now }: RedriveParts): RoutedAnew {
  const { router } = routing();
  const at = now();
  const ended: Alert = { ...alert, status: 'resolved', endsAt: alert.endsAt ?? at };
  return { again: arrival(alert, router, at), end: arrival(ended, router, at) };
}

function arrival(alert: Alert, router: Router, now: number): Arrival {
  return { alert, routed: router(alert, now) };
}

async function askAgain(body: OpenIncident, redriven: LetterRedriven, parts: RedriveParts): Promise<Became> {
  const { alarmId } = body;
  const request = (await requestAnew(body, parts)) ?? body.request;
  return decided(
    parts.outbox.operate((view) => [{ ...redriven, alarmId }, ...redriveIncident(view, body, request)]),
  );
}

/** A step or a war room that COC refused is asked for again, as it was. */
function goOn(
  body: HandleIncident | OpenWarRoom,
  redriven: LetterRedriven,
  { outbox }: RedriveParts,
): Promise<Became> {
  const { alarmId } = body;
  return decided(outbox.operate((view) => [{ ...redriven, alarmId }, ...redriveStep(view, body)]));
}

/** What the policies in force ask for, for the alert that the incident came from, if its record is still kept. */
async function requestAnew(
  { alarmId, episode }: OpenIncident,
  { outbox, routing, now }: RedriveParts,
): Promise<IncidentRequest | undefined> {
  let alert: Alert | undefined;
  for await (const { events } of outbox.history(alarmId)) {
    for (const event of events) {
      if (event.type !== 'entry.queued' || event.body.kind !== 'report-alarm') continue;
      if (event.body.episode === episode && event.body.incident) alert = event.body.alert;
    }
  }
  if (!alert) return undefined;
  const routed = routing().router(alert, now());
  return routed.kind === 'alarm' ? routed.incident : undefined;
}

/** What could not be read is read again, and taken as if it had come now. */
async function readAgain(letter: DeadLetter, redriven: LetterRedriven, parts: RedriveParts): Promise<Became> {
  const { outbox, routing, now } = parts;
  const source = routing().sources.get(letter.source);
  if (!source) return { refused: `there is no source ${letter.source} any more to read it` };
  const at = now();
  const alerts = source.read(bodyOf(letter, source), at);
  const [only] = alerts;
  if (letter.kind === 'unreadable-alert' && only && 'invalid' in only)
    return { refused: `it still cannot be read: ${only.invalid.reason}` };
  const intake = routeAlerts(source.name, alerts, { router: routing().router, now: at });
  const { accepted } = await outbox.accept({ ...intake, redriven });
  return { outcome: accepted > 0 ? 'queued' : 'repeated' };
}

/** One alert of a list goes into a list again, in the envelope that its kind of source reads. */
function bodyOf({ raw, bodyBase64 }: DeadLetter, { type }: Source): Buffer {
  if (bodyBase64 !== undefined) return Buffer.from(bodyBase64, 'base64');
  const alone: Json = raw ?? null;
  return Buffer.from(JSON.stringify(type === 'zabbix' ? alone : { version: '4', alerts: [alone] }));
}
