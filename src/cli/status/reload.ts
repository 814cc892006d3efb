import { z } from 'zod';
import { ConfigError } from '../../errors.ts';
import type { AdminOptions } from '../admin-api/admin-client.ts';
import {
  bodyOfAnswer,
  type OutputOptions,
  printAnswer,
  withAdminClient,
} from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { hanging } from '../terminal/hanging.ts';
import { paint } from '../terminal/paint.ts';
import { safeText } from '../terminal/safe-text.ts';
import { type LayoutOptions, type Terminal, terminalFor } from '../terminal/terminal.ts';
import { describeConsequences } from './consequences.ts';

const reloadedSchema = z.object({
  needsRestart: z.array(z.string()).default([]),
  orphans: z.array(z.object({ message: z.string(), remedy: z.string() })).default([]),
  effects: z.array(z.object({ kind: z.enum(['left', 'changed']), message: z.string() })).default([]),
});

const faultySchema = z.object({
  error: z.string(),
  issues: z.array(
    z.object({
      path: z.string().exactOptional(),
      at: z.string().exactOptional(),
      message: z.string(),
      remedy: z.string().exactOptional(),
    }),
  ),
});

/**
 * Makes a running agent read its configuration again, and prints which changes need a restart. Returns the exit code.
 *
 * @throws {ConfigError} when the new configuration is faulty, with every fault of it; or --admin, the token file or the
 * configuration cannot be used.
 * @throws {Error} when the agent cannot be reached or refuses the request.
 */
export function reload(options: AdminOptions & OutputOptions & LayoutOptions): Promise<number> {
  return withAdminClient(options, async (client) => {
    const answer = await client.ask('POST', '/-/reload');
    const faulty = faultySchema.safeParse(answer.body);
    if (answer.status === 400 && faulty.success) throw faultIn(faulty.data);
    const body = bodyOfAnswer(answer);
    printAnswer(options, body, () => describeReload(reloadedSchema.parse(body), terminalFor(options)));
    return EXIT_OK;
  });
}

/** What a reload did, and what it could not do. */
export function describeReload(
  { needsRestart, ...consequences }: z.output<typeof reloadedSchema>,
  terminal: Terminal,
): string {
  const restart = `reloaded; the changes of these sections take effect after the next restart: ${safeText(needsRestart.join(', '))}`;
  const first =
    needsRestart.length === 0
      ? ['reloaded: the configuration is in use']
      : hanging('', restart, terminal).map((line) => paint(line, 'strong', terminal.color));
  return [...first, ...describeConsequences(consequences, terminal)].map((line) => `${line}\n`).join('');
}

function faultIn({ error, issues }: z.output<typeof faultySchema>): ConfigError {
  return new ConfigError(`${error}; the agent goes on with the old configuration`, issues);
}
