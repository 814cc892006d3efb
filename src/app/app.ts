import type { DestinationStream, Logger } from 'pino';
import { describeConfigError } from '../config/describe-issues.ts';
import type { Environment } from '../config/environment.ts';
import { ConfigError, messageOf } from '../errors.ts';
import { createLog } from '../observability/create-log.ts';
import { createMetrics, type Metrics } from '../observability/metrics.ts';
import { programVersion } from '../observability/program-version.ts';
import { systemClock, type TimerClock } from '../time/clock.ts';
import { type Agent, createAgent, STOP_GRACE_MS } from './agent.ts';
import { Lifecycle } from './lifecycle.ts';
import { startListeners } from './listeners.ts';
import { readConfig } from './read-config.ts';

/** The running agent, as the command line sees it. */
export interface App {
  /** Where the monitoring systems send to, such as `http://127.0.0.1:9095`. */
  readonly webhooksUrl: string;
  readonly adminUrl: string;
  /** Resolves with the error after which nothing can be promised any more; never, while all is well. */
  readonly failed: Promise<Error>;
  /**
   * Reads the configuration again. A faulty one changes nothing.
   *
   * @throws {ConfigError} with everything that is wrong with it.
   */
  reload(by: string): Promise<void>;
  /** Takes nothing more, lets what is under way end, and leaves the rest pending. Idempotent. */
  stop(): Promise<void>;
}

export interface AppOptions {
  readonly configFile: string;
  readonly environment: Environment;
  /** Destination of the log. Default: standard output. */
  readonly logTo?: DestinationStream;
  /** Default: the clock of this machine. */
  readonly clock?: TimerClock;
}

interface Reloading extends AppOptions {
  readonly agent: Agent;
  readonly log: Logger;
  readonly metrics: Metrics;
}

/**
 * Starts the agent: when it resolves, webhooks are taken and what is pending is being delivered.
 *
 * @throws {ConfigError} when the configuration can't be used.
 * @throws {JournalError} when the data directory can't be used.
 */
export async function startApp(options: AppOptions): Promise<App> {
  const { clock = systemClock } = options;
  const read = await readConfig(options.configFile, options.environment);
  const log = createLog({ ...read.config.log, ...(options.logTo && { destination: options.logTo }) });
  const metrics = createMetrics({ version: programVersion() });
  const lifecycle = new Lifecycle((name, error) =>
    log.error({ err: error }, `${name} did not stop as it should`),
  );
  try {
    const agent = await createAgent({ read, log, metrics, lifecycle, clock });
    const reload = (by: string) => reloadConfig({ ...options, agent, log, metrics }, by);
    const urls = await startListeners({ agent, read, log, metrics, lifecycle, clock, reload });
    noteReload(metrics, 'good');
    agent.dispatcher.start();
    log.info({ ...urls, configuration: read.fingerprint }, 'ready');
    const stop = async () => {
      log.info('stopping');
      agent.stopAccepting();
      // While calls under way end, senders still get a 503, which tells them to try again.
      await agent.dispatcher.stop(STOP_GRACE_MS);
      await lifecycle.stop();
    };
    return { ...urls, failed: agent.failed, reload, stop };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

async function reloadConfig({ agent, log, metrics, ...options }: Reloading, by: string): Promise<void> {
  try {
    const read = await readConfig(options.configFile, options.environment);
    await agent.use(read);
    noteReload(metrics, 'good');
    log.info({ by, configuration: read.fingerprint }, 'configuration read again');
  } catch (error) {
    noteReload(metrics, 'faulty');
    const problem = error instanceof ConfigError ? describeConfigError(error) : messageOf(error);
    log.error({ by, problem }, 'the new configuration is faulty; the one in force stays');
    throw error;
  }
}

function noteReload(metrics: Metrics, how: 'good' | 'faulty'): void {
  metrics.configReloadSuccessful.set(how === 'good' ? 1 : 0);
  if (how === 'good') metrics.configReloadTime.setToCurrentTime();
}
