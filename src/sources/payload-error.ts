import { PayloadError } from '../errors.ts';

/** Senders show or log our answer, so it is short: Grafana cuts it, Zabbix keeps little of it. */
const MAX_BYTES = 200;

/** A PayloadError whose message is at most 200 bytes. It goes back to the sender: put no content of the body in it. */
export function payloadError(message: string, options?: ErrorOptions): PayloadError {
  return new PayloadError(shortReason(message), options);
}

/** Cuts a reason to 200 bytes, never inside a character. */
export function shortReason(reason: string): string {
  if (Buffer.byteLength(reason) <= MAX_BYTES) return reason;
  const { read } = new TextEncoder().encodeInto(reason, new Uint8Array(MAX_BYTES - 3));
  return `${reason.slice(0, read)}…`;
}
