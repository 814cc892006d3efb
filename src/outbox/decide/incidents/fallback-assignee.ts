import type { EntryBody } from '../../events/entry.ts';
import { incidentRulesOf, type OutboxPolicy } from '../../policy.ts';

/**
 * Gives a request that COC has refused once to the fallback assignee of its policy, if there is one: an assignee who left,
 * or a renamed shift, is the usual reason. Any other entry is returned as it is. Pure.
 */
export function withFallbackAssignee(body: EntryBody, refused: boolean, policy: OutboxPolicy): EntryBody {
  if (!refused || body.kind !== 'open-incident') return body;
  const { fallbackAssignee } = incidentRulesOf(policy, body.request.policy);
  if (!fallbackAssignee) return body;
  return { ...body, request: { ...body.request, assignee: fallbackAssignee, hasFallback: true } };
}
