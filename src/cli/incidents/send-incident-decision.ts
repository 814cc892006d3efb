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

const decidedSchema = z.object({ key: z.string() });
const keptSchema = z.object({ close: z.array(z.string()) });

/** Options of a decision: exactly one of the three. */
export interface DecisionOptions {
  readonly opened?: string;
  readonly openAgain?: true;
  readonly keep?: string;
}

/**
 * Tells the agent whether COC opened an undecided incident, or which of its numbers to go on with.
 *
 * @throws {UsageError} unless exactly one of the three options is given.
 */
export function sendIncidentDecision(
  id: string,
  options: AdminOptions & OutputOptions & DecisionOptions,
): Promise<number> {
  const { opened, openAgain, keep } = options;
  if ([opened, openAgain, keep].filter((option) => option !== undefined).length !== 1)
    throw new UsageError(
      'give one of --opened with the number that COC shows, --open-again if it is not in COC, and --keep with the number to go on with if there are two',
    );
  const decision = openAgain ? { again: true } : opened === undefined ? { keep } : { opened };
  return withAdminClient(options, async (client) => {
    const path = `${INCIDENTS_PATH}/${encodeURIComponent(id)}/decision`;
    const body = bodyOfAnswer(await client.ask('POST', path, decision));
    printAnswer(options, body, () => {
      const key = safeText(decidedSchema.parse(body).key);
      if (openAgain) return `${key}: requested again\n`;
      if (opened !== undefined) return `${key}: recorded as open, ${opened}\n`;
      const { close } = keptSchema.parse(body);
      return `${key}: the agent goes on with ${keep}. Close ${close.map(safeText).join(', ')} in COC's console.\n`;
    });
    return EXIT_OK;
  });
}
