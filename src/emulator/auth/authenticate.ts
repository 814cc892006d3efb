import type { Call } from '../call.ts';
import type { KeyRing } from './key-ring.ts';
import { type IssuedToken, tokenState } from './token-office.ts';
import { accepted, gatewayRefusal, type Verdict } from './verdict.ts';
import { verifySignature } from './verify-signature.ts';

/** Keys, tokens and rules that calls are authenticated by. */
export interface AuthPolicy {
  readonly keys: KeyRing;
  readonly tokens: readonly IssuedToken[];
  /** True refuses a call without any credentials. */
  readonly required: boolean;
  /** True refuses a token whose scope is not a project. */
  readonly needsProject: boolean;
  /** Largest distance between X-Sdk-Date and now, ms. */
  readonly maxSkewMs: number;
  /** Epoch ms UTC. */
  readonly now: number;
}

/**
 * Authenticates a call by its AK/SK signature if it has one, otherwise by its IAM token.
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
    case 'without-project':
      // The code and the text are assumptions.
      return policy.needsProject ? gatewayRefusal('0301', 'the token has no project scope') : accepted;
    case 'expired':
      return gatewayRefusal('0307', 'The token must be updated.');
    case 'unknown':
      return gatewayRefusal('0301', 'decrypt token fail');
  }
}
