import { timingSafeEqual } from 'node:crypto';
import { parseAuthorization, parseSdkDate } from './authorization-header.ts';
import { type SignedRequest, signatureOf } from './canonical-request.ts';
import type { KeyRing } from './key-ring.ts';
import { accepted, gatewayRefusal, type Verdict } from './verdict.ts';

/** Keys and time that a signature is checked against. */
export interface SignaturePolicy {
  readonly keys: KeyRing;
  /** Epoch ms UTC. */
  readonly now: number;
  /** Largest distance between X-Sdk-Date and now, ms. */
  readonly maxSkewMs: number;
}

/**
 * Checks an AK/SK signature over the raw bytes of the body, as the gateway does. Only a wrong signature
 * counts towards the lock of the key; that a wrong date and an unknown key do not is an assumption.
 *
 * @see API Signature Guide, "AK/SK Signing and Authentication Algorithm" and its error table.
 */
export function verifySignature(request: SignedRequest, policy: SignaturePolicy): Verdict {
  const authorization = parseAuthorization(request.headers.authorization ?? '');
  if (!authorization) return gatewayRefusal('0301', 'authorization format is incorrect');
  const { accessKey, signedHeaders, signature } = authorization;
  const key = policy.keys.find(accessKey);
  if (!key) return gatewayRefusal('0301', `Get secretKey failed,ak:${accessKey},err:ak not exist`);
  if (policy.keys.isLocked(accessKey, policy.now)) {
    return gatewayRefusal('0301', 'AK access failed to reach the limit,forbidden');
  }
  const skew = skewRefusal(request, signedHeaders, policy);
  if (skew) return skew;
  if (!equalText(signature, signatureOf(request, signedHeaders, key.secretKey))) {
    policy.keys.recordFailure(accessKey, policy.now);
    return gatewayRefusal('0301', 'verify aksk signature fail');
  }
  policy.keys.recordSuccess(accessKey);
  if (key.securityToken !== undefined && request.headers['x-security-token'] !== key.securityToken) {
    return gatewayRefusal('0301', 'verify security token fail');
  }
  return accepted;
}

function skewRefusal(
  request: SignedRequest,
  signedHeaders: readonly string[],
  policy: SignaturePolicy,
): Verdict | undefined {
  const date = parseSdkDate(request.headers['x-sdk-date'] ?? '');
  if (date === undefined || !signedHeaders.includes('x-sdk-date')) {
    return gatewayRefusal('0301', 'verify aksk signature fail, x-sdk-date is missing or malformed');
  }
  if (Math.abs(date - policy.now) <= policy.maxSkewMs) return undefined;
  return gatewayRefusal('0301', 'verify aksk signature fail, x-sdk-date is expired');
}

function equalText(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
