import { z } from 'zod';
import type { Json } from '../../alerts/alert.ts';
import { ConfigError, PayloadError } from '../../errors.ts';
import {
  filledSecret,
  Secret,
  type SecretSource,
  secretSourceOf,
  type Ticking,
} from '../../settings/secret.ts';
import type { Unreachable } from '../active-alerts.ts';
import { usable } from '../authentication.ts';
import { parseJsonBody } from '../json-body.ts';
import { ListSplitter } from '../list-splitter.ts';
import { isJsonObject } from '../shape.ts';
import { type AnswerBody, type ApiPlace, SourceApi, unreachable } from '../source-api.ts';
import type { ZabbixReconcile } from './config.ts';

/** Answer of an API method: one value, or a list with its elements still unread. */
export interface ZabbixAnswer {
  readonly kind: 'answer';
  readonly result: Json;
  readonly elements: readonly Buffer[];
}

const errorSchema = z.object({ error: z.object({ message: z.string(), data: z.string().optional() }) });
const resultSchema = z.object({ result: z.unknown() });
/** Texts of an error about credentials, which has no code of its own. */
const SIGNED_OUT = /not authori[sz]ed|re-?login|session (?:is )?terminated|"auth"/i;
/** Texts of an error about access: credentials, account or role. */
const NO_ACCESS =
  /not authori[sz]ed|re-?login|session|token|login name|password|blocked|disabled|no permissions|permission/i;
const API_PATH = '/api_jsonrpc.php';

type ApiCredentials =
  | { readonly kind: 'token'; readonly token: SecretSource }
  | { readonly kind: 'login'; readonly user: string; readonly password: SecretSource };

/**
 * Client for the JSON-RPC API of Zabbix 6.0 to 7.x. It uses an API token, or signs in with a user and
 * password, and again when its session has ended. Credentials go into the body before 6.4, and into a header
 * since then.
 * @see https://www.zabbix.com/documentation/6.4/en/manual/api#authentication, read 2026-08
 */
export class ZabbixApi {
  readonly #api: SourceApi;
  readonly #credentials: ApiCredentials;
  #version: string | undefined;
  #session: string | undefined;

  /** @throws {ConfigError} when the file of a secret or of certificate authorities can't be used */
  constructor(
    config: Pick<ZabbixReconcile, 'url' | 'timeout' | 'tls' | 'auth'> & Pick<ApiPlace, 'egress'>,
    clock: Ticking,
  ) {
    this.#api = new SourceApi({ ...config, url: config.url.replace(/\/api_jsonrpc\.php$/, '') });
    this.#credentials = credentialsOf(config.auth, clock);
  }

  /** Calls a method. It signs in again when the session has ended. */
  async call(method: string, params: object, signal: AbortSignal): Promise<ZabbixAnswer | Unreachable> {
    const first = await this.#signedCall(method, params, signal);
    if (first.kind === 'answer' || !SIGNED_OUT.test(first.detail)) return first;
    // The session has ended, or the server was upgraded and expects the credentials elsewhere.
    this.#session = undefined;
    this.#version = undefined;
    return this.#signedCall(method, params, signal);
  }

  /** Version of the server; undefined until the first answer. */
  get version(): string | undefined {
    return this.#version;
  }

  /** True when the server has this version or a later one; false until the first answer. */
  isFrom(major: number, minor: number): boolean {
    const [ours = 0, its = 0] = (this.#version ?? '').split('.').map(Number);
    return ours > major || (ours === major && its >= minor);
  }

  close(): Promise<void> {
    return this.#api.close();
  }

  async #signedCall(
    method: string,
    params: object,
    signal: AbortSignal,
  ): Promise<ZabbixAnswer | Unreachable> {
    if (!this.#version) {
      const answer = await this.#post('apiinfo.version', [], signal);
      if (answer.kind === 'unreachable') return answer;
      this.#version = String(answer.result);
    }
    const token = await this.#token(signal);
    if (typeof token !== 'string') return token;
    return this.#post(method, params, signal, token);
  }

  async #token(signal: AbortSignal): Promise<string | Unreachable> {
    const credentials = this.#credentials;
    if (credentials.kind === 'login' && this.#session !== undefined) return this.#session;
    const secret = readSecret(credentials.kind === 'token' ? credentials.token : credentials.password);
    if (!(secret instanceof Secret)) return secret;
    if (credentials.kind === 'token') return secret.reveal();
    const login = { username: credentials.user, password: secret.reveal() };
    const answer = await this.#post('user.login', login, signal);
    if (answer.kind === 'unreachable') return answer;
    if (typeof answer.result !== 'string') return unreachable('source', 'user.login returned no session');
    this.#session = answer.result;
    return this.#session;
  }

  async #post(
    method: string,
    params: object,
    signal: AbortSignal,
    token?: string,
  ): Promise<ZabbixAnswer | Unreachable> {
    const inBody = token !== undefined && !this.isFrom(6, 4);
    const inHeader = token !== undefined && !inBody;
    const request = { jsonrpc: '2.0', id: 1, method, params, ...(inBody && { auth: token }) };
    const headers = {
      'content-type': 'application/json-rpc',
      ...(inHeader && { authorization: `Bearer ${token}` }),
    };
    const call = { path: API_PATH, headers, body: JSON.stringify(request) };
    return this.#api.call(call, (body) => readAnswer(method, body), signal);
  }
}

async function readAnswer(method: string, body: AnswerBody): Promise<ZabbixAnswer | Unreachable> {
  const splitter = new ListSplitter();
  const elements: Buffer[] = [];
  for await (const piece of body) elements.push(...splitter.add(piece));
  try {
    const answer = parseJsonBody(splitter.end());
    const failed = errorSchema.safeParse(answer);
    if (failed.success) {
      const { message, data = '' } = failed.data.error;
      const words = `${method}: ${message} ${data}`.trim();
      return unreachable(NO_ACCESS.test(words) ? 'access' : 'source', words);
    }
    const read = resultSchema.safeParse(answer);
    if (isJsonObject(answer) && Object.hasOwn(answer, 'result') && read.success)
      return { kind: 'answer', result: answer.result ?? null, elements };
  } catch (error) {
    if (!(error instanceof PayloadError)) throw error;
  }
  return unreachable('address', 'the answer is not from the API of Zabbix; check reconcile.url');
}

function readSecret(source: SecretSource): Secret | Unreachable {
  try {
    return filledSecret(source);
  } catch (error) {
    if (error instanceof ConfigError) return unreachable('access', error.message);
    throw error;
  }
}

function credentialsOf({ bearer, login }: ZabbixReconcile['auth'], clock: Ticking): ApiCredentials {
  if (bearer) return { kind: 'token', token: usable(secretSourceOf(bearer, 'token', clock)) };
  const password = usable(login && secretSourceOf(login, 'password', clock));
  return { kind: 'login', user: login?.user ?? '', password };
}
