import { ALARM_LEVELS, type AlarmLevel } from '../../alerts/alert.ts';
import type { ReportAlarm } from '../../outbox/events/entry.ts';
import { type Series, shownStart, shownState } from '../../outbox/ledger/series.ts';
import type { OutboxView } from '../../outbox/state.ts';
import { knownToCoc } from './alarm-summary.ts';
import { alarmValuesOf } from './row-values.ts';
import { whereaboutsOf } from './stored-alarms.ts';

/** Members of a group that an answer names. */
const MOST_EXAMPLES = 3;

/** Alarms that have a value in common. */
export interface AlarmGroup {
  readonly value: string;
  count: number;
  /** Number of alarms of each level, state, and knowledge of COC. */
  readonly levels: Partial<Record<AlarmLevel, number>>;
  readonly states: Record<string, number>;
  readonly coc: Record<string, number>;
  /** First and last begin, epoch ms. */
  firstStartedAt: number;
  lastStartedAt: number;
  /** Some of them, the latest first. */
  readonly examples: Series[];
}

/** Names that a group may go by, and where their values are known without the stored alarm. */
const KNOWN_VALUES = new Map<string, (series: Series) => string>([
  ['name', ({ name }) => name],
  ['level', ({ level }) => level],
  ['source', ({ source }) => source],
  ['state', shownState],
]);

/** Groups by what a list shows of where an alarm is. */
const WHEREABOUTS = ['resource', 'namespace'] as const;

/** True for a group that needs the stored alarms. */
export function needsStored(groupBy: string): boolean {
  return !KNOWN_VALUES.has(groupBy);
}

/** The value of an alarm in groups by a name: empty when it has none. */
export function groupValueOf(groupBy: string, series: Series, stored: ReportAlarm | undefined): string {
  const known = KNOWN_VALUES.get(groupBy);
  if (known) return known(series);
  const where = WHEREABOUTS.find((name) => name === groupBy);
  if (where) return whereaboutsOf(stored)[where] ?? '';
  return alarmValuesOf(series, stored).named(groupBy)?.[0] ?? '';
}

/** Gathers alarms into groups. */
export class AlarmGroups {
  readonly #groups = new Map<string, AlarmGroup>();
  readonly #state: OutboxView;

  constructor(state: OutboxView) {
    this.#state = state;
  }

  add(value: string, series: Series): void {
    const startedAt = shownStart(series);
    let group = this.#groups.get(value);
    if (!group) {
      const times = { firstStartedAt: startedAt, lastStartedAt: startedAt };
      group = { value, count: 0, levels: {}, states: {}, coc: {}, ...times, examples: [] };
      this.#groups.set(value, group);
    }
    const state = shownState(series);
    const coc = knownToCoc(series, this.#state);
    group.count += 1;
    group.levels[series.level] = (group.levels[series.level] ?? 0) + 1;
    group.states[state] = (group.states[state] ?? 0) + 1;
    group.coc[coc] = (group.coc[coc] ?? 0) + 1;
    group.firstStartedAt = Math.min(group.firstStartedAt, startedAt);
    group.lastStartedAt = Math.max(group.lastStartedAt, startedAt);
    const before = group.examples.findLastIndex((other) => shownStart(other) >= startedAt);
    group.examples.splice(before + 1, 0, series);
    if (group.examples.length > MOST_EXAMPLES) group.examples.pop();
  }

  countOf(value: string): number {
    return this.#groups.get(value)?.count ?? 0;
  }

  /** Groups with more alarms than this, the most alarms first. */
  largerThan(count: number): readonly AlarmGroup[] {
    const large = [...this.#groups.values()].filter((group) => group.count > count);
    return large.sort((a, b) => b.count - a.count || worstOf(a) - worstOf(b) || (a.value < b.value ? -1 : 1));
  }
}

function worstOf({ levels }: AlarmGroup): number {
  return ALARM_LEVELS.findIndex((level) => levels[level] !== undefined);
}
