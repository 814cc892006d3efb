import type { AgentView } from '../../observability/agent-view.ts';
import type { OutboxRecord } from '../../outbox/events/event.ts';
import { hash53 } from '../../outbox/events/hash.ts';
import type { Clock } from '../../time/clock.ts';
import { destinationFacts, wallTime } from './destination-facts.ts';
import { waitOf } from './wait.ts';
import { wordsForWait } from './words-for-wait.ts';

/** View of the agent that tells why something waits. */
export type WaitingView = Pick<AgentView, 'outbox' | 'health' | 'loads' | 'shortage'>;

/** The first entry of a lane that waits, in the answers of the API. Times are epoch ms. */
export interface Waiting {
  /** Number of the entry. */
  readonly entry: number;
  /** Entries behind it in the same lane. They wait for it. */
  readonly behind: number;
  readonly destination: string;
  readonly reason: ReturnType<typeof waitOf>['reason'];
  readonly until: number | null;
  /** One sentence for people. */
  readonly words: string;
}

/** Reads why lanes wait: one instance for one answer. */
export function waitingReader(
  view: WaitingView,
  { clock, zone }: { readonly clock: Clock; readonly zone: string },
) {
  const { state } = view.outbox;
  const [health, loads, shortage, now] = [view.health(), view.loads(), view.shortage(), clock.now()];

  /** Tells why a lane waits; null when nothing waits in it. `records` may hold the last failure of the entry. */
  return (lane: string, records: readonly OutboxRecord[] = []): Waiting | null => {
    const hash = hash53(lane);
    const [head, ...behind] = state.entriesIn(hash);
    if (!head) return null;
    const destination = state.destinations[head.destination] ?? 'unknown';
    const load = loads.get(destination);
    const nextCallAt = load?.nextCallAt;
    const wait = waitOf({
      entry: head,
      busy: state.lanes.isBusy(hash),
      facts: destinationFacts(health.get(destination), clock),
      ...(nextCallAt !== undefined && { load: { nextCallAt: wallTime(nextCallAt, clock) } }),
      shortage,
      now,
    });
    const lastFailure = lastFailureOf(head.seq, records);
    return {
      entry: head.seq,
      behind: behind.length,
      destination,
      reason: wait.reason,
      until: 'until' in wait ? (wait.until ?? null) : null,
      words: wordsForWait(wait, {
        zone,
        now,
        of: OF_INCIDENTS.has(destination) ? 'incident' : 'alarm',
        lastFailure,
      }),
    };
  };
}

/** Destinations of the entries about incidents. */
const OF_INCIDENTS: ReadonlySet<string> = new Set(['incidents', 'incident-steps', 'war-rooms']);

function lastFailureOf(entry: number, records: readonly OutboxRecord[]): string | undefined {
  for (const { events } of records.toReversed())
    for (const event of events.toReversed())
      if (event.type === 'attempt.failed' && event.entry === entry) return `${event.reason}: ${event.detail}`;
  return undefined;
}
