import { systemClock } from '../time/clock.ts';
import type { AdminOptions } from './admin-client.ts';
import { bodyOf, type Output, withClient, write } from './admin-command.ts';
import { alarmListSchema, alarmStorySchema, describeAlarms, describeStory } from './alarms-text.ts';
import { EXIT_OK } from './exit-codes.ts';

/** Which alarms are meant. */
export interface AlarmChoice {
  readonly state: string;
  readonly level?: readonly string[];
  readonly source?: readonly string[];
  readonly text?: string;
  readonly limit: string;
  readonly cursor?: string;
}

const ALARMS = '/api/v1/alarms';

/** Prints a page of the alarms, those that began last first. @throws {ConfigError} */
export function listAlarms(options: AdminOptions & Output & AlarmChoice): Promise<number> {
  return withClient(options, async (client) => {
    const body = bodyOf(await client.ask('GET', `${ALARMS}?${queryOf(options)}`));
    write(options, body, () => describeAlarms(alarmListSchema.parse(body), options.state));
    return EXIT_OK;
  });
}

/** Prints what is known of one alarm, and what happened to it. @throws {ConfigError} */
export function showAlarm(id: string, options: AdminOptions & Output): Promise<number> {
  return withClient(options, async (client) => {
    const body = bodyOf(await client.ask('GET', `${ALARMS}/${encodeURIComponent(id)}`));
    write(options, body, () => describeStory(alarmStorySchema.parse(body), systemClock.now()));
    return EXIT_OK;
  });
}

function queryOf({ state, level = [], source = [], text, limit, cursor }: AlarmChoice): URLSearchParams {
  const query = new URLSearchParams({ limit, ...(text && { text }), ...(cursor && { cursor }) });
  if (state !== 'all') query.append('state', state);
  for (const one of level) query.append('level', one);
  for (const one of source) query.append('source', one);
  return query;
}
