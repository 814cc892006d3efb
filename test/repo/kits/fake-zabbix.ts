import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

const SESSION = 'session-of-the-administrator';
const KINDS = ['usermacro', 'mediatype', 'role', 'usergroup', 'user', 'action'];
const ID_LISTS: Readonly<Record<string, string>> = {
  role: 'roleids',
  usergroup: 'usrgrpids',
  user: 'userids',
};

/** One call of the API. */
export interface ApiCall {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Where the session was: versions before 6.4 want it in the body, those from 7.2 on refuse it there. */
  readonly session: 'none' | 'body' | 'header' | 'both';
}

interface Request {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly auth?: string;
}

/** As much of Zabbix's API as the set-up script calls, of a version of one's choice, on an empty server. */
export class FakeZabbix {
  readonly calls: ApiCall[] = [];
  url = '';
  readonly #version: string;
  readonly #server = createServer(async (request, response) => {
    const body = JSON.parse(await textOf(request)) as Request;
    const header = request.headers.authorization === `Bearer ${SESSION}`;
    this.calls.push({ ...body, session: sessionOf(body.auth === SESSION, header) });
    response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, ...this.#answer(body) }));
  });

  constructor(version: string) {
    this.#version = version;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/zabbix`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** The methods that were called and change something. */
  changes(): readonly string[] {
    return this.calls.map(({ method }) => method).filter((method) => /create|update|import/.test(method));
  }

  #answer({ method, params }: Request): object {
    if (method === 'apiinfo.version') return { result: this.#version };
    if (method === 'user.login') return this.#login(params);
    const [kind = '', verb] = method.split('.');
    if (verb === 'get' && KINDS.includes(kind)) return { result: this.#find(kind) };
    return { result: { [ID_LISTS[kind] ?? 'ids']: ['7'] } };
  }

  #login({ password }: Readonly<Record<string, unknown>>): object {
    if (password === 'right') return { result: SESSION };
    const data = 'Incorrect user name or password or account is temporarily blocked.';
    return { error: { code: -32500, message: 'Application error.', data } };
  }

  /** Nothing is there, except a media type that was imported. */
  #find(kind: string): readonly object[] {
    return kind === 'mediatype' && this.changes().includes('configuration.import')
      ? [{ mediatypeid: '5' }]
      : [];
  }
}

function sessionOf(body: boolean, header: boolean): ApiCall['session'] {
  if (body && header) return 'both';
  if (body) return 'body';
  return header ? 'header' : 'none';
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}
