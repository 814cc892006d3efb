import type { AgentView } from '../../observability/agent-view.ts';
import type { EntryBody } from '../../outbox/events/entry.ts';
import type { DeadLetter } from '../../outbox/ports/dead-letters.ts';
import { localTimeIn } from '../../time/time-zone.ts';
import { Candidates, type Found } from '../candidates.ts';
import { firstPlaceFrom } from '../short-ids.ts';
import { readDeadLetter } from './dead-letter-filter.ts';

type Reader = AgentView['deadLetters'];

/** Most names that one request may look for inside of dead letters. */
const MOST_NAMES = 100;

/**
 * Finds dead letters by what an operator typed: an id or the beginning of one, the number of an entry, or what is inside:
 * the id or name of an alarm, the key of an incident, or COC's number of it. All dead letters are read at most once,
 * however much was typed. Names them in words with times in a zone.
 */
export async function deadLettersNamed(
  deadLetters: Reader,
  typed: readonly string[],
  zone: string,
): Promise<ReadonlyMap<string, Found>> {
  const ids = deadLetters.ids();
  const known = new Set(ids);
  const sorted = ids.toSorted();
  const results = new Map<string, Found>();
  const open: string[] = [];
  for (const text of new Set(typed)) {
    const whole = [text, `entry-${text}`].find((id) => known.has(id));
    if (whole !== undefined) results.set(text, { kind: 'one', id: whole });
    else {
      const begins = beginningWith(sorted, text);
      results.set(text, await candidatesOf(deadLetters, begins, typed.length === 1 ? zone : undefined));
      if (begins.length === 0) open.push(text);
    }
  }
  const inside = await findInside(deadLetters, open.slice(0, MOST_NAMES), zone);
  return new Map([...results, ...inside]);
}

/** Ids that begin with a text. */
function beginningWith(sorted: readonly string[], text: string): readonly string[] {
  if (text === '') return [];
  const first = firstPlaceFrom(sorted, text);
  let end = first;
  while (sorted[end]?.startsWith(text)) end += 1;
  return sorted.slice(first, end);
}

/** Words for the first of several ids; without them where many ids were typed, because each is read from the disk. */
async function candidatesOf(
  deadLetters: Reader,
  ids: readonly string[],
  zone: string | undefined,
): Promise<Found> {
  const found = new Candidates();
  for (const id of ids) {
    let words = '';
    if (zone !== undefined && ids.length > 1 && found.hasRoom) {
      const deadLetter = await readDeadLetter(deadLetters, id);
      if (deadLetter) words = wordsFor(deadLetter, zone);
    }
    found.add(id, () => words);
  }
  return found.result;
}

async function findInside(
  deadLetters: Reader,
  names: readonly string[],
  zone: string,
): Promise<ReadonlyMap<string, Found>> {
  if (names.length === 0) return new Map();
  const wanted = new Map(names.map((name) => [name.toLowerCase(), new Candidates()]));
  for (const id of deadLetters.ids()) {
    const deadLetter = await readDeadLetter(deadLetters, id);
    if (!deadLetter?.entry) continue;
    for (const name of new Set(namesIn(deadLetter.entry.body).map((one) => one.toLowerCase())))
      wanted.get(name)?.add(id, () => wordsFor(deadLetter, zone));
  }
  return new Map(
    names.flatMap((name) => {
      const found = wanted.get(name.toLowerCase())?.result;
      return found ? [[name, found]] : [];
    }),
  );
}

function namesIn(body: EntryBody): readonly string[] {
  switch (body.kind) {
    case 'report-alarm':
      return [body.alarm.alarmId, body.alarm.alarmName, body.alert.name];
    case 'open-incident':
      return [body.alarmId, body.key, body.request.title];
    case 'handle-incident':
    case 'open-war-room':
    case 'remark-incident':
      return [body.alarmId, body.key, body.incidentNum];
  }
}

function wordsFor({ kind, source, detail, lastAt, at, entry }: DeadLetter, zone: string): string {
  const name = entry?.body.kind === 'report-alarm' ? `${entry.body.alarm.alarmName}, ` : '';
  return `${name}${kind}, ${localTimeIn(zone, lastAt ?? at)}, from ${source}: ${detail.slice(0, 200)}`;
}
