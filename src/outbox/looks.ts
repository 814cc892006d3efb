import { type Evidence, type Look, noEvidence } from './decide/incidents/absence.ts';
import type { DueEntry } from './events/entry.ts';
import { entryChangeOf } from './events/entry-change.ts';
import type { OutboxRecord } from './events/event.ts';

interface Known {
  readonly evidence: Evidence;
  /** Begin of the look that is under way. */
  readonly lookSince?: number;
  /** Evidence that holds once the result of that look is durable. */
  readonly next?: Evidence;
}

/**
 * Evidence about the entries that may have been carried out, and the looks for them that are under way. It is
 * never stored: after a start it begins anew. Times are monotonic ms.
 */
export class Looks {
  readonly #known = new Map<number, Known>();
  #startedAt = 0;

  /** Begins anew at the start of the process. */
  start(now: number): void {
    this.#startedAt = now;
  }

  /** Notes the end of an attempt whose outcome is unknown. The evidence about it begins here. */
  attemptEnded(entry: number, now: number): void {
    this.#known.set(entry, { evidence: noEvidence(now) });
  }

  /** Notes the begin of a look. Returns `now`, which identifies the look. */
  begin(entry: number, now: number): number {
    this.#known.set(entry, { evidence: this.evidenceOf(entry), lookSince: now });
    return now;
  }

  /** True while a look for an entry is under way. */
  isLooking(entry: number): boolean {
    return this.#known.get(entry)?.lookSince !== undefined;
  }

  /** True when this look still counts: nobody has decided about the entry since it began. */
  counts({ id, lookSince }: DueEntry): boolean {
    return lookSince !== undefined && this.#known.get(id)?.lookSince === lookSince;
  }

  /** Evidence about an entry, without the look that is under way. */
  evidenceOf(entry: number): Evidence {
    return this.#known.get(entry)?.evidence ?? noEvidence(this.#startedAt);
  }

  /** Keeps the evidence that a look led to, until its result is durable. */
  found(entry: number, next: Evidence): void {
    const known = this.#known.get(entry);
    if (known) this.#known.set(entry, { ...known, next });
  }

  /**
   * Ends the looks whose results are durable, and forgets the entries that left or are no longer uncertain.
   * Called with every durable record.
   */
  note({ events }: OutboxRecord): void {
    if (this.#known.size === 0) return;
    for (const event of events) {
      const change = entryChangeOf(event);
      if (!change) continue;
      const next = this.#known.get(change.entry)?.next;
      if (!change.update || change.update.uncertain === false) this.#known.delete(change.entry);
      else if (event.type === 'attempt.failed' && next) this.#known.set(change.entry, { evidence: next });
    }
  }
}

/** Look of an entry that ends now. */
export function endedLook({ lookSince = 0 }: DueEntry, complete: boolean, now: number): Look {
  return { beganAt: lookSince, endedAt: now, complete };
}
