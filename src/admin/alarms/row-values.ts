import type { ReportAlarm } from '../../outbox/events/entry.ts';
import { type Series, shownState } from '../../outbox/ledger/series.ts';
import type { Matcher } from '../../routing/matcher.ts';
import { readerOf } from './stored-alarms.ts';

/** Values that a list shows of every alarm, whether its last report is kept or not, by the names of matchers. */
const ROW_VALUES = new Map<string, (series: Series) => string>([
  ['alarmId', ({ alarmId }) => alarmId],
  ['alarmName', ({ name }) => name],
  ['alarmLevel', ({ level }) => level],
  ['source', ({ source }) => source],
  ['status', shownState],
  ['alarmStatus', (series) => (shownState(series) === 'firing' ? 'alarm' : 'ok')],
]);

/** Values of one alarm in a list. */
export interface AlarmValues {
  /** Values that the alarm has under a name; undefined when only its last report had any, and that is not kept. */
  named(name: string): readonly string[] | undefined;
  /** True when the alarm meets a matcher; undefined when that is not known. */
  meets(matcher: Matcher): boolean | undefined;
}

/**
 * Makes the values of an alarm: those of its row as the list shows them, the others from its last report. An alarm
 * whose name in COC comes from a template has both names: each of them finds it, and each of them excludes it.
 */
export function alarmValuesOf(series: Series, stored: ReportAlarm | undefined): AlarmValues {
  const reported = stored && readerOf(stored);
  const named = (name: string): readonly string[] | undefined => {
    const row = ROW_VALUES.get(name)?.(series);
    if (row === undefined) return reported && [reported(name) ?? ''];
    return name === 'alarmName' ? [...new Set([row, reported?.(name) ?? row])] : [row];
  };
  return {
    named,
    meets({ name, operator, test }) {
      const values = named(name);
      return operator.startsWith('!') ? values?.every(test) : values?.some(test);
    },
  };
}
