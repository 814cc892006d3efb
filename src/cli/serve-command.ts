import { type App, type AppOptions, startApp } from '../app/app.ts';
import { messageOf } from '../errors.ts';
import { EXIT_FAILED, EXIT_OK } from './exit-codes.ts';
import { keepHeapSmall } from './heap-settings.ts';
import { type ServeSignals, serveSignals } from './serve-signals.ts';
import { logInspectorSignal, openInspectorWarning } from './shut-inspector.ts';

/**
 * Time limit for stopping, ms. Work that is not finished by then stays pending and continues after the next
 * start.
 */
const STOP_TIMEOUT_MS = 9_000;

/** Options of the command `serve`. */
export interface ServeOptions {
  readonly config: string;
  /** Name of the directory whose copy may go on in its place; true for any copy. */
  readonly adopt?: string | true;
}

/**
 * Runs the agent until a signal. SIGTERM and SIGINT stop it, also during its start; a second one ends it at
 * once; SIGHUP reloads the configuration. Returns 1 when the agent fails and has to end by itself.
 *
 * @throws {ConfigError} when it cannot start with this configuration.
 */
export async function serve(
  { config, adopt }: ServeOptions,
  signals: ServeSignals = serveSignals(),
): Promise<number> {
  keepHeapSmall();
  // Other users get no rights on any file that this process makes.
  process.umask(0o077);
  if (await hasCome(signals.first)) return EXIT_OK;
  const starting = startApp({
    configFile: config,
    environment: process.env,
    adopt: adoptionOf(adopt),
  });
  const first = signals.first.then(() => 'signal' as const);
  const app = await Promise.race([starting, first]);
  if (app === 'signal') return stopInTime(stopStarting(starting), signals);
  logInspectorSignal(app.warn);
  const open = openInspectorWarning();
  if (open !== undefined) app.warn(open);
  signals.onReload(() => void app.reload('SIGHUP').catch(() => undefined));
  const ended = await Promise.race([first, app.failed]);
  const code = await stopInTime(app.stop(), signals);
  if (ended === 'signal') return code;
  process.stderr.write(`coc-alarm-agent: ${messageOf(ended)}\n`);
  return EXIT_FAILED;
}

/** True when a signal has come already. */
function hasCome(signal: Promise<unknown>): Promise<boolean> {
  const soon = new Promise<false>((resolve) => setImmediate(resolve, false));
  return Promise.race([signal.then(() => true), soon]);
}

/** Lets a start come to its end and stops what it started. A start that fails leaves nothing behind. */
async function stopStarting(starting: Promise<App>): Promise<void> {
  await starting.then(
    (app) => app.stop(),
    (error) => void process.stderr.write(`coc-alarm-agent: ${messageOf(error)}\n`),
  );
}

/** Waits for a stop, at most for {@link STOP_TIMEOUT_MS} or until the second signal. */
async function stopInTime(stopping: Promise<void>, { second }: ServeSignals): Promise<number> {
  const deadline = new Promise<'late'>((resolve) => setTimeout(resolve, STOP_TIMEOUT_MS, 'late'));
  const stopped = stopping.then(() => 'stopped' as const);
  const how = await Promise.race([stopped, deadline, second.then(() => 'at once' as const)]);
  return how === 'at once' ? EXIT_FAILED : EXIT_OK;
}

/** An empty variable of the environment adopts nothing. */
function adoptionOf(adopt: ServeOptions['adopt']): AppOptions['adopt'] {
  if (adopt === true) return 'any';
  return adopt === undefined || adopt === '' ? undefined : { instance: adopt };
}
