import { z } from 'zod';
import { ALARM_LEVELS, type AlarmId, type AlarmLevel } from '../../alerts/alert.ts';
import { type Series, shownState } from '../../outbox/ledger/series.ts';

/** Which alarms are meant: those that have everything that is given. */
export interface AlarmFilter {
  readonly states?: ReadonlySet<ReturnType<typeof shownState>>;
  readonly levels?: ReadonlySet<AlarmLevel>;
  readonly sources?: ReadonlySet<string>;
  /** Lower case; looked for in name, fingerprint and alarm id. */
  readonly text?: string;
}

/** The place of an alarm in a list: those that began last come first. */
export interface Place {
  readonly startedAt: number;
  readonly alarmId: AlarmId;
}

/** One page of a list of alarms. */
export interface AlarmQuery {
  readonly filter: AlarmFilter;
  readonly limit: number;
  /** Only what comes behind this place. */
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
    state: z.array(z.enum(['firing', 'resolved'], 'state is firing or resolved')),
    level: z.array(z.enum(ALARM_LEVELS, `level is one of ${ALARM_LEVELS.join(', ')}`)),
    source: z.array(z.string()),
    text: z.string('text may be given once').max(255, 'text is at most 255 long').optional(),
    limit,
    cursor: z.string().regex(CURSOR, 'cursor is the `next` of another page').optional(),
  },
  'there is state, level, source, text, limit and cursor',
);

/** Reads the query of a URL: `state`, `level` and `source` may be given several times. Or says what is wrong with it. */
export function alarmQueryOf(
  query: URLSearchParams,
): { readonly query: AlarmQuery } | { readonly error: string } {
  const single = Object.fromEntries([...query].map(([name]) => [name, query.get(name)]));
  const [state, level, source] = ['state', 'level', 'source'].map((name) => query.getAll(name));
  const read = querySchema.safeParse({ ...single, state, level, source });
  if (!read.success) return { error: read.error.issues.map(({ message }) => message).join('; ') };
  const { data } = read;
  const after = data.cursor === undefined ? undefined : placeOf(data.cursor);
  const filter: AlarmFilter = {
    ...(data.state.length > 0 && { states: new Set(data.state) }),
    ...(data.level.length > 0 && { levels: new Set(data.level) }),
    ...(data.source.length > 0 && { sources: new Set(data.source) }),
    ...(data.text && { text: data.text.toLowerCase() }),
  };
  return { query: { filter, limit: data.limit, ...(after && { after }) } };
}

/** The cursor behind a place: it stays right whatever begins or ends meanwhile. */
export function cursorOf({ startedAt, alarmId }: Place): string {
  return `${startedAt}.${alarmId}`;
}

function placeOf(cursor: string): Place | undefined {
  const [, startedAt, alarmId] = CURSOR.exec(cursor) ?? [];
  return alarmId === undefined ? undefined : { startedAt: Number(startedAt), alarmId: alarmId as AlarmId };
}

/** Negative when `a` stands before `b`: the order of the lists. */
export function inListOrder(a: Place, b: Place): number {
  if (a.startedAt !== b.startedAt) return b.startedAt - a.startedAt;
  if (a.alarmId === b.alarmId) return 0;
  return a.alarmId < b.alarmId ? -1 : 1;
}

/** Whether an alarm is meant. */
export function isMeant(series: Series, { states, levels, sources, text }: AlarmFilter): boolean {
  if (states && !states.has(shownState(series))) return false;
  if (levels && !levels.has(series.level)) return false;
  if (sources && !sources.has(series.source)) return false;
  if (text === undefined) return true;
  const { name, fingerprint, alarmId } = series;
  return [name, fingerprint, alarmId].some((where) => where.toLowerCase().includes(text));
}
