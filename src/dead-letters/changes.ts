import { JournalError, messageOf, PayloadError } from '../errors.ts';
import { alarmIdOf } from '../outbox/events/entry.ts';
import type { DeadLetter, DeadLetters } from '../outbox/ports/dead-letters.ts';
import type { LetterChange, LetterDesk } from './dead-letter-changes.ts';
import { type RedriveParts, redriveLetter } from './redrive-letter.ts';

interface Parts extends RedriveParts {
  readonly deadLetters: DeadLetters;
  /** Called with what an operator must know of besides the answer. */
  readonly onError: (error: JournalError) => void;
}

type Change = (letter: DeadLetter, actor: string) => Promise<LetterChange>;

/**
 * The changes that operators make to dead letters. What follows is durable before a letter goes: a crash in between leaves
 * the letter, never nothing. Two changes of one letter never run at once.
 */
export function createLetterDesk(parts: Parts): LetterDesk {
  const busy = new Set<string>();
  const change = async (id: string, actor: string, work: Change): Promise<LetterChange> => {
    if (busy.has(id)) return failed(id, 'refused', 'it is being changed just now');
    busy.add(id);
    try {
      const letter = await parts.deadLetters.get(id);
      if (!letter) return failed(id, 'missing', 'there is none of this id');
      if (isPending(letter, parts)) return failed(id, 'refused', 'it is only just being set aside');
      return await work(letter, actor);
    } catch (error) {
      if (error instanceof PayloadError)
        return failed(id, 'refused', `it still cannot be read: ${messageOf(error)}`);
      if (!(error instanceof JournalError)) throw error;
      parts.onError(error);
      return failed(id, 'unavailable', messageOf(error));
    } finally {
      busy.delete(id);
    }
  };
  return {
    redrive: (id, actor) => change(id, actor, (letter) => redrive(letter, actor, parts)),
    discard: (id, actor) => change(id, actor, (letter) => discard(letter, actor, parts)),
  };
}

/** It is kept before its entry leaves the outbox. */
function isPending({ entry }: DeadLetter, { outbox }: Parts): boolean {
  if (!entry) return false;
  for (const { seq } of outbox.state.laneOf(entry)) if (seq === entry.id) return true;
  return false;
}

async function redrive(letter: DeadLetter, actor: string, parts: Parts): Promise<LetterChange> {
  const { id } = letter;
  const redriven = { type: 'letter.redriven', deadLetter: id, actor } as const;
  const became = await redriveLetter(letter, redriven, parts);
  if ('refused' in became) return failed(id, 'refused', became.refused);
  await parts.deadLetters.discard(id);
  return { id, done: true, outcome: became.outcome };
}

async function discard(letter: DeadLetter, actor: string, parts: Parts): Promise<LetterChange> {
  const { id, entry } = letter;
  const about = entry ? { alarmId: alarmIdOf(entry.body) } : {};
  // Recorded first: what is gone without a word could not be told from what was lost.
  await parts.outbox.operate(() => [{ type: 'letter.discarded', deadLetter: id, actor, ...about }]);
  await parts.deadLetters.discard(id);
  return { id, done: true, outcome: 'discarded' };
}

function failed(id: string, why: Extract<LetterChange, { done: false }>['why'], error: string): LetterChange {
  return { id, done: false, why, error };
}
