import type { AlarmId } from '../../alerts/alert.ts';
import type { AgentView } from '../../observability/agent-view.ts';
import type { OutboxRecord } from '../../outbox/events/event.ts';
import { type EpisodeSeries, type Series, shownState } from '../../outbox/ledger/series.ts';
import { summaryOf } from './alarm-list.ts';
import { storyOf } from './story.ts';

/** The story of an alarm is told from so many of its latest records. */
const MAX_RECORDS = 1_000;

/** What is known of one alarm: its episode, and what happened to it, told in a zone; undefined when nothing is. */
export async function readAlarm({ outbox }: AgentView, alarmId: string, zone: string) {
  const episode = outbox.state.ledger.series(alarmId as AlarmId);
  const records: OutboxRecord[] = [];
  let left = 0;
  for await (const record of outbox.history(alarmId)) {
    records.push(record);
    if (records.length > MAX_RECORDS * 2) left += records.splice(0, MAX_RECORDS).length;
  }
  const told = records.slice(-MAX_RECORDS);
  left += records.length - told.length;
  const steps = storyOf(alarmId, told, zone);
  if (!episode && steps.length === 0) return undefined;
  const alarm = episode ? summaryOf(episode, outbox.state) : null;
  return { alarmId, alarm, episode: episode ? shown(episode) : null, earlierRecords: left, steps };
}

/** A series as operators see it: without its place in the journal. */
function shown(series: Series) {
  const { lastAlarm: _, unsent, ...facts } = series as EpisodeSeries;
  return { ...facts, state: shownState(series), ...(unsent && { untold: unsent }) };
}
