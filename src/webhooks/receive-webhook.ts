import type { IncomingMessage } from 'node:http';
import type { AlarmId, Alert } from '../alerts/alert.ts';
import { omitAbsent } from '../alerts/omit-absent.ts';
import { JournalError, PayloadError } from '../errors.ts';
import type { BodyRoom, RoomLease } from '../http/body-room.ts';
import type { BodySizes } from '../http/body-sizes.ts';
import { readBody } from '../http/read-body.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Trace } from '../outbox/events/trace.ts';
import type { Accepted, Receipt } from '../outbox/intake.ts';
import type { AuthResult, ReadAlert, Source, WebhookHeaders } from '../sources/source-port.ts';
import type { TimerClock } from '../time/clock.ts';
import { bodyWithoutUserinfo } from './body-without-userinfo.ts';
import { unreadableReason } from './foreign-answer.ts';
import { type Inflated, inflateBody, isPlain } from './inflate-body.ts';
import type { CountedAnswer, SeenRequests } from './seen-requests.ts';
import { journalErrorAnswer, unavailableAnswer } from './unavailable-answer.ts';
import { errorAnswer, type WebhookAnswer } from './webhook-answer.ts';
import { withDeadline } from './with-deadline.ts';

/** Dependencies of {@link receiveWebhook}. */
export interface ReceiveDeps {
  /** Stores the decisions about the alerts of one body. When it resolves, they are durable. */
  readonly takeIn: (source: Source, alerts: readonly ReadAlert[], receipt: Receipt) => Promise<Accepted>;
  /** Keeps a body that could not be read as a dead letter; false when there is no room for it. */
  readonly keepUnreadableBody: (source: string, body: Buffer, detail: string) => Promise<boolean>;
  /** The reason why nothing new is stored now, such as a full outbox or a shutdown; undefined while there is none. */
  readonly refusal: () => JournalError | undefined;
  /** COC's number of the incident of an alarm's episode, once there is one. */
  /** The id that the alarm of an alert has in COC. */
  readonly alarmIdOf: (alert: Alert) => AlarmId;
  readonly incidentOf: (alarmId: AlarmId) => string | undefined;
  /** Limits of a body, and of all bodies in memory. */
  readonly bodySizes: () => BodySizes;
  /** The configured sources, by name. */
  readonly sources: () => ReadonlyMap<string, Source>;
  /** Counts a request of a source and returns 0, or returns the time that its sender should wait, ms. */
  readonly limitSource?: (source: string) => number;
  readonly clock: TimerClock;
  readonly metrics: Metrics;
  /** Time for storing before the sender is asked to send again, ms; 5,000 by default. */
  readonly acceptDeadlineMs?: number;
}

/** Dependencies of one request. */
export interface RequestDeps extends ReceiveDeps {
  readonly room: BodyRoom;
  readonly seen: SeenRequests;
  readonly trace?: Trace | undefined;
}

const ACCEPT_DEADLINE_MS = 5_000;

/**
 * Receives one webhook request of a known source. It checks in this order, and each once: the credentials, whether new
 * alerts are stored now, the size of the body, its signature, and the limit of the source. Resolves when the alerts are
 * durable, or with the reason why they are not stored; undefined when the sender left and nobody waits for an answer.
 */
export async function receiveWebhook(
  request: IncomingMessage,
  source: Source,
  deps: RequestDeps,
): Promise<WebhookAnswer | undefined> {
  const receivedAt = deps.clock.now();
  const headers = headersOf(request);
  const credentials = source.checkCredentials(headers);
  if (!credentials.ok) return unauthorizedAnswer(source, credentials, deps);
  const refusal = deps.refusal();
  if (refusal) return journalErrorAnswer(deps.metrics, refusal);
  const lease = deps.room.lease(source.open || source.checkSignature ? 'unverified' : 'verified');
  try {
    const read = await readBody(request, { maxBytes: deps.bodySizes().largestBytes, lease });
    switch (read.kind) {
      case 'aborted':
        return undefined;
      case 'too-large':
        return tooLargeAnswer(deps);
      case 'no-room':
        return noRoomAnswer(deps);
      case 'body':
        return await receiveBody(read.body, { source, headers, receivedAt, deps, lease });
    }
  } finally {
    lease.release();
  }
}

/** One request whose sender has shown its credentials. */
interface Receiving {
  readonly source: Source;
  readonly headers: WebhookHeaders;
  readonly receivedAt: number;
  readonly deps: RequestDeps;
  readonly lease: RoomLease;
}

