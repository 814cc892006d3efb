/** What became of a dead letter that was put back: `repeated` and `dropped` are recorded decisions, nothing is sent. */
export type Redriven = 'queued' | 'repeated' | 'dropped';

/** How a change of one dead letter ended. When it is not done, the letter is still there. */
export type LetterChange =
  | { readonly id: string; readonly done: true; readonly outcome: Redriven | 'discarded' }
  | {
      readonly id: string;
      readonly done: false;
      /** `missing`: there is none of this id; `refused`: it can't be done; `unavailable`: not now. */
      readonly why: 'missing' | 'refused' | 'unavailable';
      readonly error: string;
    };

/** What an operator may do with a dead letter. Each change is recorded with its actor, and never loses what it concerns. */
export interface LetterDesk {
  /** Puts a letter back, as today's configuration renders it; it goes once what follows is durable. */
  redrive(id: string, actor: string): Promise<LetterChange>;
  /** Gives a letter up for good. */
  discard(id: string, actor: string): Promise<LetterChange>;
}
