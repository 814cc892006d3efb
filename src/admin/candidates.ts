import type { Response } from 'express';
import { respond } from '../http/respond.ts';

/** One of several things that what an operator typed may mean. */
export interface Candidate {
  readonly id: string;
  /** Words that tell it from the others. */
  readonly about: string;
}

/** Result of looking for what an operator typed. Of many candidates only the first are kept. */
export type Found =
  | { readonly kind: 'one'; readonly id: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'several'; readonly candidates: readonly Candidate[]; readonly count: number };

/** Most candidates that an answer names. */
const MOST = 20;

/** Gathers what fits. */
export class Candidates {
  readonly #found = new Map<string, Candidate>();
  #count = 0;

  /** Adds a thing, each only once. `about` is called only when it is named. */
  add(id: string, about: () => string): void {
    if (this.#found.has(id)) return;
    this.#count += 1;
    if (this.hasRoom) this.#found.set(id, { id, about: about() });
  }

  /** True while another thing would be named. */
  get hasRoom(): boolean {
    return this.#found.size < MOST;
  }

  get result(): Found {
    const candidates = [...this.#found.values()];
    const [only] = candidates;
    if (!only) return { kind: 'none' };
    return this.#count === 1
      ? { kind: 'one', id: only.id }
      : { kind: 'several', candidates, count: this.#count };
  }
}

/** What is wrong with an id that fits several things. `noun` names one of them, such as `alarm`. */
export function ambiguityOf(
  typed: string,
  { count }: Extract<Found, { kind: 'several' }>,
  noun: string,
): string {
  return `"${typed}" fits ${count} ${noun}s; give more of the id`;
}

/** Answers 409 with the candidates. */
export function respondSeveral(
  response: Response,
  typed: string,
  { found, noun }: { readonly found: Extract<Found, { kind: 'several' }>; readonly noun: string },
): void {
  const { candidates, count } = found;
  respond(response, 409, { error: ambiguityOf(typed, found, noun), candidates, count });
}
