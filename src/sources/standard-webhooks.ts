import { createHmac, timingSafeEqual } from 'node:crypto';
import { ConfigError } from '../errors.ts';
import { type SecretSource, secretSourceOf, type Ticking } from '../settings/secret.ts';
import type { StandardWebhooksConfig } from './auth-config.ts';
import { failure, type SignatureCheck, signedAt, usable } from './authentication.ts';
import type { AuthResult, WebhookHeaders, WebhookRequest } from './source-port.ts';

/** Largest difference between a signed timestamp and the agent's clock, in both directions. */
const TOLERANCE_S = 300;
/** Signatures of one request that are compared. During a rotation there are two. */
const MAX_SIGNATURES = 16;
const LEAST_KEY_BYTES = 24;
const PREFIX = 'whsec_';
const SCHEME = 'v1,';

/**
 * Makes the check of a signature by the Standard Webhooks specification: an HMAC-SHA256 in Base64 over
 * `id.timestamp.body`, with a key that is given as `whsec_` and Base64. A request may bring several signatures, and
 * several secrets may be valid at once. Undefined when none is configured.
 * @throws {ConfigError} when the file of a secret cannot be read, or is empty
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md "Webhook headers",
 * "Verifying signatures", read 2026-12
 */
export function standardWebhooksCheck(
  config: readonly StandardWebhooksConfig[] | undefined,
  clock: Ticking,
): SignatureCheck | undefined {
  if (config === undefined) return undefined;
  const secrets = config.map((entry) => checkedSecret(usable(secretSourceOf(entry, 'secret', clock))));
  return {
    isSigned: (headers) => signedPart(headers) !== undefined,
    check: (request, now) => resultOf(request, secrets, now),
  };
}

/** Says at the start, not at the first alert, that a secret is none. */
function checkedSecret(source: SecretSource): SecretSource {
  if (keyFrom(source.current().reveal())) return source;
  const remedy = 'write whsec_ and 24 to 64 random bytes in Base64, as the sender has it';
  throw new ConfigError(`${source.file ?? 'the secret'} is no secret of Standard Webhooks; ${remedy}`);
}

interface SignedPart {
  readonly id: string;
  readonly timestamp: string;
  readonly signatures: string;
}

function signedPart(headers: WebhookHeaders): SignedPart | undefined {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  return id && timestamp && signatures ? { id, timestamp, signatures } : undefined;
}

/** A dot in the id or timestamp could move bytes between the signed fields, so neither may have one. */
function resultOf(
  { headers, body }: WebhookRequest,
  secrets: readonly SecretSource[],
  now: number,
): AuthResult {
  const part = signedPart(headers);
  if (!part) return failure('missing-signature');
  const { id, timestamp, signatures } = part;
  if (!/^\d{1,12}$/.test(timestamp) || id.includes('.')) return failure('wrong-signature');
  const given = signatures.split(' ', MAX_SIGNATURES).flatMap(signatureBytes);
  let matched = false;
  for (const secret of secrets) {
    const key = keyFrom(secret.current().reveal());
    if (!key) continue;
    const mac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
    for (const one of given) matched = timingSafeEqual(mac, one) || matched;
  }
  if (!matched) return failure('wrong-signature');
  const isFresh = Math.abs(now / 1_000 - Number(timestamp)) <= TOLERANCE_S;
  return isFresh ? signedAt(`${id}.${timestamp}.`, body) : failure('stale-timestamp');
}

/** The bytes of one signature; nothing for another scheme, such as the asymmetric `v1a`, or another length. */
function signatureBytes(text: string): Buffer[] {
  if (!text.startsWith(SCHEME)) return [];
  const bytes = Buffer.from(text.slice(SCHEME.length), 'base64');
  return bytes.byteLength === 32 ? [bytes] : [];
}

/** The key of a secret: Base64, with or without the prefix. Undefined when it is none, or too short. */
function keyFrom(secret: string): Buffer | undefined {
  const base64 = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  const key = Buffer.from(base64, 'base64');
  return key.byteLength >= LEAST_KEY_BYTES ? key : undefined;
}
