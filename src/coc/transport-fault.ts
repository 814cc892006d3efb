import { messageOf } from '../errors.ts';
import type { FailureReason } from '../outbox/events/outcome.ts';

/** Reason for a missing answer, as an outcome has it, and a text about it. */
export interface TransportFault {
  readonly reason: Extract<FailureReason, 'network' | 'dns' | 'tls' | 'timeout' | 'bad-response'>;
  readonly detail: string;
}

const BY_CODE: readonly (readonly [RegExp, TransportFault['reason']])[] = [
  [/^(?:ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL)$/, 'dns'],
  [/^(?:ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT)$/, 'timeout'],
  [/^(?:ERR_TLS_|ERR_SSL_|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|EPROTO$|UND_ERR_PRX_TLS$)/, 'tls'],
  [/^(?:HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|ERROR_IN_CERT_)/, 'tls'],
  [/^(?:HTTPParserError$|HPE_|UND_ERR_HEADERS_OVERFLOW$|UND_ERR_RES_)/, 'bad-response'],
];

/**
 * Classifies an error of the HTTP client by its code, or by the code of its cause. An unknown error counts as
 * a network fault.
 */
export function transportFault(error: unknown): TransportFault {
  const codes = codesOf(error);
  for (const code of codes)
    for (const [pattern, reason] of BY_CODE)
      if (pattern.test(code)) return { reason, detail: `${code}: ${messageOf(error)}` };
  return { reason: 'network', detail: [...codes.slice(0, 1), messageOf(error)].join(': ') };
}

/**
 * True when the server closed the connection, as it may do with a kept connection just when that is used
 * again.
 */
export function isClosedConnection(error: unknown): boolean {
  return codesOf(error).some((code) => /^(?:UND_ERR_SOCKET|ECONNRESET|EPIPE)$/.test(code));
}

const DEEPEST_CAUSE = 4;

function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  let at = error;
  for (let depth = 0; depth < DEEPEST_CAUSE && at instanceof Error; depth += 1) {
    if ('code' in at && typeof at.code === 'string') codes.push(at.code);
    // The HTTP client does not always set a code for it.
    else if (at.name === 'HTTPParserError') codes.push(at.name);
    at = at.cause;
  }
  return codes;
}
