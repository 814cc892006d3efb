import { createHmac, randomBytes } from 'node:crypto';

/** Length of a fingerprint key, in bytes. */
export const KEY_BYTES = 32;

/** Digits of a fingerprint: enough to tell configurations apart, and short enough to read aloud. */
const DIGITS = 12;

/** A new random key for fingerprints of configurations. */
export function newFingerprintKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

/**
 * Fingerprint of the values of a configuration, as 12 hex digits of an HMAC-SHA256. The values include
 * secrets, so the fingerprint is safe to show only because of the key: without it nobody can test guesses of
 * a secret.
 *
 * The order of keys, comments and the layout of the file make no difference.
 */
export function configFingerprint(values: unknown, key: Uint8Array): string {
  return createHmac('sha256', key).update(canonicalText(values)).digest('hex').slice(0, DIGITS);
}

/** JSON of a value, with the keys of each object sorted and without blanks. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const names = Object.keys(value).sort();
  const members = names.map(
    (name) => `${JSON.stringify(name)}:${canonicalText((value as Record<string, unknown>)[name])}`,
  );
  return `{${members.join(',')}}`;
}
