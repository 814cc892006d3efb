import { z } from 'zod';
import { consequencesOf } from '../app/outbox-policy.ts';
import type { Config } from '../app/registry.ts';
import type { AdminOptions } from './admin-api/admin-client.ts';
import { bodyOfAnswer, withAdminClient } from './admin-api/admin-request.ts';
import { EXIT_FAILED, EXIT_OK } from './exit-codes.ts';
import { describeConsequences } from './status/consequences.ts';
import { hanging } from './terminal/hanging.ts';
import { terminalFor } from './terminal/terminal.ts';

const count = z.int().min(0);
const type = z.enum(['alertmanager', 'grafana', 'zabbix', 'agent']);

/** Answer of the agent about what is open, and about the settings that it uses. */
const openSchema = z.object({
  open: z.object({
    alarms: z.array(
      z.object({
        source: z.string(),
        type: type.exactOptional(),
        openedBy: z.string().exactOptional(),
        integration: z.string().exactOptional(),
        state: z.enum(['firing', 'recovering']),
        isUnconfirmed: z.literal(true).exactOptional(),
        count,
      }),
    ),
    owed: z.array(z.object({ integration: z.string(), count })).exactOptional(),
    incidents: z.array(
      z.object({
        policy: z.string(),
        state: z.enum(['requested', 'opened', 'accepted', 'resolved', 'unknown']),
        isShared: z.boolean(),
        isTouched: z.boolean(),
        isLeft: z.boolean(),
        hasRoom: z.boolean(),
        count,
      }),
    ),
    waiting: z.record(z.string(), count),
    moving: z.record(z.string(), count).exactOptional(),
  }),
  settings: z.object({
    names: z.object({
      sources: z
        .record(z.string(), type.exclude(['agent']))
        .transform((sources) => new Map(Object.entries(sources))),
      integrations: z.array(z.string()),
      policies: z.array(z.string()),
    }),
    endpoint: z.string(),
    dataDir: z.string(),
    resendOn: z.array(z.string()),
    resolveHold: z.number(),
    policies: z.array(
      z.object({
        names: z.array(z.string()),
        match: z.string().exactOptional(),
        correlateBy: z.string(),
        resolve: z.enum(['none', 'propose', 'complete']),
        after: z.number(),
        onlyIfUntouched: z.boolean(),
        openAfter: z.number(),
        warRoom: z.boolean(),
      }),
    ),
  }),
  start: z.record(z.string(), z.string()),
});

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
    const answer = openSchema.parse(bodyOfAnswer(await client.ask('GET', '/api/v1/open')));
    const { needsRestart, orphans, effects } = consequencesOf({ config }, answer);
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
