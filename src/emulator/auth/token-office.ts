import { randomBytes } from 'node:crypto';

/** One issued IAM token. */
export interface IssuedToken {
  readonly token: string;
  /** Epoch ms UTC. */
  readonly issuedAt: number;
  /** Epoch ms UTC. */
  expiresAt: number;
  /** True when the scope is a project, which the APIs of COC need. */
  readonly ofProject: boolean;
}

/** State of a token that a client presents. */
export type TokenState = 'valid' | 'without-project' | 'expired' | 'unknown';

/**
 * Issues a token that is valid for `ttlMs` and adds it to `tokens`. Removes tokens that expired a day ago.
 */
export function issueToken(
  tokens: IssuedToken[],
  { now, ttlMs, ofProject }: { readonly now: number; readonly ttlMs: number; readonly ofProject: boolean },
): IssuedToken {
  const keptSince = now - 86_400_000;
  const kept = tokens.filter((token) => token.expiresAt > keptSince);
  const issued = {
    token: `MII${randomBytes(96).toString('base64url')}`,
    issuedAt: now,
    expiresAt: now + ttlMs,
    ofProject,
  };
  tokens.splice(0, tokens.length, ...kept, issued);
  return issued;
}

/** The state of a presented token at `now` (epoch ms). */
export function tokenState(tokens: readonly IssuedToken[], presented: string, now: number): TokenState {
  const found = tokens.find((token) => token.token === presented);
  if (!found) return 'unknown';
  if (now >= found.expiresAt) return 'expired';
  return found.ofProject ? 'valid' : 'without-project';
}

/** Ends every token at `now` (epoch ms), as a changed password does. */
export function expireTokens(tokens: IssuedToken[], now: number): void {
  for (const token of tokens) token.expiresAt = Math.min(token.expiresAt, now);
}
