import { PayloadError } from '../errors.ts';

/**
 * Limit for an answer to a sender. Senders show or log it: Grafana cuts it, Zabbix keeps only a little of it.
 */
const MAX_BYTES = 200;

/**
 * Makes a PayloadError with a message of at most 200 bytes. The sender sees it, so it must not quote the
 * body.
 */
export function payloadError(message: string, options?: ErrorOptions): PayloadError {
  return new PayloadError(shortReason(message), options);
}

/** Cuts a reason to 200 bytes, between characters. */
export function shortReason(reason: string): string {
  if (Buffer.byteLength(reason) <= MAX_BYTES) return reason;
  const { read } = new TextEncoder().encodeInto(reason, new Uint8Array(MAX_BYTES - 3));
  return `${reason.slice(0, read)}…`;
}
