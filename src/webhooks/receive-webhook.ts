import type { IncomingMessage } from 'node:http';
import type { AlarmId } from '../alerts/alert.ts';
import { omitAbsent } from '../alerts/omit-absent.ts';
import { JournalError, PayloadError } from '../errors.ts';
import type { BodyBudget } from '../http/body-budget.ts';
import { readBody } from '../http/read-body.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Accepted } from '../outbox/intake.ts';
import type { AuthFailure, AuthResult, ReadAlert, Source, WebhookRequest } from '../sources/source-port.ts';
import type { Clock } from '../time/clock.ts';
import { inflateBody } from './inflate-body.ts';
import { refuse, refuseByJournal } from './refuse.ts';
import { type Answer, errorAnswer } from './webhook-answer.ts';
import { within } from './within.ts';

/** What receiving a webhook needs. */
export interface ReceiveDeps {
  /** Stores what became of the alerts of one body; when it resolves, that is durable. */
  readonly accept: (source: Source, alerts: readonly ReadAlert[], receivedAt: number) => Promise<Accepted>;
  /** Keeps a body that could not be read; false when there is no room for it. */
  readonly keepUnreadableBody: (source: string, body: Buffer, detail: string) => Promise<boolean>;
  /** False from the moment at which nothing new is taken any more. */
  readonly accepting: () => boolean;
  /** COC's number of the incident of an alarm's episode, once there is one. */
  readonly incidentOf: (alarmId: AlarmId) => string | undefined;
  /** Limit of a body, as it comes and inflated. */
  readonly maxBodyBytes: () => number;
  /** Why nothing new would be stored, before a body is read and parsed for it. */
  readonly refusal?: () => JournalError | undefined;
  /** Counts a request of a source; answers how long its sender should wait, ms, or 0 when it is taken now. */
  readonly limitSource?: (source: string) => number;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** How long storing may take before the sender is asked to send again, ms; 5,000 by default. */
  readonly acceptDeadlineMs?: number;
}

const ACCEPT_DEADLINE_MS = 5_000;
const NO_BODY = Buffer.alloc(0);
/** What a body, which we have not read yet, cannot make good. */
const NEEDS_NO_BODY: ReadonlySet<AuthFailure> = new Set([
  'missing-credentials',
  'wrong-credentials',
  'missing-signature',
]);

/**
 * Takes one webhook request of a known source, to the point where its alerts are durable or it is clear what its sender
 * has to do. Undefined when the sender left: then nobody waits for an answer.
 */
export async function receiveWebhook(
  request: IncomingMessage,
  source: Source,
  deps: ReceiveDeps & { readonly budget: BodyBudget },
): Promise<Answer | undefined> {
  if (!deps.accepting())
    return refuse(deps.metrics, 'shutting-down', { message: 'shutting down; send it again' });
  const receivedAt = deps.clock.now();
  const early = source.authenticate(seen(request, NO_BODY), receivedAt);
  if (!early.ok && NEEDS_NO_BODY.has(early.reason)) return unauthorized(source, early, deps);
  const refusal = deps.refusal?.();
  if (refusal) return refuseByJournal(deps.metrics, refusal);
  const { budget } = deps;
  const read = await readBody(request, { maxBytes: deps.maxBodyBytes(), budget });
  switch (read.kind) {
    case 'aborted':
      return undefined;
    case 'too-large':
      return tooLarge(deps);
    case 'no-room':
      return refuse(deps.metrics, 'memory', { message: 'too many large bodies at once; send it again' });
    case 'body':
      try {
        return await takeBody(seen(request, read.body), { source, receivedAt, deps });
      } finally {
        budget.give(read.body.byteLength);
      }
  }
}

interface Intake {
  readonly source: Source;
  readonly receivedAt: number;
  readonly deps: ReceiveDeps;
}

