import { z } from 'zod';
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
import { UsageError } from '../usage-errors.ts';

const resultSchema = z.object({
  destinations: z.array(
    z.object({
      ...{ name: z.string(), waiting: z.number(), pauseEnded: z.boolean(), backoffsEnded: z.number() },
      parked: z.number().default(0),
    }),
  ),
});

/** Answer about a destination that the agent does not know. */
const unknownSchema = z.object({ error: z.string(), known: z.array(z.string()) });

/** Options that choose destinations. Without one all of them are meant. */
export interface DestinationOptions {
  readonly destination?: readonly string[];
}

/**
 * Makes a running agent try at once what waits for COC, and prints what that changed. Returns the exit code.
 *
 * @throws {UsageError} when the agent knows no such destination.
 * @throws {ConfigError} when the configuration cannot be used.
 * @throws {Error} when the agent cannot be reached.
 */
export function deliverNow(
  options: AdminOptions & OutputOptions & DestinationOptions & LayoutOptions,
): Promise<number> {
  const { destination: destinations } = options;
  return withAdminClient(options, async (client) => {
    const asked = destinations ? { destinations } : {};
    const answer = await client.ask('POST', '/api/v1/destinations/deliver-now', asked);
    const unknown = unknownSchema.safeParse(answer.body);
    if (answer.status === 404 && unknown.success) throw new UsageError(unknown.data.error);
    const body = bodyOfAnswer(answer);
    printAnswer(options, body, () => describeDelivery(resultSchema.parse(body), terminalFor(options)));
    return EXIT_OK;
  });
}

/** What trying at once has changed, one line for each destination. */
export function describeDelivery(
  { destinations }: z.output<typeof resultSchema>,
  terminal: Terminal,
): string {
  if (destinations.length === 0) return 'nothing was ever sent: there is no destination yet\n';
  return destinations
    .flatMap(({ name, waiting, pauseEnded, backoffsEnded, parked }) => {
      const ended = [
        ...(pauseEnded ? ['its pause has ended'] : []),
        ...(backoffsEnded > 0 ? [`${backoffsEnded} are tried again at once`] : []),
      ];
      const text = `${waiting} waiting; ${ended.join(', ') || 'nothing to shorten'}${wordsForParked(parked)}`;
      const label = `${safeText(name)}:`;
      const [first = '', ...rest] = hanging(`${label} `, text, terminal);
      const painted = `${paint(label, 'heading', terminal.color)}${first.slice(label.length)}`;
      return [painted, ...rest].map((line) => `${line}\n`);
    })
    .join('');
}

function wordsForParked(count: number): string {
  if (count === 0) return '';
  return count === 1
    ? '; 1 waits until alarm.lateFireWindow ends, as its message may be a late copy'
    : `; ${count} wait until alarm.lateFireWindow ends, as their messages may be late copies`;
}
