import { readFile } from 'node:fs/promises';
import { parseListenAddress } from '../config/listen-settings.ts';
import { parseConfig } from '../config/load-config.ts';
import { createEmulator } from '../emulator/emulator.ts';
import { type EmulatorOptions, emulatorOptionsSchema } from '../emulator/options.ts';
import { ConfigError } from '../errors.ts';
import { EXIT_OK } from './exit-codes.ts';
import { readSomeone } from './read-someone.ts';
import { untilSignal } from './until-signal.ts';

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
  const emulator = await createEmulator({ ...settings, ...address, ...dataDir, log });
  log(
    `COC emulator: ${emulator.url}/ shows what it received; it is no cloud service, and keeps nothing secret`,
  );
  log('credentials that it accepts: see auth in its options (default AK emulator-access-key)');
  await untilSignal();
  await emulator.stop();
  return EXIT_OK;
}

/** Who is named on the command line takes the incidents that nobody in the file takes. */
async function readSettings({ options, someone }: EmulatorArguments): Promise<EmulatorOptions> {
  const settings = options === undefined ? {} : await readOptions(options);
  if (someone === undefined) return settings;
  return { ...settings, people: [...(settings.people ?? []), { acts: readSomeone(someone) }] };
}

async function readOptions(file: string): Promise<EmulatorOptions> {
  const text = await readFile(file, 'utf8');
  return parseConfig(text, file, { schema: emulatorOptionsSchema, environment: process.env }).config;
}
