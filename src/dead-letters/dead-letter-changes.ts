import { JournalError, messageOf, PayloadError } from '../errors.ts';
import { alarmIdOfBody } from '../outbox/events/entry.ts';
import type { DeadLetter, DeadLetters } from '../outbox/ports/dead-letters.ts';
import { type RedriveParts, redriveLetter } from './redrive-letter.ts';

/** What became of a dead letter that was put back: `repeated` and `dropped` are recorded decisions, nothing is sent. */
export type Redriven = 'queued' | 'repeated' | 'dropped';

/** How a change of one dead letter ended. When it is not done, the letter is still there. */
export type DeadLetterChange =
  | { readonly id: string; readonly done: true; readonly outcome: Redriven | 'discarded' }
  | {
      readonly id: string;
      readonly done: false;
      /** `missing`: there is none of this id; `refused`: it can't be done; `unavailable`: not now. */
      readonly why: 'missing' | 'refused' | 'unavailable';
      readonly error: string;
    };

/** What an operator may do with a dead letter. Each change is recorded with its actor, and never loses what it concerns. */
export interface DeadLetterChanges {
  /** Puts a letter back, as today's configuration renders it; it goes once what follows is durable. */
  redrive(id: string, actor: string): Promise<DeadLetterChange>;
  /** Gives a letter up for good. */
  discard(id: string, actor: string): Promise<DeadLetterChange>;
}

interface Parts extends RedriveParts {
  readonly deadLetters: DeadLetters;
  /** Called with what an operator must know of besides the answer. */
  readonly onError: (error: JournalError) => void;
}

type Change = (letter: DeadLetter, actor: string) => Promise<DeadLetterChange>;

/**
 * The changes that operators make to dead letters. What follows is durable before a letter goes: a crash in between leaves
 * the letter, never nothing. Two changes of one letter never run at once.
 */
export function createDeadLetterChanges(parts: Parts): DeadLetterChanges {
  const busy = new Set<string>();
  const change = async (id: string, actor: string, work: Change): Promise<DeadLetterChange> => {
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

async function redrive(letter: DeadLetter, actor: string, parts: Parts): Promise<DeadLetterChange> {
  const { id } = letter;
  const redriven = { type: 'letter.redriven', deadLetter: id, actor } as const;
  const became = await redriveLetter(letter, redriven, parts);
  if ('refused' in became) return failed(id, 'refused', became.refused);
  await parts.deadLetters.discard(id);
  return { id, done: true, outcome: became.outcome };
}

async function discard(letter: DeadLetter, actor: string, parts: Parts): Promise<DeadLetterChange> {
  const { id, entry } = letter;
  const about = entry ? { alarmId: alarmIdOfBody(entry.body) } : {};
  // Recorded first: what is gone without a word could not be told from what was lost.
  await parts.outbox.operate(() => [{ type: 'letter.discarded', deadLetter: id, actor, ...about }]);
  await parts.deadLetters.discard(id);
  return { id, done: true, outcome: 'discarded' };
}

function failed(
  id: string,
  why: Extract<DeadLetterChange, { done: false }>['why'],
  error: string,
): DeadLetterChange {
  return { id, done: false, why, error };
}
