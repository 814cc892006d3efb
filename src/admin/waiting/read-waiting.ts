import type { AgentView } from '../../observability/agent-view.ts';
import { isAlarmDestination } from '../../outbox/events/entry-place.ts';
import type { OutboxRecord } from '../../outbox/events/event.ts';
import { hash53 } from '../../outbox/events/hash.ts';
import type { PendingEntry } from '../../outbox/lanes/pending-entry.ts';
import type { OutboxView } from '../../outbox/state.ts';
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

  const waitingIn = (
    { hash, entries: [head, ...behind] }: WaitingLane,
    records: readonly OutboxRecord[],
  ): Waiting => {
    const destination = state.destinations[head.destination] ?? 'unknown';
    const load = loads.get(destination);
    const nextCallAt = load?.nextCallAt;
    const wait = waitOf({
      entry: head,
      busy: state.lanes.isBusy(hash, head.destination),
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

  /**
   * Tells why the lanes of a name wait; null when nothing waits in them. It is about the one with the newest entry, and its
   * words tell of the others too. `records` may hold the last failure of an entry.
   */
  return (lane: string, records: readonly OutboxRecord[] = []): Waiting | null => {
    const [first, ...others] = lanesNamed(lane, state);
    if (!first) return null;
    const waiting = waitingIn(first, records);
    const besides = others.map((other) => waitingIn(other, records)).map(wordsForOther);
    return { ...waiting, words: [waiting.words, ...besides].join(' ') };
  };
}

/** Lane that holds something. */
interface WaitingLane {
  readonly hash: number;
  readonly entries: readonly [PendingEntry, ...PendingEntry[]];
}

/** The lanes of a name, the one with the newest entry first. An alarm has one at each integration. */
function lanesNamed(name: string, state: OutboxView): readonly WaitingLane[] {
  const hash = hash53(name);
  const lanes = new Map<number, [PendingEntry, ...PendingEntry[]]>();
  for (const entry of state.entriesIn(hash)) {
    const isOfAlarm = isAlarmDestination(state.destinations[entry.destination] ?? '');
    const destination = isOfAlarm ? entry.destination : -1;
    const known = lanes.get(destination);
    if (known) known.push(entry);
    else lanes.set(destination, [entry]);
  }
  const newest = (entries: readonly PendingEntry[]) => entries.at(-1)?.seq ?? 0;
  return [...lanes.values()]
    .sort((one, other) => newest(other) - newest(one))
    .map((entries) => ({ hash, entries }));
}

function wordsForOther({ destination, behind, words }: Waiting): string {
  const entries = behind === 0 ? 'one more change waits' : `${behind + 1} more changes wait`;
  return `Besides, ${entries} at ${destination}: ${words}`;
}

/** Destinations of the entries about incidents. */
const OF_INCIDENTS: ReadonlySet<string> = new Set([
  ...['incidents', 'incident-steps', 'war-rooms', 'incident-remarks'],
]);

function lastFailureOf(entry: number, records: readonly OutboxRecord[]): string | undefined {
  for (const { events } of records.toReversed())
    for (const event of events.toReversed())
      if (event.type === 'attempt.failed' && event.entry === entry) return `${event.reason}: ${event.detail}`;
  return undefined;
}
