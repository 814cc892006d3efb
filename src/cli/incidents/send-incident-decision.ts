import { ConfigError } from '../../errors.ts';
import type { AdminOptions } from '../admin-api/admin-client.ts';
import {
  bodyOfAnswer,
  type OutputOptions,
  printAnswer,
  withAdminClient,
} from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { INCIDENTS_PATH } from './print-incidents.ts';

/** Options of a decision: exactly one of the two. */
export interface DecisionOptions {
  readonly opened?: string;
  readonly openAgain?: true;
}

/**
 * Tells the agent whether COC opened an undecided incident.
 *
 * @throws {ConfigError} unless exactly one of the two options is given.
 */
export function sendIncidentDecision(
  key: string,
  options: AdminOptions & OutputOptions & DecisionOptions,
): Promise<number> {
  const { opened, openAgain } = options;
  if ((opened === undefined) === (openAgain === undefined))
    throw new ConfigError(
      'give either --opened with the number that COC shows, or --open-again if it is not in COC',
    );
  const decision = opened === undefined ? { again: true } : { opened };
  return withAdminClient(options, async (client) => {
    const path = `${INCIDENTS_PATH}/${encodeURIComponent(key)}/decision`;
    const body = bodyOfAnswer(await client.ask('POST', path, decision));
    printAnswer(options, body, () =>
      opened === undefined ? `${key}: requested again\n` : `${key}: recorded as open, ${opened}\n`,
    );
    return EXIT_OK;
  });
}
