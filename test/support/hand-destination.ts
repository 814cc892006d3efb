import type { DueEntry } from '../../src/outbox/events/entry.ts';
import type { Outcome } from '../../src/outbox/events/outcome.ts';
import type { Destination } from '../../src/outbox/ports/destination.ts';

/** A delivery that waits for the test to end it. */
export interface HeldCall {
  readonly entry: DueEntry;
  readonly signal: AbortSignal;
  readonly end: (outcome: Outcome) => void;
  readonly fail: (error: Error) => void;
}

const INTERRUPTED: Outcome = { kind: 'unknown', reason: 'interrupted', detail: 'the agent stops' };

/** COC accepted an alarm. */
export const REPORTED = { kind: 'delivered', result: 'alarm-reported' } as const;

/** A destination whose every answer the test gives, at once by a rule or later by hand. */
export class HandDestination implements Destination {
  /** Names of all entries that were tried, in order. */
  readonly tried: string[] = [];
  /** Calls without an answer yet, by name. */
  readonly held = new Map<string, HeldCall>();
  /** Answer of a held call that is interrupted. */
  interrupted: Outcome = INTERRUPTED;
  /** Returns the outcome of a call that is answered at once; without an outcome the call is held. */
  answer: (name: string, entry: DueEntry) => Outcome | undefined = () => undefined;

  deliver(entry: DueEntry, signal: AbortSignal): Promise<Outcome> {
    const name = nameOf(entry);
    this.tried.push(name);
    const outcome = this.answer(name, entry);
    if (outcome) return Promise.resolve(outcome);
    return new Promise<Outcome>((resolve, reject) => {
      this.held.set(name, { entry, signal, end: resolve, fail: reject });
      signal.addEventListener('abort', () => resolve(this.interrupted), { once: true });
    }).finally(() => this.held.delete(name));
  }

  /** Ends a held call. @throws when there is none of this name. */
  end(name: string, outcome: Outcome = REPORTED): void {
    const call = this.held.get(name);
    if (!call) throw new Error(`${name} is not under way, but ${[...this.held.keys()].join(', ')}`);
    call.end(outcome);
  }
}

/** Series and status of an alarm, such as `a alarm`; the kind of any other entry. */
function nameOf({ body }: DueEntry): string {
  return body.kind === 'report-alarm' ? `${body.alarm.alarmId} ${body.alarm.alarmStatus}` : body.kind;
}
