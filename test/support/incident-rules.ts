import type { IncidentRules } from '../../src/outbox/incident-rules.ts';

/** The rules of an incident policy that asks for nothing special; the argument changes what a test is about. */
export function someRules(changes: Partial<IncidentRules> = {}): IncidentRules {
  return { openAfterMs: 0, reopenWithinMs: 0, maxPerHour: Number.POSITIVE_INFINITY, ...changes };
}
