import { readConfig } from '../app/read-config.ts';
import { createRouting } from '../app/routing.ts';
import { CocDestination } from '../coc/coc-destination.ts';
import { systemClock } from '../time/clock.ts';
import { EXIT_OK } from './exit-codes.ts';

/**
 * Reads a configuration as `serve` would, its secret files too, and says what it holds. Nothing is sent.
 *
 * @throws {ConfigError} with every fault.
 */
export async function checkConfig(file: string): Promise<number> {
  const { config } = await readConfig(file, process.env);
  const { sources } = createRouting(config);
  const destination = new CocDestination(config.coc, { clock: systemClock, random: Math.random });
  await destination.close();
  const { routes, incidents, coc } = config;
  const lines = [
    `${file} is right`,
    `  sends to   ${coc.endpoint}, signed in as ${coc.auth.type}`,
    ...[...sources.values()].map(
      ({ name, type, open }) =>
        `  receives   /webhooks/${name} (${type})${open ? ', from anybody: no auth is set' : ''}`,
    ),
    `  routes     ${routes.length}, incident policies ${incidents.length}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT_OK;
}
