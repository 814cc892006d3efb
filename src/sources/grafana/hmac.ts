import { createHmac, timingSafeEqual } from 'node:crypto';
import { type SecretSource, secretSourceOf, type Ticking } from '../../settings/secret.ts';
import { failure, type SignatureCheck, signedAt, usable } from '../authentication.ts';
import type { AuthFailure, AuthResult, WebhookHeaders, WebhookRequest } from '../source-port.ts';
import type { HmacConfig } from './config.ts';

/**
 * Largest difference between a signed timestamp and the agent's clock, in both directions. A recorded request
 * expires after it.
 */
const WINDOW_MS = 300_000;

/** Failures in the order of the checks. With several keys, the failure of the latest check is reported. */
const FAILURES: readonly AuthFailure[] = ['missing-signature', 'wrong-signature', 'stale-timestamp'];

interface Key {
  readonly secret: SecretSource;
  /** In lower case, like the names in a request. */
  readonly header: string;
  readonly timestampHeader: string | undefined;
}

/**
 * Makes the check of Grafana's signature: an HMAC-SHA256 in hex over the raw body, or over `timestamp:body`
 * when a timestamp header is configured. It must fit one of the configured keys. Undefined when there are
 * none.
 * @throws {ConfigError} when the file of a secret cannot be read, or is empty
 * @see
 * https://grafana.com/docs/grafana/v12.0/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
 * "HMAC signature", and https://github.com/grafana/alerting http/hmac.go, read 2026-08
 */
export function hmacCheck(
  config: readonly HmacConfig[] | undefined,
  clock: Ticking,
): SignatureCheck | undefined {
  if (config === undefined) return undefined;
  const keys: readonly Key[] = config.map((entry) => ({
    secret: usable(secretSourceOf(entry, 'secret', clock)),
    header: entry.header.toLowerCase(),
    timestampHeader: entry.timestampHeader?.toLowerCase(),
  }));
  return {
    isSigned: (headers) => keys.some((key) => signatureFor(key, headers) !== undefined),
    check(request, now) {
      const failures = keys.map((key) => failureOf(key, request, now));
      const fitting = keys[failures.indexOf(undefined)];
      if (fitting) return resultFor(fitting, request);
      return failure(FAILURES.findLast((reason) => failures.includes(reason)) ?? 'missing-signature');
    },
  };
}

/** Without a timestamp, the same alert has the same signature whenever it is sent. */
function resultFor(key: Key, { headers, body }: WebhookRequest): AuthResult {
  const timestamp = signatureFor(key, headers)?.timestamp;
  return timestamp === undefined ? { ok: true } : signedAt(`${timestamp}:`, body);
}

interface Signature {
  readonly signature: string;
  readonly timestamp: string | undefined;
}

function signatureFor({ header, timestampHeader }: Key, headers: WebhookHeaders): Signature | undefined {
  const signature = headers[header];
  const timestamp = timestampHeader === undefined ? undefined : headers[timestampHeader];
  if (!signature || (timestampHeader !== undefined && !timestamp)) return undefined;
  return { signature, timestamp };
}

function failureOf(key: Key, { headers, body }: WebhookRequest, now: number): AuthFailure | undefined {
  const signed = signatureFor(key, headers);
  if (!signed) return 'missing-signature';
  const { signature, timestamp } = signed;
  const secret = key.secret.current().reveal();
  if (secret === '' || !/^[0-9a-f]{64}$/i.test(signature)) return 'wrong-signature';
  const mac = createHmac('sha256', secret);
  if (timestamp !== undefined) mac.update(`${timestamp}:`);
  if (!timingSafeEqual(mac.update(body).digest(), Buffer.from(signature, 'hex'))) return 'wrong-signature';
  return timestamp === undefined || isFresh(timestamp, now) ? undefined : 'stale-timestamp';
}

/**
 * Checks the timestamp, which Grafana writes in UNIX seconds. The signature covers its text, so it cannot be
 * forged.
 */
function isFresh(timestamp: string, now: number): boolean {
  return /^\d{1,12}$/.test(timestamp) && Math.abs(now - Number(timestamp) * 1_000) <= WINDOW_MS;
}
