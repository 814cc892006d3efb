import { z } from 'zod';
import type { Json } from '../../alerts/alert.ts';
import { PayloadError } from '../../errors.ts';
import { type SecretSource, secretSourceOf, type Ticking } from '../../settings/secret.ts';
import type { Unreachable } from '../active-alerts.ts';
import { usable } from '../authentication.ts';
import { parseJsonBody } from '../json-body.ts';
import { ListSplitter } from '../list-splitter.ts';
import { isJsonObject } from '../shape.ts';
import { type AnswerBody, SourceApi, unreachable } from '../source-api.ts';
import type { ZabbixReconcile } from './config.ts';

/** What a method of the API answered: one value, or a list with its elements still unread. */
export interface ZabbixAnswer {
  readonly kind: 'answer';
  readonly result: Json;
  readonly elements: readonly Buffer[];
}

const errorSchema = z.object({ error: z.object({ message: z.string(), data: z.string().optional() }) });
const resultSchema = z.object({ result: z.unknown() });
/** What stands against the proof has no code of its own. */
const SIGNED_OUT = /not authori[sz]ed|re-?login|session (?:is )?terminated|"auth"/i;
/** What keeps a user out: its proof, its account, or its role. */
const NO_ACCESS =
  /not authori[sz]ed|re-?login|session|token|login name|password|blocked|disabled|no permissions|permission/i;
const API_PATH = '/api_jsonrpc.php';

type Proof =
  | { readonly kind: 'token'; readonly token: SecretSource }
  | { readonly kind: 'login'; readonly user: string; readonly password: SecretSource };

/**
 * The JSON-RPC API of a Zabbix of 6.0 to 7.x. Signs in when it has to: with an API token, or with a user and password, and
 * again when its session has ended. Before 6.4 the proof goes in the body, later in a header.
 * @see https://www.zabbix.com/documentation/6.4/en/manual/api#authentication, read 2026-08
 */
export class ZabbixApi {
  readonly #api: SourceApi;
  readonly #proof: Proof;
  #version: string | undefined;
  #session: string | undefined;

  /** @throws {ConfigError} when the file of a secret or of authorities can't be used */
  constructor(config: Pick<ZabbixReconcile, 'url' | 'timeout' | 'tls' | 'auth'>, clock: Ticking) {
    this.#api = new SourceApi({ ...config, url: config.url.replace(/\/api_jsonrpc\.php$/, '') });
    this.#proof = proofOf(config.auth, clock);
  }

  /** Calls a method. */
  async call(method: string, params: object, signal: AbortSignal): Promise<ZabbixAnswer | Unreachable> {
    const first = await this.#signedCall(method, params, signal);
    if (first.kind === 'answer' || !SIGNED_OUT.test(first.detail)) return first;
    // Its session has ended, or it is of another version since, which wants the proof elsewhere.
    this.#session = undefined;
    this.#version = undefined;
    return this.#signedCall(method, params, signal);
  }

  /** The version of the server. Known once a call was answered. */
  get version(): string | undefined {
    return this.#version;
  }

  /** Whether the server is of this version or a later one. Known once a call was answered. */
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
    if (this.#proof.kind === 'token') return this.#proof.token.current().reveal();
    if (this.#session !== undefined) return this.#session;
    const { user, password } = this.#proof;
    const login = { username: user, password: password.current().reveal() };
    const answer = await this.#post('user.login', login, signal);
    if (answer.kind === 'unreachable') return answer;
    if (typeof answer.result !== 'string') return unreachable('source', 'user.login answered no session');
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
  return unreachable('address', 'its answer is not one of the API of Zabbix; look at reconcile.url');
}

function proofOf({ bearer, login }: ZabbixReconcile['auth'], clock: Ticking): Proof {
  if (bearer) return { kind: 'token', token: usable(secretSourceOf(bearer, 'token', clock), 'reconcile') };
  const password = usable(login && secretSourceOf(login, 'password', clock), 'reconcile');
  return { kind: 'login', user: login?.user ?? '', password };
}
