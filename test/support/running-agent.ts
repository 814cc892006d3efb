import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { type App, type AppOptions, startApp } from '../../src/app/app.ts';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import type { EmulatorOptions } from '../../src/emulator/options.ts';
import type { TimerClock } from '../../src/time/clock.ts';
import { sleepBy } from './clock-sleep.ts';

const strictest = { coercion: 'strict', alarmIdCharset: 'letters-and-digits' } as const;

/** Something to undo when a test ends, whether it passed or not. */
const undos: (() => Promise<unknown>)[] = [];

/** Undoes everything that the helpers below have started. To be called after each test. */
export async function stopEverything(): Promise<void> {
  for (let undo = undos.pop(); undo; undo = undos.pop()) await undo();
}

/**
 * An emulator that ends with the test, as strict as it can be, so that the agent gets away with nothing. Give it the clock
 * of the agent, where that has one of its own.
 */
export async function runEmulator({
  clock,
  ...options
}: EmulatorOptions & { readonly clock?: TimerClock } = {}): Promise<Emulator> {
  const times = clock && { now: () => clock.now(), sleep: sleepBy(clock) };
  const emulator = await createEmulator({ incidentLagMs: 50, ...strictest, ...times, ...options });
  undos.push(() => emulator.stop());
  return emulator;
}

/** A directory that ends with the test. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'coc-alarm-agent-test-'));
  undos.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Changes of a test to the configuration: whole sections, as YAML. */
export interface AgentSetup {
  readonly cocUrl: string;
  readonly directory: string;
  readonly coc?: string;
  readonly sources?: string;
  readonly incidents?: string;
  readonly alarm?: string;
  /** Waits of `delivery`. Default: impatient ones. */
  readonly waits?: string;
  /** Further keys of `delivery`, `outbox` and `listen`. */
  readonly delivery?: string;
  readonly outbox?: string;
  readonly listen?: string;
  /** The address of the webhooks. Default: a free port of loopback. */
  readonly webhooks?: string;
  readonly rest?: string;
  /** Values of `${NAME}` references; read again at each reload. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Default: the clock of this machine. */
  readonly clock?: TimerClock;
  /** Lets the agent go on with a copy of a data directory. */
  readonly adopt?: AppOptions['adopt'];
}

const INCIDENTS = `
  - match: ['alarmLevel="Critical"']
    level: level_20
    type: inc_type_p_monitoring_issues
    creator: 7da46971b7e24eed90cf777cc2ff8b91
    assignee: { user: 7da46971b7e24eed90cf777cc2ff8b91 }`;

const IMPATIENT = `backoff: { initial: 20ms, max: 200ms }
  confirmRejectedAfter: 100ms
  incidentLookupDelay: 200ms
  incidentAbsentAfter: 400ms
  incidentListLag: 200ms`;

/** The configuration of a test's agent: everything on loopback, and impatient. */
export function agentConfig(setup: AgentSetup): string {
  const {
    cocUrl,
    directory,
    coc,
    sources,
    incidents = INCIDENTS,
    alarm = '{ applicationId: 65659ae2f42bf80e5f3f0635, regionId: cn-north-4 }',
    waits = IMPATIENT,
    delivery = '',
    outbox = '',
    listen = '',
    webhooks = '127.0.0.1:0',
    rest = '',
  } = setup;
  const signed = 'auth: { type: aksk, accessKey: emulator-access-key, secretKey: emulator-secret-key }';
  return `
listen: { webhooks: '${webhooks}', admin: 127.0.0.1:0${listen && `, ${listen}`} }
dataDir: ${join(directory, 'data')}
log: { level: debug }
coc:
  endpoint: ${cocUrl}
  integrationKey: 0123456789abcdef0123456789abcdef
  ${coc ?? signed}
sources:
  ${sources ?? 'alertmanager: { type: alertmanager }'}
alarm: ${alarm}
incidents: ${incidents}
delivery:
  ${waits}
  ${delivery}
outbox: { minFreeDisk: 1MiB${outbox && `, ${outbox}`} }
${rest}`;
}

/** An agent, and what a test asks of it. */
export interface RunningAgent extends App {
  readonly configFile: string;
  /** Everything that it has logged. */
  log(): string;
  post(source: string, body: string | Buffer | object, headers?: Record<string, string>): Promise<Answered>;
  admin(
    path: string,
    options?: { method?: 'GET' | 'POST' | 'DELETE'; headers?: Record<string, string>; body?: string },
  ): Promise<Answered>;
  /** The value of one series in the metrics, as it is written there; undefined when there is none. */
  metric(series: string): Promise<number | undefined>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Starts an agent with this configuration; it ends with the test. */
export async function runAgent(setup: AgentSetup): Promise<RunningAgent> {
  const configFile = join(setup.directory, 'config.yaml');
  await writeFile(configFile, agentConfig(setup));
  const log: string[] = [];
  const logTo = { write: (line: string) => void log.push(line) };
  const { clock, environment = {}, adopt } = setup;
  const app = await startApp({ configFile, environment, logTo, adopt, ...(clock && { clock }) });
  undos.push(() => app.stop());
  return {
    ...app,
    configFile,
    log: () => log.join(''),
    post: (source, body, headers = {}) => post(`${app.webhooksUrl}/webhooks/${source}`, body, headers),
    admin: (path, options = {}) => call(`${app.adminUrl}${path}`, options),
    async metric(series) {
      const { text } = await call(`${app.adminUrl}/metrics`, {});
      const line = text.split('\n').find((candidate) => candidate.startsWith(`coc_alarm_agent_${series} `));
      return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')));
    },
  };
}

function post(
  url: string,
  body: string | Buffer | object,
  headers: Record<string, string>,
): Promise<Answered> {
  const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  return call(url, { method: 'POST', body: bytes, headers });
}

async function call(
  url: string,
  options: { method?: 'GET' | 'POST' | 'DELETE'; body?: string | Buffer; headers?: Record<string, string> },
): Promise<Answered> {
  const { statusCode, headers, body } = await request(url, options);
  return { status: statusCode, headers, text: await body.text() };
}

/** The longest wait for a condition: long enough for a machine that is busy with other things. */
const PATIENCE_MS = 60_000;

/** Waits until a condition holds. @throws when it does not within a minute, with what was waited for. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await sleep(10);
  }
}