/** Signatures are over the bytes as they were sent, so they are checked before anything is inflated or parsed. */
async function receiveBody(sent: Buffer, receiving: Receiving): Promise<WebhookAnswer> {
  const { source, headers, receivedAt, deps, lease } = receiving;
  deps.metrics.webhookBodyBytes.inc({ source: source.name }, sent.byteLength);
  const signature = source.checkSignature?.({ headers, body: sent }, receivedAt);
  if (signature && !signature.ok) return unauthorizedAnswer(source, signature, deps);
  if (signature) lease.verified();
  // Only authenticated requests count: a stranger cannot use up what a source may send.
  const retryAfterMs = deps.limitSource?.(source.name) ?? 0;
  if (retryAfterMs > 0) {
    const message = `the source ${source.name} sends more often than listen.limits allows; send it again`;
    return unavailableAnswer(deps.metrics, 'rate', { message, retryAfterMs });
  }
  const name = signature?.digest && `${source.name} ${signature.digest}`;
  return deps.seen.once(name, () => receiveSigned(sent, receiving));
}

async function receiveSigned(sent: Buffer, receiving: Receiving): Promise<CountedAnswer> {
  const { deps, lease } = receiving;
  const inflated = await inflateInRoom(sent, receiving).catch(payloadErrorAsValue);
  if (inflated instanceof PayloadError) return keepUnreadable(sent, inflated, receiving);
  if (inflated.kind === 'too-large') return tooLargeAnswer(deps);
  if (inflated.kind === 'no-room' || !(await lease.takeTurn(inflated.body.byteLength)))
    return noRoomAnswer(deps);
  return readAndStore(inflated.body, receiving);
}

/** Does not wait itself: the bytes of a body can be collected while its alerts are stored. */
function readAndStore(body: Buffer, receiving: Receiving): Promise<CountedAnswer> {
  try {
    const parts = receiving.source.readInParts(body, receiving.receivedAt)[Symbol.iterator]();
    // The whole body is checked before the first part is there.
    const first = parts.next();
    const isSmall = body.byteLength <= receiving.deps.bodySizes().smallBytes;
    // Reading and storing a large body take a second each, in which nobody else is served.
    return isSmall
      ? storeParts(first, parts, receiving)
      : afterOthers().then(() => storeParts(first, parts, receiving));
  } catch (error) {
    return keepUnreadable(body, payloadErrorAsValue(error), receiving);
  }
}

type Part = readonly ReadAlert[];

/**
 * Stores the alerts of a body, usually in one append. A body with more alerts than one append takes is stored part by
 * part. Its sender gets a 200 when all are stored, and otherwise sends all again: what is stored then counts as repeated.
 */
async function storeParts(
  first: IteratorResult<Part>,
  parts: Iterator<Part>,
  receiving: Receiving,
): Promise<CountedAnswer> {
  const stored: StoredPart[] = [];
  for (let part = first; !part.done; part = parts.next()) {
    if (stored.length > 0) await afterOthers();
    const one = await storeAlerts(part.value, receiving);
    if ('status' in one) return one;
    stored.push(one);
  }
  return storedAnswer(stored);
}

