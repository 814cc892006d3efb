import { startApp } from '../app/app.ts';
import { messageOf } from '../errors.ts';
import { EXIT_FAILED, EXIT_OK } from './exit-codes.ts';
import { keepHeapSmall } from './heap-settings.ts';
import { stopSignals } from './stop-signals.ts';

/**
 * Time limit for stopping, ms. Work that is not finished by then stays pending and continues after the next
 * start.
 */
const STOP_TIMEOUT_MS = 9_000;

/**
 * Runs the agent until a signal. SIGTERM and SIGINT stop it, a second one ends it at once, SIGHUP reloads the
 * configuration. Returns 1 when the agent fails and has to end by itself.
 *
 * @throws {ConfigError} when it cannot start with this configuration.
 */
export async function serve(configFile: string): Promise<number> {
  keepHeapSmall();
  // Other users get no rights on any file that this process makes.
  process.umask(0o077);
  const app = await startApp({ configFile, environment: process.env });
  process.on('SIGHUP', () => void app.reload('SIGHUP').catch(() => undefined));
  const { first, second } = stopSignals();
  const ended = await Promise.race([first, app.failed]);
  const deadline = new Promise<'late'>((resolve) => setTimeout(resolve, STOP_TIMEOUT_MS, 'late'));
  const stopped = app.stop().then(() => 'stopped' as const);
  const how = await Promise.race([stopped, deadline, second.then(() => 'at once' as const)]);
  if (ended instanceof Error) {
    process.stderr.write(`coc-alarm-agent: ${messageOf(ended)}\n`);
    return EXIT_FAILED;
  }
  return how === 'at once' ? EXIT_FAILED : EXIT_OK;
}
