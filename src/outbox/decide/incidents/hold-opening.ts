import { aboutEntry, type DueEntry } from '../../events/entry.ts';
import type { OutboxEvent } from '../../events/event.ts';
import { firingAlarms, type IncidentView } from '../../ledger/ledger-view.ts';
import type { IncidentContext } from './incident-context.ts';
import { openingTime } from './opening-time.ts';

/** Longest wait between two looks, so that an incident is opened soon after its problem is back. */
const LOOK_MS = 60_000;

/**
 * Lets the opening of an incident wait while the recoveries of all its alarms are held back: its problem is over, as far as
 * is known. It waits for `alarm.resolveHold` at most, so that one which comes and goes is opened too. Nothing waits that may
 * have arrived. Pure.
 */
export function holdOpening(
  view: IncidentView,
  entry: DueEntry,
  { now, policy }: Pick<IncidentContext, 'now' | 'policy'>,
): readonly OutboxEvent[] {
  const { body } = entry;
  const incident = body.kind === 'open-incident' && !entry.uncertain ? view.incident(body.key) : undefined;
  if (!incident) return [];
  const alarms = firingAlarms(view, incident);
  const ends = alarms.flatMap((series) => (series.state === 'recovering' ? series.held.until : []));
  if (alarms.length === 0 || ends.length < alarms.length) return [];
  const latest = openingTime(incident, policy) + policy.resolveHoldMs;
  if (now >= latest) return [];
  // After its end, COC is yet to hear of the recovery.
  const dueAt = Math.min(...ends.filter((end) => end > now), now + LOOK_MS, latest);
  return [{ type: 'entry.rescheduled', ...aboutEntry(entry), dueAt, why: 'recovering' }];
}
