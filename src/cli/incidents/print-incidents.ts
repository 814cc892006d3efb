import type { AdminOptions } from '../admin-api/admin-client.ts';
import {
  bodyOfAnswer,
  type OutputOptions,
  printAnswer,
  withAdminClient,
} from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { type LayoutOptions, terminalFor } from '../terminal/terminal.ts';
import {
  describeIncidentStory,
  describeIncidents,
  incidentListSchema,
  incidentStorySchema,
} from './incidents-text.ts';

/** Path of the incidents in the admin API. */
export const INCIDENTS_PATH = '/api/v1/incidents';

/** Options that select incidents. */
export interface IncidentSelectionOptions {
  readonly state?: readonly string[];
  readonly limit: string;
  readonly offset: string;
}

/**
 * Prints one page of incidents, the latest request first, and returns the exit code.
 *
 * @throws {ConfigError} when --admin, the token file or the configuration cannot be used.
 * @throws {Error} when the agent cannot be reached or refuses the request.
 */
export function printIncidents(
  options: AdminOptions & OutputOptions & IncidentSelectionOptions & LayoutOptions,
): Promise<number> {
  const { state = [], limit, offset } = options;
  const query = new URLSearchParams({ limit, offset });
  for (const one of state) query.append('state', one);
  return withAdminClient(options, async (client) => {
    const body = bodyOfAnswer(await client.ask('GET', `${INCIDENTS_PATH}?${query}`));
    printAnswer(options, body, () => describeIncidents(incidentListSchema.parse(body), terminalFor(options)));
    return EXIT_OK;
  });
}

/**
 * Prints one incident, its alarms, and what happened to it, and returns the exit code.
 *
 * @throws {ConfigError} when --admin, the token file or the configuration cannot be used.
 * @throws {Error} when the agent cannot be reached or refuses the request.
 */
export function printIncidentStory(
  key: string,
  options: AdminOptions & OutputOptions & LayoutOptions,
): Promise<number> {
  return withAdminClient(options, async (client) => {
    const body = bodyOfAnswer(await client.ask('GET', `${INCIDENTS_PATH}/${encodeURIComponent(key)}`));
    printAnswer(options, body, () =>
      describeIncidentStory(incidentStorySchema.parse(body), terminalFor(options)),
    );
    return EXIT_OK;
  });
}
