import type { IncidentRequest } from '../alerts/alarm.ts';
import type { Alert, Json } from '../alerts/alert.ts';
import type { Arrival } from '../outbox/decide/decision.ts';
import { type ReroutedAlert, redriveAlarm, redriveIncident, redriveStep } from '../outbox/decide/redrive.ts';
import type { EntryBody, OpenIncident, ReportAlarm } from '../outbox/events/entry.ts';
import type { DeadLetterRedriven, OutboxEvent } from '../outbox/events/event.ts';
import type { Intake } from '../outbox/intake.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { DeadLetter } from '../outbox/ports/dead-letters.ts';
import type { Router } from '../routing/route.ts';
import type { ReadAlert, Source } from '../sources/source-port.ts';
import { alertUnderNameNow, type SourceNamesNow } from './under-names-now.ts';

/** Dependencies of a redrive. */
export interface RedriveParts {
  readonly outbox: Outbox;
  /** The configured sources, by name. */
  readonly sources: () => ReadonlyMap<string, Source>;
  /** Names that the configured sources have, by those that they had before. */
  readonly sourceNamesNow: () => SourceNamesNow;
  /** The router of the current configuration. */
  readonly router: () => Router;
  /** Routes all alerts of a body, as for a webhook. */
  readonly routeAlerts: (source: string, alerts: readonly ReadAlert[], now: number) => Intake;
  /** Epoch ms. */
  readonly now: () => number;
}

/** The outcome of a redrive. `repeated` and `dropped` are recorded decisions: nothing is sent. */
export type RedriveOutcome = 'queued' | 'repeated' | 'dropped';

/** The result of a redrive; `refused` is the reason why it is not possible now. */
export type RedriveResult = { readonly outcome: RedriveOutcome } | { readonly refused: string };

/**
 * Redrives a dead letter with the current configuration. Resolves once all events that follow are durable.
 *
 * @throws {JournalError} when they cannot be stored now
 * @throws {PayloadError} when a body still cannot be read
 */
export function redriveDeadLetter(
  deadLetter: DeadLetter,
  redriven: DeadLetterRedriven,
  parts: RedriveParts,
): Promise<RedriveResult> {
  const body = deadLetter.entry?.body;
  if (!body) return readAgain(deadLetter, redriven, parts);
  if (body.kind === 'open-incident') return requestIncidentAgain(body, redriven, parts);
  if (body.kind !== 'report-alarm') return repeatStep(body, redriven, parts);
  const routed = routeAnew(body.alert, parts);
  return resultOf(
    parts.outbox.decide((view) => [
      { ...redriven, alarmId: body.alarm.alarmId },
      ...redriveAlarm(view, { ...body, deadLetter: deadLetter.id }, routed),
    ]),
  );
}

async function resultOf(storing: Promise<readonly OutboxEvent[]>): Promise<RedriveResult> {
  const types = (await storing).map(({ type }) => type);
  if (types.includes('entry.queued')) return { outcome: 'queued' };
  return { outcome: types.includes('alert.repeated') ? 'repeated' : 'dropped' };
}

function routeAnew(alert: Alert, { router, now }: RedriveParts): ReroutedAlert {
  const at = now();
  const arrivalOf = (one: Alert): Arrival => ({ alert: one, routed: router()(one, at) });
  const ended: Alert = { ...alert, status: 'resolved', endsAt: alert.endsAt ?? at };
  return { again: arrivalOf(alert), end: arrivalOf(ended) };
}

async function requestIncidentAgain(
  body: OpenIncident,
  redriven: DeadLetterRedriven,
  parts: RedriveParts,
): Promise<RedriveResult> {
  const { alarmId } = body;
  const request = (await currentRequest(body, parts)) ?? body.request;
  return resultOf(
    parts.outbox.decide((view) => [{ ...redriven, alarmId }, ...redriveIncident(view, body, request)]),
  );
}

/** Queues a step of an incident, a war room or a forward, as it was when COC refused it. */
function repeatStep(
  body: Exclude<EntryBody, ReportAlarm | OpenIncident>,
  redriven: DeadLetterRedriven,
  { outbox }: RedriveParts,
): Promise<RedriveResult> {
  const { alarmId } = body;
  return resultOf(outbox.decide((view) => [{ ...redriven, alarmId }, ...redriveStep(view, body)]));
}

/** The incident that today's policies request for the original alert; undefined when its record is no longer kept. */
async function currentRequest(
  { alarmId, episode }: OpenIncident,
  { outbox, router, sourceNamesNow, now }: RedriveParts,
): Promise<IncidentRequest | undefined> {
  let alert: Alert | undefined;
  for await (const { events } of outbox.history(alarmId)) {
    for (const event of events) {
      if (event.type !== 'entry.queued' || event.body.kind !== 'report-alarm') continue;
      if (event.body.episode === episode && event.body.incident) alert = event.body.alert;
    }
  }
  if (!alert) return undefined;
  const routed = router()(alertUnderNameNow(alert, sourceNamesNow()), now());
  return routed.kind === 'alarm' ? routed.incident : undefined;
}

/** Reads an unreadable body or alert again, and accepts it as if it had arrived now. */
async function readAgain(
  deadLetter: DeadLetter,
  redriven: DeadLetterRedriven,
  parts: RedriveParts,
): Promise<RedriveResult> {
  const source = parts.sources().get(deadLetter.source);
  if (!source)
    return {
      refused: `its source ${deadLetter.source} is not configured any more, so nothing can read it; write renamedFrom: ${deadLetter.source} at the source that it is now`,
    };
  const at = parts.now();
  const alerts = source.read(bodyFrom(deadLetter, source), at);
  const [first] = alerts;
  const isReadable = deadLetter.kind !== 'unreadable-alert' || alerts.some((read) => 'alert' in read);
  if (!isReadable && first && 'invalid' in first)
    return { refused: `it still cannot be read: ${first.invalid.reason}` };
  const intake = parts.routeAlerts(source.name, alerts, at);
  const { accepted } = await parts.outbox.accept({ ...intake, redriven });
  return { outcome: accepted > 0 ? 'queued' : 'repeated' };
}

/** The body to read again: alerts without their body are wrapped in the envelope that their type of source reads. */
function bodyFrom({ raw, bodyBase64 }: DeadLetter, { type }: Source): Buffer {
  if (bodyBase64 !== undefined) return Buffer.from(bodyBase64, 'base64');
  const alert: Json = raw ?? null;
  const alerts = Array.isArray(alert) ? alert : [alert];
  return Buffer.from(JSON.stringify(type === 'zabbix' ? alert : { version: '4', alerts }));
}
