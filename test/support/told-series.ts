import type { AlarmId } from '../../src/alerts/alert.ts';
import { accept } from '../../src/outbox/decide/accept.ts';
import type { Arrival, DecisionContext } from '../../src/outbox/decide/decision.ts';
import type { OutboxEvent } from '../../src/outbox/events/event.ts';
import { Ledger } from '../../src/outbox/ledger/ledger.ts';
import { LedgerDraft } from '../../src/outbox/ledger/ledger-draft.ts';
import type { OutboxPolicy } from '../../src/outbox/policy.ts';
import { STARTED_AT } from './alerts.ts';
import { aPolicy } from './policy.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** Series `a`, told one message after the other. It makes a decision about each. */
export class ToldSeries {
  readonly draft = new LedgerDraft(new Ledger());
  readonly began = STARTED_AT + 2 * HOUR;
  now = this.began;
  seq = 1;
  policy: OutboxPolicy = aPolicy();
  more: Partial<DecisionContext> = {};

  of(arrival: Arrival): readonly OutboxEvent[] {
    const { seq, now, policy } = this;
    const events = accept(this.draft, arrival, { seq, now, policy, ...this.more });
    for (const [i, event] of events.entries()) this.draft.fold(event, { seq: seq + i, at: now });
    this.seq += events.length;
    return events;
  }

  words(arrival: Arrival, afterMs = SECOND): string {
    this.now += afterMs;
    return this.of(arrival).map(wordsOf).join(', ');
  }

  /** Takes arrivals a second apart. Returns the words of the last one. */
  last(...arrivals: readonly Arrival[]): string | undefined {
    return arrivals.map((arrival) => this.words(arrival)).at(-1);
  }

  get series() {
    return this.draft.series('a' as AlarmId);
  }
}

function wordsOf(event: OutboxEvent): string {
  if (event.type === 'alert.dropped') return `dropped ${event.reason}`;
  if (event.type === 'entry.cancelled') return `cancelled ${event.reason}`;
  return event.type === 'entry.queued' && event.dueAt !== undefined ? 'parked' : event.type;
}
