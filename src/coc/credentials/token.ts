import { ConfigError } from '../../errors.ts';
import type { CallOutcome } from '../../outbox/events/outcome.ts';
import { type Secret, type SecretSource, secretSourceOf } from '../../settings/secret.ts';
import type { CocConfig } from '../config.ts';
import { CredentialPause } from '../credential-pause.ts';
import type { Deadline } from '../deadline.ts';
import { addressOf } from '../endpoint.ts';
import type { RefusedIdentity } from '../kept-refusals.ts';
import { readableSecrets } from '../readable-secrets.ts';
import { secretVersion } from '../secret-version.ts';
import type { Authorization, Credentials } from './credentials.ts';
import { type IamToken, requestToken, type TokenDeps } from './iam-token.ts';

type TokenConfig = Extract<CocConfig['auth'], { type: 'token' }>;
type Refused = Extract<CallOutcome, { kind: 'retry' }>;

/** Pause after a refused password. IAM locks a user after a few wrong passwords in about 15 minutes. */
const REFUSED_PASSWORD_PAUSE_MS = 15 * 60_000;
const REFRESH_AHEAD_MS = 30 * 60_000;
const REFRESH_JITTER_MS = 15 * 60_000;
const FAILED_REFRESH_PAUSE_MS = 60_000;

/**
 * Credentials with one IAM token for all calls.
 *
 * States: none -> asking (one request for all waiting calls) -> held -> held and asking (from 30 to 45
 * minutes before the token expires; calls use the old token meanwhile) -> held. A refused password is not
 * tried again for 15 minutes, unless it changes or an operator
 * asks for it. A restart does not change that.
 */
export class TokenCredentials implements Credentials {
  readonly signed = false;
  readonly #config: TokenConfig;
  readonly #password: SecretSource;
  readonly #deps: TokenDeps;
  readonly #version: () => string;
  #held: (IamToken & { readonly refreshAt: number; readonly version: string }) | undefined;
  #asking: Promise<IamToken | Refused> | undefined;
  readonly #pause: CredentialPause;

  constructor(config: TokenConfig, deps: TokenDeps) {
    const password = secretSourceOf(config, 'password', deps.clock);
    if (!password) throw new ConfigError('coc.auth has no password; set password or passwordFile', []);
    this.#config = config;
    this.#password = password;
    this.#deps = deps;
    this.#version = secretVersion([password]);
    const memory = deps.refusals?.of('password', () => this.identity());
    this.#pause = new CredentialPause(deps.clock, memory);
  }

  async authorize(_request: unknown, _time: number, deadline: Deadline): Promise<Authorization> {
    const held = this.#usable();
    if (held && this.#deps.clock.now() < held.refreshAt) return withToken(held);
    const asked = this.#ask();
    if (held) return withToken(held);
    const result = await Promise.race([asked, expiry(deadline)]);
    return 'kind' in result ? { kind: 'refused', outcome: result } : withToken(result);
  }

  renew(refused: Readonly<Record<string, string>>): boolean {
    if (this.#held?.token.reveal() === refused['x-auth-token']) this.#held = undefined;
    return true;
  }

  version(): string {
    return this.#version();
  }

  identity(): RefusedIdentity {
    const { iamEndpoint, domain, user, project } = this.#config;
    const [password] = readableSecrets([this.#password]);
    const credentials = ['token', addressOf(iamEndpoint), domain, user, password?.reveal() ?? ''];
    return { credentials, scope: [project] };
  }

  hurry(): void {
    this.#pause.hurry();
  }

  secrets(): readonly Secret[] {
    const token = this.#held ? [this.#held.token] : [];
    return [...readableSecrets([this.#password]), ...token];
  }

  close(): Promise<void> {
    return this.#deps.transport.close();
  }

  /** Returns the held token, unless it has expired or belongs to another password. */
  #usable() {
    const held = this.#held;
    if (held?.version !== this.#version() || held.expiresAt <= this.#deps.clock.now()) return undefined;
    return held;
  }

  #ask(): Promise<IamToken | Refused> {
    this.#asking ??= this.#askUnlessRefused().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #askUnlessRefused(): Promise<IamToken | Refused> {
    await this.#pause.turnTo(this.#version());
    return this.#pause.outcome() ?? this.#request();
  }

  async #request(): Promise<IamToken | Refused> {
    const version = this.#version();
    const { random } = this.#deps;
    const result = await requestToken(this.#config, this.#password, this.#deps);
    const isCurrent = version === this.#version();
    if ('kind' in result) {
      const pauseMs = pauseAfter(result, this.#usable() ? FAILED_REFRESH_PAUSE_MS : 0);
      const outcome = { ...result, ...(pauseMs > 0 ? { afterMs: pauseMs } : {}) };
      if (isCurrent) await this.#pause.begin(outcome, pauseMs);
      return outcome;
    }
    const refreshAt = result.expiresAt - REFRESH_AHEAD_MS - random() * REFRESH_JITTER_MS;
    this.#held = { ...result, refreshAt, version };
    if (isCurrent) await this.#pause.end();
    return result;
  }
}

/**
 * Returns the pause after a failure, ms. A passing failure takes `otherwiseMs`, or longer if IAM asks for it.
 */
function pauseAfter({ reason, afterMs }: Refused, otherwiseMs: number): number {
  switch (reason) {
    case 'credentials':
    case 'forbidden':
    case 'not-found':
      return REFUSED_PASSWORD_PAUSE_MS;
    case 'throttled':
      return afterMs ?? FAILED_REFRESH_PAUSE_MS;
    default:
      return Math.max(afterMs ?? 0, otherwiseMs);
  }
}

function withToken({ token }: IamToken): Authorization {
  return { kind: 'headers', headers: { 'x-auth-token': token.reveal() } };
}

function expiry({ signal, cause }: Deadline): Promise<Refused> {
  return new Promise((resolve) => {
    const end = () =>
      resolve({
        kind: 'retry',
        reason: cause() ?? 'interrupted',
        scope: 'destination',
        detail: 'IAM gave no token before the end of the call',
      });
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}
