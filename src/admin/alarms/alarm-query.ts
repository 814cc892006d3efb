import { z } from 'zod';
import { ALARM_LEVELS, type AlarmId, type AlarmLevel } from '../../alerts/alert.ts';
import { type Series, shownState } from '../../outbox/ledger/series.ts';

/** A filter for alarms: it matches those that meet every given condition. */
export interface AlarmFilter {
  readonly states?: ReadonlySet<ReturnType<typeof shownState>>;
  readonly levels?: ReadonlySet<AlarmLevel>;
  readonly sources?: ReadonlySet<string>;
  /** Lower case; searched in name, fingerprint and alarm id. */
  readonly text?: string;
}

/** The place of an alarm in a list. Alarms that began last come first. */
export interface Place {
  readonly startedAt: number;
  readonly alarmId: AlarmId;
}

/** One page of a list of alarms. */
export interface AlarmQuery {
  readonly filter: AlarmFilter;
  readonly limit: number;
  /** Only alarms behind this place. */
  readonly after?: Place;
}

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 500;
const CURSOR = /^(\d{1,16})\.([A-Za-z0-9]{1,255})$/;

const limit = z.coerce
  .number('limit is 1 to 500')
  .int('limit is 1 to 500')
  .min(1, 'limit is 1 to 500')
  .max(MAX_LIMIT, 'limit is 1 to 500')
  .default(DEFAULT_LIMIT);

const querySchema = z.strictObject(
  {
    state: z.array(
      z.enum(
        ['firing', 'resolved'],
        'state must be firing or resolved; leave it out for all (on the command line: --state all)',
      ),
    ),
    level: z.array(z.enum(ALARM_LEVELS, `level is one of ${ALARM_LEVELS.join(', ')}`)),
    source: z.array(z.string()),
    text: z.string('text may be given once').max(255, 'text is at most 255 long').optional(),
    limit,
    cursor: z.string().regex(CURSOR, 'cursor is the `next` of the page before').optional(),
  },
  'the parameters are state, level, source, text, limit and cursor',
);

/** Reads the query of a URL, or returns what is wrong with it. `state`, `level` and `source` may be given several times. */
export function alarmQueryOf(
  query: URLSearchParams,
): { readonly query: AlarmQuery } | { readonly error: string } {
  const single = Object.fromEntries([...query].map(([name]) => [name, query.get(name)]));
  const [state, level, source] = ['state', 'level', 'source'].map((name) => query.getAll(name));
  const parsed = querySchema.safeParse({ ...single, state, level, source });
  if (!parsed.success) return { error: parsed.error.issues.map(({ message }) => message).join('; ') };
  const { data } = parsed;
  const after = data.cursor === undefined ? undefined : placeFrom(data.cursor);
  const filter: AlarmFilter = {
    ...(data.state.length > 0 && { states: new Set(data.state) }),
    ...(data.level.length > 0 && { levels: new Set(data.level) }),
    ...(data.source.length > 0 && { sources: new Set(data.source) }),
    ...(data.text && { text: data.text.toLowerCase() }),
  };
  return { query: { filter, limit: data.limit, ...(after && { after }) } };
}

/** The cursor for the page behind a place. It stays valid when alarms begin or end meanwhile. */
export function cursorOf({ startedAt, alarmId }: Place): string {
  return `${startedAt}.${alarmId}`;
}

function placeFrom(cursor: string): Place | undefined {
  const [, startedAt, alarmId] = CURSOR.exec(cursor) ?? [];
  return alarmId === undefined ? undefined : { startedAt: Number(startedAt), alarmId: alarmId as AlarmId };
}

/** Compares two places in a list: negative when `a` comes before `b`. */
export function compareInList(a: Place, b: Place): number {
  if (a.startedAt !== b.startedAt) return b.startedAt - a.startedAt;
  if (a.alarmId === b.alarmId) return 0;
  return a.alarmId < b.alarmId ? -1 : 1;
}

/** Tells whether an alarm matches a filter. */
export function matchesAlarmFilter(series: Series, { states, levels, sources, text }: AlarmFilter): boolean {
  if (states && !states.has(shownState(series))) return false;
  if (levels && !levels.has(series.level)) return false;
  if (sources && !sources.has(series.source)) return false;
  if (text === undefined) return true;
  const { name, fingerprint, alarmId } = series;
  return [name, fingerprint, alarmId].some((value) => value.toLowerCase().includes(text));
}
