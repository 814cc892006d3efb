import type { PolicySettings } from './change.ts';

/** The policy to which the incidents under a name belong: the one that is called so, or that was before. Pure. */
export function policyNamed(policies: readonly PolicySettings[], name: string): PolicySettings | undefined {
  return (
    policies.find(({ names: [own] }) => own === name) ?? policies.find(({ names }) => names.includes(name))
  );
}
