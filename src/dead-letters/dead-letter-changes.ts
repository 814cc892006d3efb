import { JournalError, messageOf, PayloadError } from '../errors.ts';
import { alarmIdOfBody } from '../outbox/events/entry.ts';
import type { DeadLetter, DeadLetters } from '../outbox/ports/dead-letters.ts';
import { type RedriveOutcome, type RedriveParts, redriveDeadLetter } from './redrive-dead-letter.ts';

/** The result of changing one dead letter. When it is not done, the dead letter is still there. */
export type DeadLetterChange =
  | { readonly id: string; readonly done: true; readonly outcome: RedriveOutcome | 'discarded' }
  | {
      readonly id: string;
      readonly done: false;
      /** `missing`: no dead letter has this id; `refused`: it is not possible; `unavailable`: it is not possible now. */
      readonly why: 'missing' | 'refused' | 'unavailable';
      readonly error: string;
    };

/** The changes that operators can make to dead letters. Each one is recorded with its actor. */
export interface DeadLetterChanges {
  /** Redrives a dead letter with the current configuration. It is removed once all that follows is durable. */
  redrive(id: string, actor: string): Promise<DeadLetterChange>;
  /** Removes a dead letter for good. */
  discard(id: string, actor: string): Promise<DeadLetterChange>;
}

interface Parts extends RedriveParts {
  readonly deadLetters: DeadLetters;
  /** Ids of the dead letters that are being changed, by whomever. Default: nobody else changes any. */
  readonly changing?: Set<string>;
  /** Called with errors of the journal, besides the answer that the operator gets. */
  readonly onError: (error: JournalError) => void;
}

type Change = (deadLetter: DeadLetter, actor: string) => Promise<DeadLetterChange>;

/**
 * Creates the changes that operators can make to dead letters. The events that follow are durable before a dead letter is
 * removed: after a crash in between it is still there, and nothing is lost. One dead letter is changed once at a time.
 */
export function createDeadLetterChanges(parts: Parts): DeadLetterChanges {
  const { changing = new Set<string>() } = parts;
  const change = async (id: string, actor: string, work: Change): Promise<DeadLetterChange> => {
    if (changing.has(id)) return notDone(id, 'refused', 'it is being changed right now; try again');
    changing.add(id);
    try {
      const deadLetter = await parts.deadLetters.get(id);
      if (!deadLetter) return notDone(id, 'missing', 'there is no dead letter with this id');
      if (isPending(deadLetter, parts))
        return notDone(id, 'refused', 'its entry is just leaving the outbox; try again');
      return await work(deadLetter, actor);
    } catch (error) {
      if (error instanceof PayloadError)
        return notDone(id, 'refused', `it still cannot be read: ${messageOf(error)}`);
      if (!(error instanceof JournalError)) throw error;
      parts.onError(error);
      return notDone(id, 'unavailable', messageOf(error));
    } finally {
      changing.delete(id);
    }
  };
  return {
    redrive: (id, actor) => change(id, actor, (deadLetter) => redrive(deadLetter, actor, parts)),
    discard: (id, actor) => change(id, actor, (deadLetter) => discard(deadLetter, actor, parts)),
  };
}

/** A refused entry is kept as a dead letter shortly before it leaves the outbox. */
function isPending({ entry }: DeadLetter, { outbox }: Parts): boolean {
  if (!entry) return false;
  for (const { seq } of outbox.state.laneOf(entry)) if (seq === entry.id) return true;
  return false;
}

async function redrive(deadLetter: DeadLetter, actor: string, parts: Parts): Promise<DeadLetterChange> {
  const { id } = deadLetter;
  const redriven = { type: 'letter.redriven', deadLetter: id, actor } as const;
  const result = await redriveDeadLetter(deadLetter, redriven, parts);
  if ('refused' in result) return notDone(id, 'refused', result.refused);
  await parts.deadLetters.discard(id);
  return { id, done: true, outcome: result.outcome };
}

async function discard({ id, entry }: DeadLetter, actor: string, parts: Parts): Promise<DeadLetterChange> {
  const body = entry?.body;
  const opening = body?.kind === 'open-incident' ? { key: body.key } : {};
  const about = body ? { alarmId: alarmIdOfBody(body), ...opening } : {};
  // Recorded first: without a record, a discarded dead letter would look like a lost one.
  await parts.outbox.decide(() => [{ type: 'letter.discarded', deadLetter: id, actor, ...about }]);
  await parts.deadLetters.discard(id);
  return { id, done: true, outcome: 'discarded' };
}

function notDone(
  id: string,
  why: Extract<DeadLetterChange, { done: false }>['why'],
  error: string,
): DeadLetterChange {
  return { id, done: false, why, error };
}
