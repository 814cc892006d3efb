import type { Call } from '../call.ts';
import type { KeyRing } from './key-ring.ts';
import { type IssuedToken, tokenState } from './token-office.ts';
import { accepted, gatewayRefusal, type Verdict } from './verdict.ts';
import { verifySignature } from './verify-signature.ts';

/** What authentication depends on besides the call. */
export interface AuthPolicy {
  readonly keys: KeyRing;
  readonly tokens: readonly IssuedToken[];
  /** Whether a call without any credentials is refused. */
  readonly required: boolean;
  readonly maxSkewMs: number;
  /** Epoch ms UTC. */
  readonly now: number;
}

/**
 * Decides whether a call may go on: by its AK/SK signature if it has one, else by its IAM token.
 *
 * @see COC API Reference, "Authentication": every API takes either of the two.
 */
export function authenticate(call: Call, policy: AuthPolicy): Verdict {
  if (call.headers.authorization !== undefined) return verifySignature(call, policy);
  const token = call.headers['x-auth-token'];
  if (token === undefined) return policy.required ? { kind: 'missing' } : accepted;
  switch (tokenState(policy.tokens, token, policy.now)) {
    case 'valid':
      return accepted;
    case 'expired':
      return gatewayRefusal('0307', 'The token must be updated.');
    case 'unknown':
      return gatewayRefusal('0301', 'decrypt token fail');
  }
}
