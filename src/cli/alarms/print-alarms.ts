import { systemClock } from '../../time/clock.ts';
import type { AdminOptions } from '../admin-api/admin-client.ts';
import {
  bodyOfAnswer,
  type OutputOptions,
  printAnswer,
  withAdminClient,
} from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { alarmListSchema, alarmStorySchema, describeAlarmStory, describeAlarms } from './alarms-text.ts';

/** Options that select alarms. */
export interface AlarmSelectionOptions {
  readonly state: string;
  readonly level?: readonly string[];
  readonly source?: readonly string[];
  readonly text?: string;
  readonly limit: string;
  readonly cursor?: string;
}

const ALARMS = '/api/v1/alarms';

/**
 * Prints one page of alarms, the latest start first, and returns the exit code.
 *
 * @throws {ConfigError} when --admin, the token file or the configuration cannot be used.
 * @throws {Error} when the agent cannot be reached or refuses the request.
 */
export function printAlarms(options: AdminOptions & OutputOptions & AlarmSelectionOptions): Promise<number> {
  return withAdminClient(options, async (client) => {
    const body = bodyOfAnswer(await client.ask('GET', `${ALARMS}?${queryOf(options)}`));
    printAnswer(options, body, () => describeAlarms(alarmListSchema.parse(body), options.state));
    return EXIT_OK;
  });
}

/**
 * Prints the state of one alarm and its story, and returns the exit code.
 *
 * @throws {ConfigError} when --admin, the token file or the configuration cannot be used.
 * @throws {Error} when the agent cannot be reached or refuses the request.
 */
export function printAlarmStory(id: string, options: AdminOptions & OutputOptions): Promise<number> {
  return withAdminClient(options, async (client) => {
    const body = bodyOfAnswer(await client.ask('GET', `${ALARMS}/${encodeURIComponent(id)}`));
    printAnswer(options, body, () => describeAlarmStory(alarmStorySchema.parse(body), systemClock.now()));
    return EXIT_OK;
  });
}

function queryOf({
  state,
  level = [],
  source = [],
  text,
  limit,
  cursor,
}: AlarmSelectionOptions): URLSearchParams {
  const query = new URLSearchParams({ limit, ...(text && { text }), ...(cursor && { cursor }) });
  if (state !== 'all') query.append('state', state);
  for (const one of level) query.append('level', one);
  for (const one of source) query.append('source', one);
  return query;
}
