import type { AlarmId } from '../alerts/alert.ts';
import type { AgentView } from '../observability/agent-view.ts';
import { storyOf } from '../observability/story.ts';
import type { DeadLetter } from '../outbox/dead-letters.ts';
import type { OutboxRecord } from '../outbox/event.ts';
import type { Page } from './page-of.ts';

/** The story of an alarm is told from so many of its latest records. */
const MAX_RECORDS = 1_000;

/** What is known of one alarm: its episode, and what happened to it; undefined when nothing is. */
export async function readAlarm({ outbox }: AgentView, alarmId: string) {
  const episode = outbox.state.ledger.episode(alarmId as AlarmId);
  const records: OutboxRecord[] = [];
  let left = 0;
  for await (const record of outbox.history(alarmId)) {
    records.push(record);
    if (records.length > MAX_RECORDS * 2) left += records.splice(0, MAX_RECORDS).length;
  }
  const told = records.slice(-MAX_RECORDS);
  left += records.length - told.length;
  const steps = storyOf(alarmId, told);
  if (!episode && steps.length === 0) return undefined;
  return { alarmId, episode: episode ?? null, earlierRecords: left, steps };
}

/** A page of the incidents in the ledger, the newest first. */
export function listIncidents({ outbox }: AgentView, { limit, offset }: Page) {
  const all = [...outbox.state.ledger.incidents()].sort((a, b) => b.requestedAt - a.requestedAt);
  return { total: all.length, incidents: all.slice(offset, offset + limit) };
}

/** A page of the dead letters, the newest first, without what they hold. */
export async function listDeadLetters({ deadLetters }: AgentView, page: Page) {
  const letters = await deadLetters.list(page);
  return { ...deadLetters.usage(), deadLetters: letters.map(summaryOf) };
}

/** One dead letter, whole. Ids become file names, so only what can be an id is looked up. */
export async function readDeadLetter(
  { deadLetters }: AgentView,
  id: string,
): Promise<DeadLetter | undefined> {
  return /^[A-Za-z0-9-]{1,128}$/.test(id) ? deadLetters.get(id) : undefined;
}

function summaryOf({ id, at, source, kind, reason, detail, entry }: DeadLetter) {
  return {
    id,
    at,
    source,
    kind,
    reason,
    detail,
    ...(entry && { entry: entry.id, entryKind: entry.body.kind }),
  };
}
