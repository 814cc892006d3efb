import { Egress } from '../egress/egress.ts';
import { ConfigError } from '../errors.ts';
import type { FailedOutcome } from '../outbox/events/outcome.ts';
import { secretSourceOf } from '../settings/secret.ts';
import type { CocConfig } from './config.ts';
import { requestToken } from './credentials/iam-token.ts';
import type { CocDeps } from './open-client.ts';
import { openTransport } from './transport.ts';

/** Result of asking IAM for a token, without the token. */
export type TokenExpiry =
  | { readonly kind: 'issued' /** Epoch ms. */; readonly expiresAt: number }
  | { readonly kind: 'failed'; readonly outcome: FailedOutcome };

/**
 * Asks IAM once for a token, to see that it gives one and how long it lasts. The token itself is thrown away.
 *
 * @throws {ConfigError} when the password is missing, or a file of the configuration cannot be used.
 */
export async function fetchTokenExpiry(
  config: CocConfig & { readonly auth: Extract<CocConfig['auth'], { type: 'token' }> },
  { clock, random, egress = new Egress(), onCall = () => undefined, way }: CocDeps,
): Promise<TokenExpiry> {
  const { auth, timeout: timeoutMs } = config;
  const password = secretSourceOf(auth, 'password', clock);
  if (!password) throw new ConfigError('coc.auth has no password; set password or passwordFile', []);
  const open = way?.openTransport ?? openTransport;
  const transport = open(auth.iamEndpoint, { ...config, egress }, clock);
  try {
    const result = await requestToken(auth, password, {
      ...{ transport, timeoutMs, clock, random, onCall, timers: way?.timers },
    });
    return 'kind' in result
      ? { kind: 'failed', outcome: result }
      : { kind: 'issued', expiresAt: result.expiresAt };
  } finally {
    await transport.close();
  }
}
