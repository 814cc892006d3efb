/** Result of an authentication check: accepted, or refused in the words of the gateway or of COC. */
export type Verdict =
  | { readonly kind: 'accepted' }
  /** The gateway refuses: 401 with `APIG.<code>`. */
  | { readonly kind: 'gateway'; readonly code: '0301' | '0307'; readonly message: string }
  /** No credentials were sent: COC itself refuses. */
  | { readonly kind: 'missing' };

/** The verdict on a call with good credentials. */
export const accepted: Verdict = { kind: 'accepted' };

/** A refusal by the gateway. */
export function gatewayRefusal(code: '0301' | '0307', reason: string): Verdict {
  const message = code === '0307' ? reason : `Incorrect IAM authentication information: ${reason}`;
  return { kind: 'gateway', code, message };
}
