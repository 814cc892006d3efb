import { z } from 'zod';
import type { AdminOptions } from '../admin-api/admin-client.ts';
import {
  bodyOfAnswer,
  type OutputOptions,
  printAnswer,
  withAdminClient,
} from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { safeText } from '../terminal/safe-text.ts';
import { UsageError } from '../usage-errors.ts';
import { INCIDENTS_PATH } from './print-incidents.ts';

const decidedSchema = z.object({
  key: z.string(),
  was: z.string().optional(),
  unproven: z.boolean().optional(),
});
const keptSchema = z.object({ close: z.array(z.string()) });

const LEFT_ALONE = '; COC does not prove it, so the agent leaves it alone';

/** Options of a decision: exactly one of the three, and a reason only with a number that COC opened. */
export interface DecisionOptions {
  readonly opened?: string;
  readonly force?: string;
  readonly openAgain?: true;
  readonly keep?: string;
}

/**
 * Tells the agent whether COC opened an undecided incident, corrects that, or says with which number to go on.
 *
 * @throws {UsageError} unless exactly one of the three options is given, and a reason only with `opened`.
 */
export function sendIncidentDecision(
  id: string,
  options: AdminOptions & OutputOptions & DecisionOptions,
): Promise<number> {
  const { opened, force, openAgain, keep } = options;
  if ([opened, openAgain, keep].filter((option) => option !== undefined).length !== 1)
    throw new UsageError(
      'give one of --opened with the number that COC shows, --open-again if it is not in COC, and --keep with the number to go on with if there are two',
    );
  if (force !== undefined && opened === undefined)
    throw new UsageError(
      'give --force with --opened only: it is the reason to take a number that COC does not prove',
    );
  const found = { opened, ...(force !== undefined && { force }) };
  const decision = openAgain ? { again: true } : opened === undefined ? { keep } : found;
  return withAdminClient(options, async (client) => {
    const path = `${INCIDENTS_PATH}/${encodeURIComponent(id)}/decision`;
    const body = bodyOfAnswer(await client.ask('POST', path, decision));
    printAnswer(options, body, () => {
      const decided = decidedSchema.parse(body);
      const key = safeText(decided.key);
      const instead = decided.was === undefined ? '' : `, instead of ${safeText(decided.was)}`;
      if (openAgain) return `${key}: requested again${instead}\n`;
      if (opened !== undefined)
        return `${key}: recorded as open, ${opened}${instead}${decided.unproven ? LEFT_ALONE : ''}\n`;
      const { close } = keptSchema.parse(body);
      const others = close.length === 0 ? '' : ` Close ${close.map(safeText).join(', ')} in COC's console.`;
      return `${key}: the agent goes on with ${keep}.${others}\n`;
    });
    return EXIT_OK;
  });
}
