import type { FailedOutcome, Outcome } from '../outbox/events/outcome.ts';

/** Reasons of passing faults, which are kept. All others mean that searching is not possible here. */
const PASSING: ReadonlySet<string> = new Set([
  'network',
  'dns',
  'tls',
  'timeout',
  'server-error',
  'throttled',
  'credentials',
  'key-locked',
  'clock-skew',
  'interrupted',
]);

/** Outcome of a complete list that does not show the thing that an earlier attempt may have made. */
export function notListed(thing: string): Outcome {
  const detail = `COC does not list the ${thing}`;
  return { kind: 'unknown', reason: 'not-listed', detail, look: 'complete' };
}

/** Outcome of a list that does not show the thing, and may lack it. */
export function incompleteList(thing: string, gap: string): Outcome {
  const detail = `the ${thing} may exist, but the agent cannot search for it: ${gap}; search for it in COC's console`;
  return { kind: 'unknown', reason: 'lookup-unavailable', detail, look: 'incomplete' };
}

/** Outcome of a search that failed. It stays unknown, whatever the failure was. */
export function failedLook(thing: string, { reason, detail }: FailedOutcome): Outcome {
  if (!PASSING.has(reason)) return incompleteList(thing, detail);
  const words = `could not search for the ${thing}: ${detail}`;
  return { kind: 'unknown', reason, detail: words, look: 'incomplete' };
}
