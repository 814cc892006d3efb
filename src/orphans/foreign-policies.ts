import type { Change, Effect, PolicySettings } from './change.ts';
import type { OpenIncidents } from './open-now.ts';
import { policyNamed } from './policy-named.ts';
import { several } from './several.ts';

/**
 * Finds incidents that a policy with other matchers gets by its name: the name belonged to another policy before, or two
 * policies have changed their names over. Pure.
 */
export function foreignPolicies(
  incidents: readonly OpenIncidents[],
  { before, after }: Change,
): readonly Effect[] {
  const counts = new Map<string, number>();
  for (const { policy, count } of incidents) counts.set(policy, (counts.get(policy) ?? 0) + count);
  return [...counts].flatMap(([name, count]): readonly Effect[] => {
    const [old, now] = [policyNamed(before.policies, name), policyNamed(after.policies, name)];
    // A former name is written on purpose.
    if (!old || !now || now.names[0] !== name || old.match === now.match) return [];
    const message =
      old.names[0] === name
        ? changedOver(`${several(count, 'incident')} opened by it ${count === 1 ? 'stays' : 'stay'}`, name, {
            old,
            now,
            after: after.policies,
          })
        : takenOver(several(count, 'incident'), name, { old, after: after.policies });
    return message === undefined ? [] : [{ key: `incidents.${name}.name`, kind: 'left', message }];
  });
}

interface Policies {
  readonly old: PolicySettings;
  readonly after: readonly PolicySettings[];
}

/** A policy with other matchers is still that policy, unless another one has those that it had. */
function changedOver(
  stays: string,
  name: string,
  { old, now, after }: Policies & { readonly now: PolicySettings },
): string | undefined {
  const like = after.find((policy) => policy !== now && policy.match === old.match)?.names[0];
  if (like === undefined) return undefined;
  return `the policy ${name} has other matchers now, and the policy ${like} has those that it had: ${stays} with the name ${name}. If the two changed their names over, give both of them names that no policy had, with renamedFrom: ['${name}'] at the one that is ${like} now`;
}

function takenOver(incidents: string, name: string, { old, after }: Policies): string {
  const [called = ''] = old.names;
  const isThere = after.some(({ names: [own] }) => own === called);
  const rightful = isThere ? `the policy ${called}` : 'the policy that is to end them';
  return `the policy ${name} is another one than before: it gets ${incidents} that the policy ${called} had from its time as ${name}. Write renamedFrom: ['${name}'] at ${rightful}, and give the policy ${name} a name that no policy had`;
}
