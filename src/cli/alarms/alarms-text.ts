import { z } from 'zod';
import { localTimeIn } from '../../time/time-zone.ts';
import { condenseStory } from '../condense-story.ts';
import { incidentStateWords } from '../incidents/incident-state-words.ts';
import { lasting } from '../lasting.ts';
import { displayWidth } from '../terminal/display-width.ts';
import { hanging } from '../terminal/hanging.ts';
import { paint, toneOfLevel } from '../terminal/paint.ts';
import { safeText } from '../terminal/safe-text.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { waitingWords } from '../waiting-words.ts';
import { type ShownAlarm as Alarm, shownAlarmSchema } from './alarm-schema.ts';
import { describeReport, reportSchema } from './report-text.ts';

/** Answer of the admin API to a request for one alarm. */
export const alarmStorySchema = z.object({
  timezone: z.string(),
  alarmId: z.string(),
  alarm: shownAlarmSchema.nullable(),
  report: reportSchema.nullish(),
  earlierRecords: z.number(),
  steps: z.array(z.object({ at: z.number(), step: z.string(), words: z.string() })),
});

interface Look {
  readonly terminal: Terminal;
  /** Epoch ms. */
  readonly now: number;
}

/** The story of one alarm: its state, what was reported last, then what happened to it. */
export function describeAlarmStory(
  story: z.output<typeof alarmStorySchema>,
  { terminal, now }: Look,
): string {
  const { timezone, alarmId, alarm, report, earlierRecords, steps } = story;
  const at = (instant: number): string => localTimeIn(timezone, instant);
  const head = alarm
    ? [
        ...titleOf(alarm, terminal),
        ...situationOf(alarm, { at, now }).flatMap((line) => hanging('', line, terminal)),
      ]
    : ['The agent no longer keeps the state of this alarm. This is what happened to it.'];
  const earlier = earlierRecords > 0 ? [`… ${earlierRecords} earlier records are not shown`] : [];
  const lines = condenseStory(steps).flatMap(({ at: first, last, times, words }) => {
    const again = times === 1 ? '' : ` (${times} times, the last at ${at(last)})`;
    return hanging(`${at(first)}  `, `${safeText(words)}${again}`, terminal);
  });
  const about = report ? ['', ...describeReport(report, terminal)] : [];
  const ids = `Alarm id ${alarmId}. Times in ${timezone}.`;
  return `${[...head, ids, ...about, '', ...earlier, ...lines].join('\n')}\n`;
}

/** Name, level and source; the name has lines of its own where not all fits into one. */
function titleOf({ name, level, source }: Alarm, terminal: Terminal): readonly string[] {
  const { columns, color } = terminal;
  const about = `(${paint(level, toneOfLevel(level), color)}), from ${safeText(source)}`;
  const width = displayWidth(`${safeText(name)} (${level}), from ${safeText(source)}`);
  const lines = hanging('', safeText(name), terminal).map((line) => paint(line, 'heading', color));
  return columns !== undefined && width > columns ? [...lines, about] : [`${lines.join('')} ${about}`];
}

interface TimeWords {
  readonly at: (instant: number) => string;
  readonly now: number;
}

function situationOf(alarm: Alarm, times: TimeWords): string[] {
  const { flaps, stale, incident, source } = alarm;
  return [
    stateOf(alarm, times),
    knowledgeOf(alarm, times),
    ...waitingWords(alarm.waiting),
    ...(stale ? [`Stale: ${safeText(source)} has not reported it for too long, so it may be over.`] : []),
    ...(flaps > 0
      ? [`It fired again ${flaps === 1 ? 'once' : `${flaps} times`} before its resolve was sent to COC.`]
      : []),
    ...(incident ? [incidentOf(incident), ...waitingWords(incident.waiting)] : []),
  ];
}

function stateOf({ state, startedAt, endedAt }: Alarm, { at, now }: TimeWords): string {
  if (state === 'firing') return `Firing since ${at(startedAt)}, for ${lasting(now - startedAt)}.`;
  if (endedAt === null || endedAt <= startedAt) return `Resolved at ${at(endedAt ?? startedAt)}.`;
  return `Resolved at ${at(endedAt)}. It fired from ${at(startedAt)}, for ${lasting(endedAt - startedAt)}.`;
}

function knowledgeOf({ coc, state, toldAt }: Alarm, { at }: TimeWords): string {
  switch (coc) {
    case 'knows':
      if (state === 'resolved') return 'COC knows that it is resolved.';
      return `COC knows that it is firing${toldAt === null ? '' : `; last sent at ${at(toldAt)}`}.`;
    case 'held':
      return 'COC still shows it as firing: the agent holds the resolve back for now, in case it fires again.';
    case 'waits':
      return 'COC does not know the latest change yet: it is waiting to be delivered.';
    case 'refused':
      return 'COC refused it: see `dead-letters list`.';
    case 'unknown':
      return 'As far as the agent knows, it was never sent to COC.';
  }
}

function incidentOf({ key, state, number }: NonNullable<Alarm['incident']>): string {
  const known = number === null ? '' : `, in COC ${safeText(number)}`;
  return `Its incident ${safeText(key)}${known}: ${incidentStateWords(state)}.`;
}
