import { callJson } from './json-call.ts';

interface Answer<T> {
  readonly result?: T;
  readonly error?: { readonly message: string; readonly data?: string };
}

/** JSON-RPC API of a Zabbix 6.0, as its first administrator. */
export class ZabbixApi {
  readonly #url: string;
  #session: string | null = null;

  constructor(frontend: string) {
    this.#url = `${frontend}/api_jsonrpc.php`;
  }

  async signIn(user: string, password: string): Promise<void> {
    this.#session = await this.call<string>('user.login', { username: user, password });
  }

  /** @throws with what Zabbix says against it. */
  async call<T>(method: string, params: object): Promise<T> {
    const body = { jsonrpc: '2.0', id: 1, method, params, auth: this.#session };
    const { result, error } = await callJson<Answer<T>>(this.#url, { body });
    if (error) throw new Error(`${method}: ${error.message} ${error.data ?? ''}`);
    return result as T;
  }
}
