import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { parse } from 'yaml';

const FILE = new URL('../../../config/zabbix/coc-alarm-agent-media-type.yaml', import.meta.url);

/** The one media type in the file that users import. */
export interface MediaType {
  readonly name: string;
  readonly type: string;
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly max_sessions: string;
  readonly attempts: string;
  readonly attempt_interval: string;
  readonly timeout: string;
  readonly script: string;
  readonly process_tags: string;
  readonly show_event_menu: string;
  readonly event_menu_url: string;
  readonly event_menu_name: string;
  readonly message_templates: readonly {
    readonly event_source: string;
    readonly operation_mode: string;
    readonly subject: string;
    readonly message: string;
  }[];
}

interface Export {
  readonly zabbix_export: { readonly version: string; readonly media_types: readonly [MediaType] };
}

/** The file as it is shipped. */
export const shippedExport = (parse(readFileSync(FILE, 'utf8')) as Export).zabbix_export;
export const shippedMediaType = shippedExport.media_types[0];

/** The parameters of a message, each with its macro as it is. */
export const unresolvedParameters: Readonly<Record<string, string>> = Object.fromEntries(
  shippedMediaType.parameters.map(({ name, value }) => [name, value]),
);

/** What the other side answers. */
export interface FakeAnswer {
  readonly status: number;
  readonly body: string;
}

/** What the script did with one message. */
export interface ScriptRun {
  readonly returned?: unknown;
  readonly thrown?: string;
  readonly requests: readonly FakeRequest[];
  readonly log: readonly { readonly level: number; readonly text: string }[];
}

/** A request as the script made it. */
export interface FakeRequest {
  readonly url: string;
  readonly body: string;
  readonly headers: readonly string[];
  readonly proxy: string | undefined;
}

/** Runs the shipped script as Zabbix does: as the body of a function of `value`. */
export function runScript(parameters: object, answer: FakeAnswer | Error): ScriptRun {
  const requests: FakeRequest[] = [];
  const log: { level: number; text: string }[] = [];
  const globals = {
    HttpRequest: httpRequestClass(requests, answer),
    Zabbix: { log: (level: number, text: string) => log.push({ level, text }) },
    value: JSON.stringify(parameters),
  };
  try {
    const returned: unknown = runInNewContext(
      `(function (value) {${shippedMediaType.script}})(value)`,
      globals,
    );
    return { returned: JSON.parse(String(returned)), requests, log };
  } catch (error) {
    return { thrown: String(error), requests, log };
  }
}

function httpRequestClass(requests: FakeRequest[], answer: FakeAnswer | Error) {
  return class {
    readonly #headers: string[] = [];
    #proxy: string | undefined;
    addHeader(header: string): void {
      this.#headers.push(header);
    }
    setProxy(proxy: string): void {
      this.#proxy = proxy;
    }
    getStatus(): number {
      return answer instanceof Error ? 0 : answer.status;
    }
    post(url: string, body: string): string {
      requests.push({ url, body, headers: this.#headers, proxy: this.#proxy });
      if (answer instanceof Error) throw answer;
      return answer.body;
    }
  };
}
