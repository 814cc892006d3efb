import { connectToCoc } from '../app/current-config.ts';
import { readConfig } from '../app/read-config.ts';
import { createRouting } from '../app/routing.ts';
import { configNotes } from '../config/config-notes.ts';
import { systemClock } from '../time/clock.ts';
import { EXIT_OK } from './exit-codes.ts';

/**
 * Reads a configuration and its secret files as `serve` does, and prints a summary. Sends nothing.
 *
 * @throws {ConfigError} with every mistake.
 */
export async function checkConfig(file: string): Promise<number> {
  const { config } = await readConfig(file, process.env);
  const { sources } = createRouting(config, { clock: systemClock });
  await connectToCoc({ config }, { clock: systemClock }).close();
  const { routes, incidents, coc } = config;
  const lines = [
    `${file} is valid`,
    `  sends to   ${coc.endpoint}, auth ${coc.auth.type}`,
    ...[...sources.values()].map(
      ({ name, type, open }) =>
        `  receives   /webhooks/${name} (${type})${open ? ', open to everybody: no auth is set' : ''}`,
    ),
    `  routes     ${routes.length}, incident policies ${incidents.length}`,
    ...configNotes(config).map(({ path, message, remedy }) => `  note       ${path}: ${message}; ${remedy}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT_OK;
}
