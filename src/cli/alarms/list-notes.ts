import { hanging } from '../terminal/hanging.ts';
import { safeCell } from '../terminal/safe-text.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { ShownAlarm } from './alarm-schema.ts';

/** Reasons for waiting that are listed. After a long outage each alarm may have its own. */
const MOST_REASONS = 3;

interface NotedList {
  readonly alarms: readonly ShownAlarm[];
  readonly groups: readonly { readonly examples: readonly ShownAlarm[] }[];
  readonly hints: readonly string[];
  /** Number of alarms that may match, but whose last report is not kept. */
  readonly unknown: number;
}

/** Lines below a list of alarms: why some are not sent yet, and what is odd about what was asked. */
export function notesBelow(
  { alarms, groups, hints, unknown }: NotedList,
  terminal: Terminal,
): readonly string[] {
  const shown = [...alarms, ...groups.flatMap(({ examples }) => examples)];
  const lost =
    unknown > 0 ? [`${unknown} more may match: their labels, resource and texts are not kept`] : [];
  const notes = [...reasonsOf(shown), ...hints.map(safeCell), ...lost];
  return notes.flatMap((note) => hanging('', note, terminal));
}

function reasonsOf(alarms: readonly ShownAlarm[]): readonly string[] {
  const reasons = [
    ...new Set(alarms.flatMap(({ coc, waiting }) => (coc === 'waits' && waiting ? waiting.words : []))),
  ];
  const more =
    reasons.length > MOST_REASONS ? ['others wait for other reasons; alarms show ID tells them'] : [];
  return [...reasons.slice(0, MOST_REASONS).map((words) => `not sent yet: ${safeCell(words)}`), ...more];
}
