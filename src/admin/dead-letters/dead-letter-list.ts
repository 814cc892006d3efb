import { once } from 'node:events';
import type { Response } from 'express';
import type { AgentView } from '../../observability/agent-view.ts';
import type { EntryBody } from '../../outbox/events/entry.ts';
import type { DeadLetter } from '../../outbox/ports/dead-letters.ts';
import type { Page } from '../page-of.ts';
import { shortIdsOf } from '../short-ids.ts';
import { withShortTexts } from '../short-texts.ts';
import {
  type DeadLetterFilter,
  deadLettersMatching,
  hasConditions,
  oldestFirst,
} from './dead-letter-filter.ts';

/** Reads a page of the dead letters that match a filter, the newest first, as summaries. */
export async function readDeadLetterPage({ deadLetters }: AgentView, filter: DeadLetterFilter, page: Page) {
  const found = hasConditions(filter)
    ? await matchingPage(deadLetters, filter, page)
    : await deadLetters.list(page);
  const shortIds = await shortIdsOf(
    found.map(({ id }) => id),
    [deadLetters.ids()],
  );
  const summaries = found.map((one) => ({
    ...withShortTexts(deadLetterSummary(one)),
    // The number of an entry is short, and is written in the story of its alarm.
    shortId: one.entry ? one.id : (shortIds.get(one.id) ?? one.id),
  }));
  return { ...deadLetters.usage(), deadLetters: summaries };
}

async function matchingPage(
  deadLetters: AgentView['deadLetters'],
  filter: DeadLetterFilter,
  { limit, offset }: Page,
): Promise<readonly DeadLetter[]> {
  const found: DeadLetter[] = [];
  let passed = 0;
  for await (const deadLetter of deadLettersMatching(deadLetters, deadLetters.ids(), filter)) {
    if (passed++ < offset) continue;
    found.push(deadLetter);
    if (found.length === limit) break;
  }
  return found;
}

/** The summary of a dead letter in a list: what it is, the reason, and the alarm of an entry. */
function deadLetterSummary({
  id,
  at,
  times = 1,
  lastAt = at,
  source,
  kind,
  reason,
  detail,
  entry,
  left,
}: DeadLetter) {
  return {
    id,
    at,
    times,
    lastAt,
    source,
    kind,
    reason,
    detail,
    ...(entry && { entry: entry.id, entryKind: entry.body.kind, alarm: alarmInEntry(entry.body) }),
    // What the agent itself did after a change of the configuration.
    ...(entry?.body.again && { again: entry.body.again }),
    ...(left && { left }),
  };
}

function alarmInEntry(body: EntryBody) {
  switch (body.kind) {
    case 'report-alarm': {
      const { alarmId, alarmName, alarmLevel, alarmStatus } = body.alarm;
      return { id: alarmId, name: alarmName, level: alarmLevel, status: alarmStatus };
    }
    case 'open-incident':
      return { id: body.alarmId, name: body.request.title, level: body.request.level };
    case 'handle-incident':
    case 'open-war-room':
    case 'remark-incident':
      return { id: body.alarmId, name: body.incidentNum, level: '-' };
  }
}

/** Writes whole dead letters, one JSON document a line, the oldest first. Waits whenever the reader is slow. */
export async function writeDeadLetters(
  { deadLetters }: AgentView,
  filter: DeadLetterFilter,
  response: Response,
): Promise<void> {
  response.setHeader('Content-Type', 'application/x-ndjson; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  for await (const deadLetter of deadLettersMatching(deadLetters, oldestFirst(deadLetters.ids()), filter)) {
    if (response.destroyed) return;
    if (!response.write(`${JSON.stringify(deadLetter)}\n`))
      await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end();
}
