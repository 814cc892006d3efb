import { hash } from 'node:crypto';
import type { IncidentSettings } from './incident-settings.ts';

type Named = Pick<IncidentSettings, 'name' | 'renamedFrom' | 'match'>;

/**
 * Name of an incident policy. A policy without a name, which must be the only one, is called by what it is for: its
 * matchers. So its incidents never fall to another policy that takes its place.
 */
export function policyName({ name, match = [] }: Named): string {
  return name ?? nameByMatch(match);
}

/**
 * Other names under which the incidents of a policy may have been opened: those of `renamedFrom`, the one that it has
 * without a name, and for an only policy the name that version 0.1.0 gave it.
 */
export function formerNames(policy: Named, { isOnly }: { readonly isOnly: boolean }): readonly string[] {
  const { name, match = [], renamedFrom = [] } = policy;
  const unnamed = name === undefined ? [] : [nameByMatch(match)];
  return [...renamedFrom, ...unnamed, ...(isOnly ? ['incidents[0]'] : [])];
}

function nameByMatch(match: NonNullable<Named['match']>): string {
  const matchers = match.map(({ name, operator, value }) => [name, operator, value]);
  return `unnamed-${hash('sha256', JSON.stringify(matchers)).slice(0, 8)}`;
}
