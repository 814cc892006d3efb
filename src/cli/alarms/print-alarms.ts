import { systemClock } from '../../time/clock.ts';
import type { AdminClient, AdminOptions } from '../admin-api/admin-client.ts';
import {
  bodyOfAnswer,
  type OutputOptions,
  printAnswer,
  withAdminClient,
} from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { type LayoutOptions, type Terminal, terminalFor } from '../terminal/terminal.ts';
import { alarmListSchema, describeAlarms } from './alarms-table.ts';
import { alarmStorySchema, describeAlarmStory } from './alarms-text.ts';
import { watchAlarms } from './watch-alarms.ts';

/** Options that select alarms. */
export interface AlarmSelectionOptions {
  readonly state: string;
  readonly level?: readonly string[];
  readonly source?: readonly string[];
  readonly match?: readonly string[];
  readonly text?: string;
  readonly uncovered?: boolean;
  readonly sort: string;
  readonly groupBy: string;
  readonly limit?: string;
  readonly cursor?: string;
}

/** Options of a list that is printed again and again; `watch` are seconds. */
interface WatchOptions {
  readonly watch?: string | true;
}

type ListOptions = AdminOptions & OutputOptions & AlarmSelectionOptions & LayoutOptions & WatchOptions;

const ALARMS = '/api/v1/alarms';
/** On a terminal, alarms of a name become one row when there are more of them than this. */
const FOLD_ABOVE = 10;
const WATCH_SECONDS = 5;
const PAGE = '100';
/** The most that the agent puts into one answer. */
const LARGEST_PAGE = '500';

/**
 * Prints one page of alarms, in a pipe all of them, or the same page again and again, and returns the exit code.
 *
 * @throws {UsageError} when the agent does not take an option.
 * @throws {ConfigError} when --admin, the token file or the configuration cannot be used.
 * @throws {Error} when the agent cannot be reached or refuses the request.
 */
export function printAlarms(options: ListOptions): Promise<number> {
  const { watch } = options;
  return withAdminClient(options, async (client) => {
    if (watch !== undefined) {
      const everyMs = 1_000 * (watch === true ? WATCH_SECONDS : Number(watch));
      const frame = async () => describeList(await askList(client, options), options);
      return watchAlarms(frame, { everyMs, clock: systemClock });
    }
    const body = await askList(client, options);
    printAnswer(options, body, () => describeList(body, options));
    return EXIT_OK;
  });
}

/** Asks for a page of alarms. In a pipe all of them become one page, unless the options ask for less. */
async function askList(client: AdminClient, options: ListOptions): Promise<unknown> {
  const terminal = terminalFor(options);
  const ask = async (more: Partial<AlarmSelectionOptions>) => {
    const query = queryOf({ ...options, ...more }, terminal);
    return bodyOfAnswer(await client.ask('GET', `${ALARMS}?${query}`));
  };
  const { limit = PAGE, cursor, json, groupBy } = options;
  const isAll = terminal.rows === undefined && !json && options.limit === undefined;
  if (!isAll || cursor !== undefined || !['auto', 'none'].includes(groupBy)) return ask({ limit });
  const alarms: unknown[] = [];
  let page = alarmListSchema.parse(await ask({ limit: LARGEST_PAGE }));
  for (;;) {
    alarms.push(...page.alarms);
    if (page.next === null) return { ...page, alarms };
    page = alarmListSchema.parse(await ask({ limit: LARGEST_PAGE, cursor: page.next }));
  }
}

function describeList(body: unknown, options: ListOptions): string {
  const look = { terminal: terminalFor(options), now: systemClock.now() };
  return describeAlarms(alarmListSchema.parse(body), options, look);
}

/**
 * Prints the state of one alarm and its story, and returns the exit code.
 *
 * @throws {ConfigError} when --admin, the token file or the configuration cannot be used.
 * @throws {Error} when the agent cannot be reached, does not know the alarm, or knows several.
 */
export function printAlarmStory(
  id: string,
  options: AdminOptions & OutputOptions & LayoutOptions,
): Promise<number> {
  return withAdminClient(options, async (client) => {
    const body = bodyOfAnswer(await client.ask('GET', `${ALARMS}/${encodeURIComponent(id)}`));
    const look = { terminal: terminalFor(options), now: systemClock.now() };
    printAnswer(options, body, () => describeAlarmStory(alarmStorySchema.parse(body), look));
    return EXIT_OK;
  });
}

function queryOf(options: AlarmSelectionOptions & OutputOptions, { rows }: Terminal): URLSearchParams {
  const { state, level = [], source = [], match = [], text, sort, groupBy, limit, cursor, json } = options;
  const { uncovered } = options;
  const query = new URLSearchParams({
    limit: limit ?? PAGE,
    sort,
    ...(text && { text }),
    ...(uncovered && { uncovered: 'true' }),
    ...(cursor && { cursor }),
  });
  if (state !== 'all') query.append('state', state);
  for (const one of level) query.append('level', one);
  for (const one of source) query.append('source', one);
  for (const one of match) query.append('match', one);
  if (groupBy === 'auto') {
    // In a pipe every alarm is a line, for grep and wc.
    if (rows !== undefined && !json) query.append('fold', String(FOLD_ABOVE));
  } else if (groupBy !== 'none') query.append('group', groupBy);
  return query;
}
