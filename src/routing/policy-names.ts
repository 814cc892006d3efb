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

/** A policy with the names under which its incidents may have been opened, its own first. */
export interface NamedPolicy<P> {
  readonly policy: P;
  readonly names: readonly [own: string, ...former: string[]];
}

/**
 * Finds the names of each policy, of which none belongs to two: its own, those of `renamedFrom`, the one that it had before it
 * was given a name, and for an only policy the name that version 0.1.0 gave it. What a policy says itself goes first.
 */
export function namedPolicies<P extends Named>(policies: readonly P[]): readonly NamedPolicy<P>[] {
  const isOnly = policies.length === 1;
  const taken = new Set(policies.flatMap((policy) => [policyName(policy), ...(policy.renamedFrom ?? [])]));
  return policies.map((policy) => {
    const { name, match = [], renamedFrom = [] } = policy;
    const guessed = [
      ...(name === undefined ? [] : [nameByMatch(match)]),
      ...(isOnly ? ['incidents[0]'] : []),
    ];
    const further = guessed.filter((one) => !taken.has(one));
    for (const one of further) taken.add(one);
    return { policy, names: [policyName(policy), ...renamedFrom, ...further] };
  });
}

function nameByMatch(match: NonNullable<Named['match']>): string {
  const matchers = match.map(({ name, operator, value }) => [name, operator, value]);
  return `unnamed-${hash('sha256', JSON.stringify(matchers)).slice(0, 8)}`;
}
