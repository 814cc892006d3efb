import type { AlarmId } from '../../alerts/alert.ts';
import { omitAbsent } from '../../alerts/omit-absent.ts';
import type { AgentView } from '../../observability/agent-view.ts';
import type { OutboxRecord } from '../../outbox/events/event.ts';
import { type EpisodeSeries, type Series, shownState } from '../../outbox/ledger/series.ts';
import type { Clock } from '../../time/clock.ts';
import { storyOf } from '../story.ts';
import { waitingReader } from '../waiting/read-waiting.ts';
import { lastReportIn, reportOf } from './alarm-report.ts';
import { alarmSummary } from './alarm-summary.ts';
import { withWaiting } from './with-waiting.ts';

/** Limit of records that a story is told from: the latest ones. */
const MAX_RECORDS = 1_000;

/** Reads the series of one alarm and its story, with times in a zone; undefined when nothing is known of it. */
export async function readAlarmStory(
  view: AgentView,
  alarmId: string,
  { clock, zone }: { readonly clock: Clock; readonly zone: string },
) {
  const { outbox } = view;
  const { records, earlier } = await latestRecords(outbox.history(alarmId));
  const steps = storyOf(alarmId, records, zone);
  // Read after the history, so that the state is not older than the story.
  const series = outbox.state.ledger.series(alarmId as AlarmId);
  if (!series && steps.length === 0) return undefined;
  const [kept] = series ? await outbox.alarmsOf([series]) : [];
  const report = kept ?? lastReportIn(records, alarmId);
  const waitingOf = waitingReader(view, { clock, zone });
  return {
    alarmId,
    alarm: series ? withWaiting(alarmSummary(series, outbox), (lane) => waitingOf(lane, records)) : null,
    // The name of this field is part of the API.
    episode: series ? seriesDetails(series) : null,
    earlierRecords: earlier,
    report: report ? reportOf(report) : null,
    steps,
  };
}

async function latestRecords(history: AsyncIterable<OutboxRecord>) {
  const records: OutboxRecord[] = [];
  let earlier = 0;
  for await (const record of history) {
    records.push(record);
    if (records.length > MAX_RECORDS * 2) earlier += records.splice(0, MAX_RECORDS).length;
  }
  const latest = records.slice(-MAX_RECORDS);
  return { records: latest, earlier: earlier + records.length - latest.length };
}

/** The series in the answer: all that is known of it, except where its last alarm stands in the journal. */
function seriesDetails(series: Series) {
  const { lastAlarm: _, unsent: untold, ...facts } = series as EpisodeSeries;
  return { ...facts, state: shownState(series), ...omitAbsent({ untold }) };
}