function afterOthers(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Passes on every error that is not the sender's fault. */
function payloadErrorAsValue(error: unknown): PayloadError {
  if (error instanceof PayloadError) return error;
  throw error;
}

/** Inflates a body as a small one first: most are, and room for a large one may have to be waited for. */
async function inflateInRoom(
  body: Buffer,
  { headers, deps, lease }: Receiving,
): Promise<Inflated | { readonly kind: 'no-room' }> {
  const encoding = headers['content-encoding'];
  const { smallBytes, largestBytes } = deps.bodySizes();
  if (isPlain(encoding)) return { kind: 'body', body };
  if (!(await lease.inflate('to-small'))) return { kind: 'no-room' };
  if (smallBytes < largestBytes) {
    const small = await inflateBody(body, encoding, smallBytes);
    if (small.kind === 'body') return small;
    if (!(await lease.inflate('to-large')) || !(await lease.takeTurn(largestBytes)))
      return { kind: 'no-room' };
  }
  return inflateBody(body, encoding, largestBytes);
}

/** What became of the alerts of one append. */
type StoredPart = Accepted & { readonly alarms?: ReturnType<typeof alarmsForZabbix> };

/** Stores alerts with one append, and returns what became of them, or the answer that they are not stored now. */
async function storeAlerts(
  alerts: readonly ReadAlert[],
  { source, receivedAt, deps }: Receiving,
): Promise<StoredPart | WebhookAnswer> {
  const { acceptDeadlineMs = ACCEPT_DEADLINE_MS, trace } = deps;
  const receipt = { receivedAt, ...omitAbsent({ trace }) };
  const storing = withDeadline(deps.takeIn(source, alerts, receipt), acceptDeadlineMs);
  const stored = await journalErrorAsValue(storing);
  if (stored === 'late')
    return unavailableAnswer(deps.metrics, 'slow', { message: 'storing takes too long; send it again' });
  if (stored instanceof JournalError) return journalErrorAnswer(deps.metrics, stored);
  countAlerts(alerts, source, deps);
  return source.type === 'zabbix' ? { ...stored, alarms: alarmsForZabbix(alerts, deps) } : stored;
}

function storedAnswer(parts: readonly StoredPart[]): CountedAnswer {
  const sum = { accepted: 0, repeated: 0 };
  for (const { accepted, repeated } of parts) {
    sum.accepted += accepted;
    sum.repeated += repeated;
  }
  const rejected = parts.flatMap((part) => part.rejected);
  const [{ alarms } = {}] = parts;
  const body = JSON.stringify({ ...sum, rejected, ...omitAbsent({ alarms }) });
  const unread = rejected.length > 0 && { unread: true as const };
  return { status: 200, body, alerts: sum.accepted + sum.repeated, ...unread };
}

/** The alarm of each message. The media type for Zabbix writes it back to the problem, as tags. */
function alarmsForZabbix(alerts: readonly ReadAlert[], { alarmIdOf, incidentOf }: ReceiveDeps) {
  return alerts.flatMap((read) => {
    if ('invalid' in read || read.filter !== undefined) return [];
    const alarmId = alarmIdOf(read.alert);
    return [{ alarmId, ...omitAbsent({ incident: incidentOf(alarmId) }) }];
  });
}

function countAlerts(alerts: readonly ReadAlert[], { name: source }: Source, { metrics }: ReceiveDeps): void {
  const received = { firing: 0, resolved: 0, unreadable: 0 };
  let unknownSeverity = 0;
  for (const read of alerts) {
    if ('invalid' in read) received.unreadable += read.invalid.count ?? 1;
    else received[read.alert.status] += 1;
    if ('alert' in read && !read.alert.levelKnown) unknownSeverity += 1;
  }
  for (const [status, count] of Object.entries(received))
    if (count > 0) metrics.alertsReceived.inc({ source, status }, count);
  if (unknownSeverity > 0) metrics.alertsUnknownSeverity.inc({ source }, unknownSeverity);
}

async function keepUnreadable(
  body: Buffer,
  error: PayloadError,
  { source, deps }: Receiving,
): Promise<WebhookAnswer> {
  const reason = unreadableReason(error, deps.sources().values());
  const keeping = deps.keepUnreadableBody(source.name, bodyWithoutUserinfo(body), reason);
  const kept = await journalErrorAsValue(keeping);
  if (kept instanceof JournalError) return journalErrorAnswer(deps.metrics, kept);
  if (kept) return errorAnswer(400, reason);
  deps.metrics.deadLettersLost.inc({ kind: 'unreadable-body' });
  return errorAnswer(400, reason, { note: 'the dead letters are full: the body is lost' });
}

/** Turns a JournalError into a value: here it becomes an answer to the sender. */
async function journalErrorAsValue<T>(work: Promise<T>): Promise<T | JournalError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof JournalError) return error;
    throw error;
  }
}

function tooLargeAnswer({ bodySizes }: ReceiveDeps): WebhookAnswer {
  const { largestBytes, limitedByMemory } = bodySizes();
  const remedy = limitedByMemory ? 'give the agent more memory or heap' : 'raise listen.maxBody';
  return errorAnswer(
    413,
    `the body is larger than ${largestBytes} bytes; set max_alerts at the sender, or ${remedy}`,
  );
}

function noRoomAnswer({ metrics }: ReceiveDeps): WebhookAnswer {
  return unavailableAnswer(metrics, 'memory', { message: 'too many large bodies at once; send it again' });
}

function unauthorizedAnswer(
  source: Source,
  { reason }: Extract<AuthResult, { ok: false }>,
  deps: ReceiveDeps,
): WebhookAnswer {
  deps.metrics.webhookAuthFailures.inc({ source: source.name, reason });
  const challenge = { 'WWW-Authenticate': 'Bearer realm="webhooks", Basic realm="webhooks"' };
  return errorAnswer(401, 'unauthorized', { headers: challenge, note: reason });
}

/** Node joins repeated headers into one text. Only `set-cookie` stays a list, and no sender signs with that. */
function headersOf({ headers }: IncomingMessage): WebhookHeaders {
  return headers as WebhookHeaders;
}
