import type { DestinationStream, Logger } from 'pino';
import type { Reloaded } from '../admin/admit.ts';
import { describeConfigError } from '../config/describe-issues.ts';
import type { Environment } from '../config/environment.ts';
import { openFingerprintKey } from '../config/fingerprint-key.ts';
import { calledAddresses } from '../egress/destinations.ts';
import { unusedProxies } from '../egress/unused-proxies.ts';
import { ConfigError, messageOf } from '../errors.ts';
import { createLog } from '../observability/create-log.ts';
import { createMetrics, type Metrics } from '../observability/metrics.ts';
import { programVersion } from '../observability/program-version.ts';
import type { Adoption } from '../outbox/ports/journal-kind.ts';
import { systemClock, type TimerClock } from '../time/clock.ts';
import { type Agent, createAgent, STOP_GRACE_MS } from './agent.ts';
import { Lifecycle } from './lifecycle.ts';
import { startListeners } from './listeners.ts';
import { configNotices, logNotices, type ReadConfig, readConfig, withFingerprint } from './read-config.ts';
import { journalKindOf } from './registry.ts';

/** The running agent with its listeners. */
export interface App {
  /** Address for the monitoring systems, such as `http://127.0.0.1:9095`. */
  readonly webhooksUrl: string;
  readonly adminUrl: string;
  /** Resolves with the error after which the agent can store nothing any more. Pending while all is well. */
  readonly failed: Promise<Error>;
  /**
   * Reads the configuration again. A faulty one changes nothing. Tells which sections need a restart.
   *
   * @throws {ConfigError} with every fault of it.
   */
  reload(by: string): Promise<Reloaded>;
  /** Writes a warning about the process into the log. */
  warn(message: string): void;
  /** Stops taking alerts, lets calls under way end, and leaves the rest pending. Idempotent. */
  stop(): Promise<void>;
}

export interface AppOptions {
  /** Lets a copy of a data directory go on in place of the original. Default: a copy is refused. */
  readonly adopt?: Adoption | undefined;
  readonly configFile: string;
  readonly environment: Environment;
  /** Destination of the log. Default: standard output. */
  readonly logTo?: DestinationStream;
  /** Default: the clock of this machine. */
  readonly clock?: TimerClock;
}

const KEY_NOT_STORED =
  'could not store fingerprint.key; alarms that COC refused are tried once more after each restart';

interface Reloading extends AppOptions {
  readonly agent: Agent;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Key for fingerprints of configurations. */
  readonly key: Uint8Array;
}

/**
 * Starts the agent. When it resolves, the agent takes webhooks and delivers pending entries.
 *
 * @throws {ConfigError} when the configuration can't be used.
 * @throws {JournalError} when the data directory can't be used.
 */
export async function startApp(options: AppOptions): Promise<App> {
  const { clock = systemClock } = options;
  const loaded = await readConfig(options.configFile, options.environment);
  const log = createLog({ ...loaded.config.log, ...(options.logTo && { destination: options.logTo }) });
  logNotices(log, configNotices(loaded, { files: 'read' }));
  warnAboutProxies(log, loaded, options.environment);
  const metrics = createMetrics({ version: programVersion() });
  const lifecycle = new Lifecycle((name, error) =>
    log.error({ err: error }, `could not stop the part "${name}"; stopping the others`),
  );
  try {
    const journal = journalKindOf(loaded.config.journal.type);
    const key = await openFingerprintKey({
      directory: loaded.config.dataDir,
      makeDirectory: journal.prepare,
      onFailure: (err) => log.warn({ err }, KEY_NOT_STORED),
      onPutAside: (text) => log.warn(text),
      now: () => clock.now(),
    });
    const read = withFingerprint(loaded, key);
    const agent = await createAgent({ read, adopt: options.adopt, journal, log, metrics, lifecycle, clock });
    const reload = (by: string) => reloadConfig({ ...options, agent, log, metrics, key }, by);
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
    const warn = (message: string) => log.warn(message);
    return { ...urls, failed: agent.failed, reload, warn, stop };
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

async function reloadConfig(
  { agent, log, metrics, key, ...options }: Reloading,
  by: string,
): Promise<Reloaded> {
  try {
    const loaded = await readConfig(options.configFile, options.environment);
    const read = withFingerprint(loaded, key);
    const reloaded = await agent.use(read);
    noteReload(metrics, 'good');
    logNotices(log, configNotices(loaded, { files: 'read' }));
    warnAboutProxies(log, loaded, options.environment);
    log.info({ by, configuration: read.fingerprint }, 'configuration reloaded');
    return reloaded;
  } catch (error) {
    noteReload(metrics, 'faulty');
    const problem = error instanceof ConfigError ? describeConfigError(error) : messageOf(error);
    log.error({ by, problem }, 'the new configuration is faulty; the current one stays');
    throw error;
  }
}

/** Says that proxies of the environment are not used: only the configuration decides where connections go. */
function warnAboutProxies(
  log: Logger,
  { config }: Pick<ReadConfig, 'config'>,
  environment: Environment,
): void {
  for (const { variable, paths } of unusedProxies(calledAddresses(config), environment))
    log.warn(
      { variable, addresses: paths },
      'a proxy of the environment is not used; set coc.proxy if COC is only reached through it',
    );
}

function noteReload(metrics: Metrics, how: 'good' | 'faulty'): void {
  metrics.configReloadSuccessful.set(how === 'good' ? 1 : 0);
  if (how === 'good') metrics.configReloadTime.setToCurrentTime();
}