/** Signatures are over the bytes as they came, so they are checked before anything is inflated or parsed. */
async function takeBody(request: WebhookRequest, { source, receivedAt, deps }: Intake): Promise<Answer> {
  deps.metrics.webhookBodyBytes.inc({ source: source.name }, request.body.byteLength);
  const proof = source.authenticate(request, receivedAt);
  if (!proof.ok) return unauthorized(source, proof, deps);
  // Only who has proved who it is counts: a stranger can't use up what a source may send.
  const retryAfterMs = deps.limitSource?.(source.name) ?? 0;
  if (retryAfterMs > 0) {
    const message = `the source ${source.name} sends more often than listen.limits allows; send it again`;
    return refuse(deps.metrics, 'rate', { message, retryAfterMs });
  }
  let { body } = request;
  try {
    const inflated = await inflateBody(body, request.headers['content-encoding'], deps.maxBodyBytes());
    if (inflated.kind === 'too-large') return tooLarge(deps);
    body = inflated.body;
    return await store(source.read(body, receivedAt), { source, receivedAt, deps });
  } catch (error) {
    if (error instanceof PayloadError) return keepUnreadable(body, error, { source, receivedAt, deps });
    throw error;
  }
}

async function store(alerts: readonly ReadAlert[], { source, receivedAt, deps }: Intake): Promise<Answer> {
  const { acceptDeadlineMs = ACCEPT_DEADLINE_MS } = deps;
  const stored = await withoutJournalError(within(acceptDeadlineMs, deps.accept(source, alerts, receivedAt)));
  if (stored === 'late')
    return refuse(deps.metrics, 'slow', { message: 'storing takes too long; send it again' });
  if (stored instanceof JournalError) return refuseByJournal(deps.metrics, stored);
  countAlerts(alerts, source, deps);
  const { accepted, repeated, rejected } = stored;
  const alarms = source.type === 'zabbix' ? { alarms: alarmsOf(alerts, deps) } : {};
  return { status: 200, body: JSON.stringify({ accepted, repeated, rejected, ...alarms }) };
}

/** Which alarm a message is about: the media type for Zabbix writes it back to the problem, as tags. */
function alarmsOf(alerts: readonly ReadAlert[], { incidentOf }: ReceiveDeps) {
  return alerts.flatMap((read) => {
    if ('invalid' in read || read.filter !== undefined) return [];
    const { alarmId } = read.alert;
    return [{ alarmId, ...omitAbsent({ incident: incidentOf(alarmId) }) }];
  });
}

function countAlerts(alerts: readonly ReadAlert[], { name: source }: Source, { metrics }: ReceiveDeps): void {
  const received = { firing: 0, resolved: 0, unreadable: 0 };
  let unknownSeverity = 0;
  for (const read of alerts) {
    received['invalid' in read ? 'unreadable' : read.alert.status] += 1;
    if ('alert' in read && !read.alert.levelKnown) unknownSeverity += 1;
  }
  for (const [status, count] of Object.entries(received))
    if (count > 0) metrics.alertsReceived.inc({ source, status }, count);
  if (unknownSeverity > 0) metrics.alertsUnknownSeverity.inc({ source }, unknownSeverity);
}

async function keepUnreadable(body: Buffer, error: PayloadError, { source, deps }: Intake): Promise<Answer> {
  const kept = await withoutJournalError(deps.keepUnreadableBody(source.name, body, error.message));
  if (kept instanceof JournalError) return refuseByJournal(deps.metrics, kept);
  if (kept) return errorAnswer(400, error.message);
  deps.metrics.deadLettersLost.inc({ kind: 'unreadable-body' });
  return errorAnswer(400, error.message, { note: 'the dead letters are full: the body is lost' });
}

/** A JournalError is an answer like others here. */
async function withoutJournalError<T>(work: Promise<T>): Promise<T | JournalError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof JournalError) return error;
    throw error;
  }
}

function tooLarge({ maxBodyBytes }: ReceiveDeps): Answer {
  const message = `the body is larger than ${maxBodyBytes()} bytes; set max_alerts at the sender, or raise listen.maxBody`;
  return errorAnswer(413, message);
}

function unauthorized(source: Source, proof: Extract<AuthResult, { ok: false }>, deps: ReceiveDeps): Answer {
  deps.metrics.webhookAuthFailures.inc({ source: source.name, reason: proof.reason });
  const challenge = { 'WWW-Authenticate': 'Bearer realm="webhooks", Basic realm="webhooks"' };
  return errorAnswer(401, 'unauthorized', { headers: challenge, note: proof.reason });
}

/** Only `set-cookie` ever has several values here, and nobody signs with that. */
function seen({ method = '', headers }: IncomingMessage, body: Buffer): WebhookRequest {
  return { method, headers: headers as WebhookRequest['headers'], body };
}
