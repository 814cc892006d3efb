import type { Egress } from '../../egress/egress.ts';
import type { CocConfig } from '../config.ts';
import { openTransport } from '../transport.ts';
import { akskCredentials } from './aksk.ts';
import type { Credentials } from './credentials.ts';
import type { TokenDeps } from './iam-token.ts';
import { noCredentials } from './none.ts';
import { TokenCredentials } from './token.ts';

/** Dependencies of credentials. */
export type CredentialDeps = Omit<TokenDeps, 'transport'> & {
  /** Decides where IAM may be called. */
  readonly egress: Egress;
};

/**
 * Opens the configured credentials.
 *
 * @throws {ConfigError} when a secret is missing, or the file of the certificate authorities cannot be used.
 */
export function openCredentials(config: CocConfig, deps: CredentialDeps): Credentials {
  const { auth } = config;
  switch (auth.type) {
    case 'aksk':
      return akskCredentials(auth, deps.clock);
    case 'token':
      return new TokenCredentials(auth, {
        ...deps,
        transport: openTransport(auth.iamEndpoint, { ...config, egress: deps.egress }, deps.clock),
      });
    case 'none':
      return noCredentials;
  }
}
