import { incidentLane } from '../events/entry-place.ts';
import type { OutboxEvent } from '../events/event.ts';
import { hash53 } from '../events/hash.ts';
import { ownWaitOf } from '../lanes/own-wait.ts';
import type { PendingEntry } from '../lanes/pending-entry.ts';
import type { Incident } from '../ledger/incident.ts';
import type { Series } from '../ledger/series.ts';
import type { OutboxPolicy } from '../policy.ts';
import type { OutboxView } from '../state.ts';
import { openingTime } from './incidents/opening-time.ts';

/** Shorter differences are none: a record is made a little after its decision. */
const SAME_MS = 1_000;

interface Context {
  /** Epoch ms. */
  readonly now: number;
  readonly policy: OutboxPolicy;
}

type State = Pick<OutboxView, 'ledger' | 'lanes' | 'entriesIn'>;

/**
 * Lets what is held back wait for as long as the configuration says today: recoveries (`alarm.resolveHold`), and incidents
 * that are not opened yet (`openAfter`, `incidentBudget.gather`). Does nothing where that is so already. Pure.
 */
export function followDurations(state: State, context: Context): readonly OutboxEvent[] {
  const { ledger } = state;
  const recoveries = [...ledger.everySeries()].flatMap((series) => followHold(state, series, context));
  const incidents = [...ledger.everyIncident()].flatMap((incident) =>
    followOpening(state, incident, context),
  );
  return [...recoveries, ...incidents];
}

function followHold(state: State, series: Series, { now, policy }: Context): readonly OutboxEvent[] {
  if (series.state !== 'recovering') return [];
  const { alarmId, closedAt, held } = series;
  const dueAt = closedAt + policy.resolveHoldMs;
  const entry = heldIn(state, alarmId, { now, entry: held.entry });
  if (!entry || isSame(held.until, dueAt, now)) return [];
  return [{ type: 'entry.rescheduled', entry: held.entry, alarmId, dueAt }];
}

function followOpening(state: State, incident: Incident, { now, policy }: Context): readonly OutboxEvent[] {
  if (incident.state !== 'requested') return [];
  const { key, alarmId } = incident;
  const dueAt = openingTime(incident, policy);
  const entry = heldIn(state, incidentLane(key), { now });
  if (!entry || isSame(entry.dueAt, dueAt, now)) return [];
  return [{ type: 'entry.rescheduled', entry: entry.seq, alarmId, key, dueAt }];
}

/** An entry of a lane, by default the first one, while it is held back and nobody takes it. */
function heldIn(
  state: State,
  lane: string,
  { now, entry }: { readonly now: number; readonly entry?: number },
): PendingEntry | undefined {
  const hash = hash53(lane);
  const entries = [...state.entriesIn(hash)];
  const found = entry === undefined ? entries[0] : entries.find(({ seq }) => seq === entry);
  if (!found || state.lanes.isBusy(hash, found.destination)) return undefined;
  return ownWaitOf(found, now) === 'held' ? found : undefined;
}

/** True when a wait ends as it does already, or both ends are over. */
function isSame(before: number, after: number, now: number): boolean {
  return Math.abs(Math.max(before, now) - Math.max(after, now)) < SAME_MS;
}
