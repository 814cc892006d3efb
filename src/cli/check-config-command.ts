import { policyOf } from '../app/outbox-policy.ts';
import { readConfig } from '../app/read-config.ts';
import { createRouting } from '../app/routing.ts';
import { CocDestination } from '../coc/coc-destination.ts';
import { EXIT_OK } from './exit-codes.ts';

/**
 * Reads a configuration and its secret files as `serve` does, and prints a summary. Sends nothing.
 *
 * @throws {ConfigError} with every mistake.
 */
export async function checkConfig(file: string): Promise<number> {
  const read = await readConfig(file, process.env);
  const { sources } = createRouting(read.config);
  const destination = new CocDestination(read.config.coc);
  await destination.close();
  const { routes, incidents, coc } = read.config;
  const lines = [
    `${file} is valid (configuration ${policyOf(read).configuration})`,
    `  sends to   ${coc.endpoint}, auth ${coc.auth.type}`,
    ...[...sources.values()].map(
      ({ name, type, open }) =>
        `  receives   /webhooks/${name} (${type})${open ? ', open to everybody: no auth is set' : ''}`,
    ),
    `  routes     ${routes.length}, incident policies ${incidents.length}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT_OK;
}
