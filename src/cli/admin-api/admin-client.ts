import { readFile } from 'node:fs/promises';
import { Agent, type Dispatcher, request } from 'undici';
import type { ListenAddress } from '../../config/listen-settings.ts';
import { messageOf } from '../../errors.ts';
import { Secret, secretIn, secretSourceOf } from '../../settings/secret.ts';
import { systemClock } from '../../time/clock.ts';
import { UsageError } from '../usage-errors.ts';

/** Options that locate the admin listener of a running agent. The token itself is never an argument. */
export interface AdminOptions {
  readonly admin?: string;
  readonly tokenFile?: string;
  readonly config: string;
}

/** The environment variable that may hold the admin token. */
const TOKEN_VARIABLE = 'COC_ALARM_AGENT_TOKEN';

/** Answer of the admin listener; `body` is parsed JSON. */
export interface AdminAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Addresses that mean "every interface", and the loopback address to call instead. */
const LOOPBACK_FOR: ReadonlyMap<string, string> = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
]);

/** Address of an admin listener, and what a client needs to use it. */
interface AdminListener {
  readonly url: string;
  readonly token: Secret | undefined;
  /** Advice when nothing answers at the address. */
  readonly remedy: string;
}

/** Client of the admin listener of a running agent. */
export class AdminClient {
  readonly #url: string;
  readonly #token: Secret | undefined;
  readonly #remedy: string;
  /** Only connecting has a time limit: a change of many dead letters may take minutes. */
  readonly #agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, connectTimeout: 5_000 });

  constructor({ url, token, remedy }: AdminListener) {
    this.#url = url;
    this.#token = token;
    this.#remedy = remedy;
  }

  /**
   * Sends a request that is answered with JSON.
   *
   * @throws when the agent cannot be reached, or the answer is not JSON.
   */
  async ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<AdminAnswer> {
    return this.#readJson(await this.#request(method, path, body));
  }

  /** Requests a long answer and hands it over while it arrives. A refusal is an answer with its JSON. */
  async stream(path: string): Promise<AdminAnswer | { readonly parts: AsyncIterable<Buffer> }> {
    const answer = await this.#request('GET', path);
    return answer.statusCode === 200 ? { parts: answer.body } : this.#readJson(answer);
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #readJson(answer: Dispatcher.ResponseData): Promise<AdminAnswer> {
    const text = await answer.body.text();
    try {
      return { status: answer.statusCode, body: JSON.parse(text) };
    } catch (cause) {
      throw new Error(`${this.#url} does not answer as the admin listener of an agent`, { cause });
    }
  }

  async #request(
    method: Dispatcher.HttpMethod,
    path: string,
    body?: object,
  ): Promise<Dispatcher.ResponseData> {
    const headers = {
      ...(this.#token && { authorization: `Bearer ${this.#token.reveal()}` }),
      ...(body && { 'content-type': 'application/json' }),
    };
    const payload = body ? { body: JSON.stringify(body) } : {};
    try {
      return await request(`${this.#url}${path}`, {
        method,
        headers,
        dispatcher: this.#agent,
        ...payload,
      });
    } catch (cause) {
      const problem = `the agent cannot be reached at ${this.#url}: ${messageOf(cause)}`;
      throw new Error(`${problem}; ${this.#remedy}`, { cause });
    }
  }
}

/**
 * Makes a client. The address comes from `--admin`, otherwise from the configuration file. The token comes from its
 * file, otherwise from the environment, otherwise from the configuration file. The token of the configuration is sent
 * to the address of the configuration only: another address may belong to somebody else.
 *
 * @throws {UsageError} when the address is malformed, or the token file cannot be read.
 * @throws {ConfigError} when the configuration cannot be used.
 */
export async function openAdminClient(options: AdminOptions): Promise<AdminClient> {
  const token = await givenToken(options.tokenFile);
  return new AdminClient(
    options.admin === undefined
      ? await configuredListener(options.config, token)
      : {
          url: checkedUrl(options.admin),
          token,
          remedy: 'check that it runs and that this is its admin listener',
        },
  );
}

async function configuredListener(file: string, given: Secret | undefined): Promise<AdminListener> {
  const { readAdminSections } = await import('../../config/read-admin-sections.ts');
  const { listen, admin } = await readAdminSections(file, process.env);
  const token = given ?? (admin.auth && secretSourceOf(admin.auth.bearer, 'token', systemClock)?.current());
  const more = admin.auth && !given ? ', and the token with --token-file' : '';
  return {
    url: urlOf(listen.admin, listen.tls.admin ? 'https' : 'http'),
    token,
    remedy: `check that it runs; if listen.admin of ${file} has changed since its start, name the old address with --admin${more}`,
  };
}

async function givenToken(file: string | undefined): Promise<Secret | undefined> {
  if (file === undefined) {
    const value = process.env[TOKEN_VARIABLE];
    return value ? new Secret(value) : undefined;
  }
  try {
    return secretIn(await readFile(file));
  } catch (cause) {
    throw new UsageError(`cannot read ${file} of --token-file: ${messageOf(cause)}`, { cause });
  }
}

function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url.origin;
  throw new UsageError(`--admin ${text} is not an address; write --admin http://host:9096`);
}

function urlOf({ host, port }: ListenAddress, scheme: string): string {
  const name = LOOPBACK_FOR.get(host) ?? host;
  return `${scheme}://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
