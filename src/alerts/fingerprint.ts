import type { Labels } from './alert.ts';

/** FNV-1a, 64 bit: offset basis 14695981039346656037 and prime 2^40 + 0x1b3, in halves of 32 bits. */
const OFFSET_HIGH = 0xcbf29ce4;
const OFFSET_LOW = 0x84222325;
const PRIME_LOW = 0x1b3;
const SEPARATOR = Buffer.from([0xff]);

/**
 * Computes Alertmanager's fingerprint of a set of labels: FNV-1a-64 over `name 0xFF value 0xFF` of every
 * label, sorted by the bytes of the name, as 16 lower-case hex digits. Needed for bodies that do not carry
 * it; Alertmanager itself sends it since 0.19.
 * @see https://github.com/prometheus/common/blob/main/model/signature.go (LabelsToSignature), read 2026-08
 */
export function labelsFingerprint(labels: Labels): string {
  const named = Object.entries(labels).map(([name, value]) => [Buffer.from(name), value] as const);
  named.sort(([a], [b]) => Buffer.compare(a, b));
  return fnv1a64(
    Buffer.concat(named.flatMap(([name, value]) => [name, SEPARATOR, Buffer.from(value), SEPARATOR])),
  );
}

function fnv1a64(bytes: Uint8Array): string {
  let high = OFFSET_HIGH;
  let low = OFFSET_LOW;
  for (const byte of bytes) {
    low = (low ^ byte) >>> 0;
    const product = low * PRIME_LOW;
    high = (Math.imul(high, PRIME_LOW) + Math.floor(product / 2 ** 32) + (low << 8)) >>> 0;
    low = product >>> 0;
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}
