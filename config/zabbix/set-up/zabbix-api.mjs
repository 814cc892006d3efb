/** What a person can mend: printed without a stack trace. */
export class SetUpError extends Error {}

/** The first version that takes the session in a header; older ones want it in the body. */
const HEADER_SINCE = [6, 4];

/** JSON-RPC API of one Zabbix, as one user. */
export class ZabbixApi {
  #address;
  #session = '';
  #inHeader = false;
  #loggedIn = false;
  #calls = 0;
  version = '';

  /** @param {string} url address of the frontend, with or without `/api_jsonrpc.php` */
  constructor(url) {
    this.#address = `${url.replace(/\/+$/, '').replace(/\/api_jsonrpc\.php$/, '')}/api_jsonrpc.php`;
  }

  /** Finds out the version, and signs in with an API token or with user and password. */
  async signIn({ apiToken, user, password }) {
    this.version = await this.call('apiinfo.version', []);
    const [major, minor] = this.version.split('.').map(Number);
    if (major < 6)
      throw new SetUpError(`this is Zabbix ${this.version}; the media type needs Zabbix 6.0 or newer`);
    this.#inHeader = major > HEADER_SINCE[0] || minor >= HEADER_SINCE[1];
    if (apiToken) {
      this.#session = apiToken;
      return;
    }
    this.#session = await this.call('user.login', { username: user, password });
    this.#loggedIn = true;
  }

  /** Ends the session of a user that signed in with a password. */
  async signOut() {
    if (!this.#loggedIn) return;
    this.#loggedIn = false;
    await this.call('user.logout', []);
  }

  /** Calls a method and answers its result. */
  async call(method, params) {
    this.#calls += 1;
    const session = this.#session === '' ? {} : { auth: this.#session };
    const request = { jsonrpc: '2.0', method, params, id: this.#calls, ...(!this.#inHeader && session) };
    const headers = {
      'content-type': 'application/json-rpc',
      ...(this.#inHeader && this.#session !== '' && { authorization: `Bearer ${this.#session}` }),
    };
    const answer = await this.#post(JSON.stringify(request), headers);
    if (answer.error) throw new SetUpError(explain(method, answer.error));
    return answer.result;
  }

  async #post(body, headers) {
    let response;
    try {
      response = await fetch(this.#address, {
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.timeout(60_000),
      });
    } catch (cause) {
      const reason = cause.cause?.code ?? cause.cause?.message ?? cause.message;
      throw new SetUpError(
        `cannot reach ${this.#address}: ${reason}; check --url, or for an authority of your own set NODE_EXTRA_CA_CERTS`,
        { cause },
      );
    }
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new SetUpError(
        `${this.#address} answers ${response.status} and no JSON; --url must be the address of the Zabbix frontend`,
        { cause },
      );
    }
  }
}

/** @param {{ message: string, data?: string }} error */
function explain(method, { message, data = '' }) {
  const text = `Zabbix refuses ${method}: ${message} ${data}`.trim();
  if (method === 'user.login') return `${text} Check --user and its password.`;
  if (/not authori[sz]ed|session|token/i.test(data))
    return `${text} Check the API token, and that it has not expired.`;
  if (/permission/i.test(text)) return `${text} The user needs the role "Super admin" and access to the API.`;
  return text;
}
