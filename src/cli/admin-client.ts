import { readFile } from 'node:fs/promises';
import { Agent, type Dispatcher, request } from 'undici';
import { readAdminSections } from '../app/read-config.ts';
import type { ListenAddress } from '../config/listen-settings.ts';
import { ConfigError, messageOf } from '../errors.ts';
import { Secret, secretSourceOf } from '../settings/secret.ts';
import { systemClock } from '../time/clock.ts';

/** How the admin listener of a running agent is found, as on the command line. A token is never an argument itself. */
export interface AdminOptions {
  readonly admin?: string;
  readonly tokenFile?: string;
  readonly config: string;
}

/** The environment variable that a token may be in. */
const TOKEN_VARIABLE = 'COC_ALARM_AGENT_TOKEN';

/** What the admin listener answered; `body` is JSON that was read. */
export interface AdminAnswer {
  readonly status: number;
  readonly body: unknown;
}

const ANY_HOST: ReadonlyMap<string, string> = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
]);

/** Calls the admin listener of a running agent. */
export class AdminClient {
  readonly #url: string;
  readonly #token: Secret | undefined;
  /** A change of many letters takes as long as it takes. */
  readonly #agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, connectTimeout: 5_000 });

  constructor(url: string, token: Secret | undefined) {
    this.#url = url;
    this.#token = token;
  }

  /** Asks for JSON. @throws when the agent can't be reached, or doesn't answer as one. */
  async ask(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<AdminAnswer> {
    const answer = await this.#request(method, path, body);
    const text = await answer.body.text();
    try {
      return { status: answer.statusCode, body: JSON.parse(text) };
    } catch (cause) {
      throw new Error(`${this.#url} does not answer as the admin listener of an agent`, { cause });
    }
  }

  /** Asks for something long, and hands it over as it comes. @throws when it is not answered with 200. */
  async stream(path: string): Promise<AsyncIterable<Buffer>> {
    const answer = await this.#request('GET', path);
    if (answer.statusCode === 200) return answer.body;
    throw new Error(`the agent answers ${answer.statusCode}: ${(await answer.body.text()).trim()}`);
  }

  close(): Promise<void> {
    return this.#agent.destroy();
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
      const text = `the agent cannot be reached at ${this.#url}: ${messageOf(cause)}; is it running, and is this its admin listener?`;
      throw new Error(text, { cause });
    }
  }
}

/**
 * Makes the client: the address from `--admin`, or from the configuration file; the token from its file, the
 * environment, or the configuration file.
 *
 * @throws {ConfigError} when the address is none, or what should be read can't be.
 */
export async function openAdminClient(options: AdminOptions): Promise<AdminClient> {
  const given = await givenToken(options.tokenFile);
  if (options.admin !== undefined) return new AdminClient(checkedUrl(options.admin), given);
  const { listen, admin } = await readAdminSections(options.config, process.env);
  const configured = admin.auth && secretSourceOf(admin.auth.bearer, 'token', systemClock)?.current();
  return new AdminClient(urlOf(listen.admin, listen.tls.admin ? 'https' : 'http'), given ?? configured);
}

async function givenToken(file: string | undefined): Promise<Secret | undefined> {
  if (file === undefined) {
    const value = process.env[TOKEN_VARIABLE];
    return value ? new Secret(value) : undefined;
  }
  try {
    return new Secret((await readFile(file, 'utf8')).trim());
  } catch (cause) {
    throw new ConfigError(`the token file ${file} cannot be read: ${messageOf(cause)}`, [], { cause });
  }
}

function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url.origin;
  throw new ConfigError(`${text} is not an address; write --admin http://host:9096`);
}

function urlOf({ host, port }: ListenAddress, scheme: string): string {
  const name = ANY_HOST.get(host) ?? host;
  return `${scheme}://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
