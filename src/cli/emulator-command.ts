import { readFile } from 'node:fs/promises';
import { decodeConfig } from '../config/decode-config.ts';
import { parseListenAddress } from '../config/listen-settings.ts';
import { parseConfig } from '../config/load-config.ts';
import { type EmulatorOptions, emulatorOptionsSchema } from '../emulator/options.ts';
import { ConfigError } from '../errors.ts';
import { EXIT_OK } from './exit-codes.ts';
import { readTimedActs } from './read-timed-acts.ts';
import { startEmulator } from './start-emulator.ts';
import { stopSignals } from './stop-signals.ts';

/** Options of the command `emulator`. */
interface EmulatorArguments {
  readonly listen: string;
  readonly dataDir?: string;
  readonly options?: string;
  readonly someone?: string;
}

/** Runs the COC emulator until a signal. @throws {ConfigError} when an option is wrong. */
export async function runEmulator(args: EmulatorArguments): Promise<number> {
  const address = parseListenAddress(args.listen);
  if (!address) {
    throw new ConfigError(
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
  await first;
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
  const { text } = decodeConfig(await readFile(file), file);
  return parseConfig(text, file, { schema: emulatorOptionsSchema, environment: process.env }).config;
}
