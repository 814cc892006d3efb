import { once } from 'node:events';
import type { Response } from 'express';
import type { AgentView } from '../../observability/agent-view.ts';
import type { DeadLetter } from '../../outbox/ports/dead-letters.ts';
import type { Page } from '../page-of.ts';
import { isNarrow, type LetterFilter, lettersOf, oldestFirst } from './dead-letter-filter.ts';

/** A page of the dead letters that a filter means, the newest first, without what they hold. */
export async function listLetters({ deadLetters }: AgentView, filter: LetterFilter, page: Page) {
  const found = isNarrow(filter)
    ? await pageOfFiltered(deadLetters, filter, page)
    : await deadLetters.list(page);
  return { ...deadLetters.usage(), deadLetters: found.map(summaryOf) };
}

async function pageOfFiltered(
  letters: AgentView['deadLetters'],
  filter: LetterFilter,
  { limit, offset }: Page,
): Promise<readonly DeadLetter[]> {
  const found: DeadLetter[] = [];
  let passed = 0;
  for await (const letter of lettersOf(letters, letters.ids(), filter)) {
    if (passed++ < offset) continue;
    found.push(letter);
    if (found.length === limit) break;
  }
  return found;
}

/** What a list tells of a letter: what and why, and the alarm where there is one. */
function summaryOf({ id, at, times = 1, lastAt = at, source, kind, reason, detail, entry }: DeadLetter) {
  return {
    id,
    at,
    times,
    lastAt,
    source,
    kind,
    reason,
    detail,
    ...(entry && { entry: entry.id, entryKind: entry.body.kind, alarm: alarmOf(entry.body) }),
  };
}

function alarmOf(body: NonNullable<DeadLetter['entry']>['body']) {
  if (body.kind === 'open-incident')
    return { id: body.alarmId, name: body.request.title, level: body.request.level };
  if (body.kind !== 'report-alarm') return { id: body.alarmId, name: body.incidentNum, level: '-' };
  const { alarmId, alarmName, alarmLevel, alarmStatus } = body.alarm;
  return { id: alarmId, name: alarmName, level: alarmLevel, status: alarmStatus };
}

/** Writes whole letters, one JSON document a line, the oldest first; as fast as they are read, and no faster. */
export async function exportLetters(
  { deadLetters }: AgentView,
  filter: LetterFilter,
  response: Response,
): Promise<void> {
  response.setHeader('Content-Type', 'application/x-ndjson; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  for await (const letter of lettersOf(deadLetters, oldestFirst(deadLetters.ids()), filter)) {
    if (response.destroyed) return;
    if (!response.write(`${JSON.stringify(letter)}\n`))
      await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end();
}
