import { z } from 'zod';
import { ALARM_LEVELS, type AlarmLevel } from '../../alerts/alert.ts';
import { ConfigError } from '../../errors.ts';
import { type Series, shownState } from '../../outbox/ledger/series.ts';
import { type Matcher, parseMatchers } from '../../routing/matcher.ts';
import { ALARM_ORDERS, type AlarmOrder, type Place, placeFromCursor } from './alarm-order.ts';

/** A filter for alarms: it matches those that meet every given condition. */
export interface AlarmFilter {
  readonly states?: ReadonlySet<ReturnType<typeof shownState>>;
  readonly levels?: ReadonlySet<AlarmLevel>;
  readonly sources?: ReadonlySet<string>;
  /** Only firing alarms that no open incident covers. */
  readonly uncovered?: true;
  /** Lower case; searched in name, fingerprint and alarm id. */
  readonly text?: string;
  /** Matchers over labels and alarm fields, as in a route. They need the stored alarm. */
  readonly matchers?: readonly Matcher[];
}

/** One page of a list of alarms. */
export interface AlarmQuery {
  readonly filter: AlarmFilter;
  readonly limit: number;
  readonly order: AlarmOrder;
  /** Only alarms behind this place. */
  readonly after?: Place;
  /** Groups instead of alarms: by `name`, `level`, `source`, `state`, or by a label or alarm field. */
  readonly groupBy?: string;
  /** Alarms of a name become one group when there are more of them than this. */
  readonly fold?: number;
}

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;
const MAX_FOLD = 1_000_000;
const MAX_MATCH_PARAMETERS = 32;

const limit = z.coerce
  .number('limit is 1 to 500')
  .int('limit is 1 to 500')
  .min(1, 'limit is 1 to 500')
  .max(MAX_LIMIT, 'limit is 1 to 500')
  .default(DEFAULT_LIMIT);
const foldError = 'fold is a whole number, 1 or more';
const fold = z.coerce.number(foldError).int(foldError).min(1, foldError).max(MAX_FOLD, foldError).optional();
const CURSOR_ERROR =
  'cursor is the `next` of the page before (on the command line: the last line of that list ends in "next page: --cursor ..."; add that to the same command)';
const levelError = `level is one of ${ALARM_LEVELS.join(', ')}`;

const querySchema = z.strictObject(
  {
    state: z.array(
      z.enum(
        ['firing', 'resolved'],
        'state must be firing or resolved; leave it out for all (on the command line: --state all)',
      ),
    ),
    level: z.array(z.enum(ALARM_LEVELS, levelError)),
    source: z.array(z.string()),
    text: z.string('text may be given once').max(255, 'text is at most 255 long').optional(),
    match: z.array(z.string()).max(MAX_MATCH_PARAMETERS, `match may be given ${MAX_MATCH_PARAMETERS} times`),
    uncovered: z.literal('true', 'uncovered is true, or left out').optional(),
    sort: z.enum(ALARM_ORDERS, `sort is one of ${ALARM_ORDERS.join(', ')}`).default('newest'),
    group: z.string().min(1, 'group is a name').max(255, 'group is at most 255 long').optional(),
    fold,
    limit,
    cursor: z.string().optional(),
  },
  'the parameters are state, level, source, text, match, uncovered, sort, group, fold, limit and cursor',
);

type ParsedQuery = z.output<typeof querySchema>;

/**
 * Reads the query of a URL, or returns what is wrong with it. `state`, `level`, `source` and `match` may be given
 * several times, `state` and `level` also with commas.
 */
export function alarmQueryOf(
  query: URLSearchParams,
): { readonly query: AlarmQuery } | { readonly error: string } {
  const single = Object.fromEntries([...query].map(([name]) => [name, query.get(name)]));
  const [state, level] = ['state', 'level'].map((name) =>
    query.getAll(name).flatMap((value) => value.split(',')),
  );
  const [source, match] = ['source', 'match'].map((name) => query.getAll(name));
  const parsed = querySchema.safeParse({ ...single, state, level, source, match });
  if (!parsed.success) return { error: parsed.error.issues.map(({ message }) => message).join('; ') };
  const { data } = parsed;
  const after = data.cursor === undefined ? undefined : placeFromCursor(data.cursor);
  if (data.cursor !== undefined && !after) return { error: CURSOR_ERROR };
  const filter = filterOf(data);
  if ('error' in filter) return filter;
  return {
    query: {
      filter,
      limit: data.limit,
      order: data.sort,
      ...(after && { after }),
      ...(data.group !== undefined && { groupBy: data.group }),
      ...(data.fold !== undefined && { fold: data.fold }),
    },
  };
}

function filterOf(parsed: ParsedQuery): AlarmFilter | { readonly error: string } {
  const { state, level, source, text, match, uncovered } = parsed;
  try {
    const matchers = match.flatMap(parseMatchers);
    return {
      ...(state.length > 0 && { states: new Set(state) }),
      ...(level.length > 0 && { levels: new Set(level) }),
      ...(source.length > 0 && { sources: new Set(source) }),
      ...(uncovered && { uncovered: true }),
      ...(text && { text: text.toLowerCase() }),
      ...(matchers.length > 0 && { matchers }),
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const words = error.issues.flatMap(({ message, remedy }) => [message, remedy ?? []].flat());
    return { error: words.join('; ') };
  }
}

/** Tells whether an alarm meets the conditions of a filter that need no stored alarm: all but its matchers. */
export function matchesAlarmFilter(series: Series, { states, levels, sources, text }: AlarmFilter): boolean {
  if (states && !states.has(shownState(series))) return false;
  if (levels && !levels.has(series.level)) return false;
  if (sources && !sources.has(series.source)) return false;
  if (text === undefined) return true;
  const { name, fingerprint, alarmId } = series;
  return [name, fingerprint, alarmId].some((value) => value.toLowerCase().includes(text));
}
