import { readFile } from 'node:fs/promises';
import { decodeConfig } from '../config/decode-config.ts';
import { parseListenAddress } from '../config/listen-settings.ts';
import { parseConfig } from '../config/load-config.ts';
import { type EmulatorOptions, emulatorOptionsSchema } from '../emulator/options.ts';
import { messageOf } from '../errors.ts';
import { EXIT_OK } from './exit-codes.ts';
import { readerGone } from './output.ts';
import { readTimedActs } from './read-timed-acts.ts';
import { startEmulator } from './start-emulator.ts';
import { stopSignals } from './stop-signals.ts';
import { UsageError } from './usage-errors.ts';

/** Options of the command `emulator`. */
interface EmulatorArguments {
  readonly listen: string;
  readonly dataDir?: string;
  readonly options?: string;
  readonly someone?: string;
}

/**
 * Runs the COC emulator until a signal.
 *
 * @throws {UsageError} when an option is wrong.
 * @throws {ConfigError} when the file with further options is wrong.
 */
export async function runEmulator(args: EmulatorArguments): Promise<number> {
  const address = parseListenAddress(args.listen);
  if (!address) {
    throw new UsageError(
      `--listen ${args.listen} is not an address; write host:port, such as 127.0.0.1:9097`,
    );
  }
  const settings = await readSettings(args);
  const dataDir = args.dataDir === undefined ? {} : { dataDir: args.dataDir };
  const log = (line: string) => process.stdout.write(`${line}\n`);
  const emulator = await startEmulator({ ...settings, ...address, ...dataDir, log });
  log(`COC emulator: open ${emulator.url}/ to see what it received; for tests only, it protects nothing`);
  log('accepted credentials: the option auth (default: access key emulator-access-key)');
  const { first, second } = stopSignals();
  await Promise.race([first, readerGone()]);
  await Promise.race([emulator.stop(), second]);
  return EXIT_OK;
}

/** Options of the file. The person of `--someone` takes the incidents that no person of the file takes. */
async function readSettings({ options, someone }: EmulatorArguments): Promise<EmulatorOptions> {
  const settings = options === undefined ? {} : await readOptions(options);
  if (someone === undefined) return settings;
  return { ...settings, people: [...(settings.people ?? []), { acts: readTimedActs(someone) }] };
}

async function readOptions(file: string): Promise<EmulatorOptions> {
  const bytes = await readFile(file).catch((cause) => {
    throw new UsageError(`cannot read the file of --options: ${messageOf(cause)}`, { cause });
  });
  const { text } = decodeConfig(bytes, file);
  return parseConfig(text, file, { schema: emulatorOptionsSchema, environment: process.env }).config;
}
