import type { IncidentRules, ResolveRules } from '../../src/outbox/decide/incidents/incident-rules.ts';

/** Rules of an incident policy that asks for nothing special. The argument changes what a test is about. */
export function someRules(changes: Partial<IncidentRules> = {}): IncidentRules {
  const never = Number.POSITIVE_INFINITY;
  const bounds = { openAfterMs: 0, reopenWithinMs: 0, reraiseAfterMs: never, maxPerHour: never };
  return { ...bounds, takenBackOf: () => 'returned', ...changes };
}

/** Rules that complete an untouched incident at once. */
export function resolveRules(changes: Partial<ResolveRules> = {}): ResolveRules {
  const texts = { cause: 'cause', solution: 'solution', comment: 'comment' };
  return { mode: 'complete', afterMs: 0, onlyIfUntouched: true, textsOf: () => texts, ...changes };
}
