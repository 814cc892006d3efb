import { consequencesOf } from '../app/outbox-policy.ts';
import type { Config } from '../app/registry.ts';
import type { AdminOptions } from './admin-api/admin-client.ts';
import { bodyOfAnswer, withAdminClient } from './admin-api/admin-request.ts';
import { EXIT_FAILED, EXIT_OK } from './exit-codes.ts';
import { describeConsequences } from './status/consequences.ts';
import { hanging } from './terminal/hanging.ts';
import { terminalFor } from './terminal/terminal.ts';

const CHANGES_NOTHING = 'In the running agent it changes nothing of what is open or waits.';
const MEANS = 'In the running agent it means for what is open or waits:';

/**
 * Prints what a configuration would do to what is open and waits in a running agent, in the words of a reload. Returns 1 when
 * something would be left open that nobody ends.
 *
 * @throws {Error} when the agent cannot be reached or refuses the request.
 */
export function checkAgainstRunning(config: Config, options: AdminOptions): Promise<number> {
  return withAdminClient(options, async (client) => {
    const ask = async (path: string) => bodyOfAnswer(await client.ask('GET', path));
    const { needsRestart, orphans, effects } = await consequencesOf({ config }, ask);
    const terminal = terminalFor({ color: 'auto' });
    const isNothing = orphans.length + effects.length === 0;
    const restart = `These sections take effect after a restart of it: ${needsRestart.join(', ')}`;
    const lines = [
      '',
      ...hanging('', isNothing ? CHANGES_NOTHING : MEANS, terminal),
      ...describeConsequences({ orphans, effects }, terminal),
      ...(needsRestart.length === 0 ? [] : hanging('', restart, terminal)),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    return orphans.length > 0 || effects.some(({ kind }) => kind === 'left') ? EXIT_FAILED : EXIT_OK;
  });
}
