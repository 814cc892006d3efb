import type { OutboxEvent } from '../../events/event.ts';
import { isOpenInCoc } from '../../ledger/incident.ts';
import type { LedgerView } from '../../ledger/ledger-view.ts';
import type { SeenIncident } from './note-manual-change.ts';

/** Age that a reading has at most: COC shows an incident some seconds late. */
export const READING_AGE_MS = 10_000;

/**
 * Records that COC showed an open incident as the agent knew it, where an alarm has joined since it was known last: that
 * alarm is there before a person ends the incident. Pure.
 *
 * @param now - epoch ms
 */
export function noteShown(
  view: LedgerView,
  { key, state, asked, askedForMs }: SeenIncident & { readonly askedForMs: number },
  { now }: { readonly now: number },
): readonly OutboxEvent[] {
  const known = view.incident(key);
  if (!known || !isOpenInCoc(known) || known.state !== state) return [];
  const { alarmId, joinedAt = 0, changedAt, shownAt = changedAt } = known;
  const ageMs = askedForMs + READING_AGE_MS;
  if (asked.changedAt !== changedAt || joinedAt <= shownAt || now - ageMs <= shownAt) return [];
  return [{ type: 'incident.shown', key, alarmId, ageMs }];
}
