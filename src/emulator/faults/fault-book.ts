import { decideFault, type FaultRequest, type Tally } from './decide-fault.ts';
import type { Fault, FaultRules } from './fault.ts';

/** The current fault rules, and how often each was applied. There are none at the start. */
export class FaultBook {
  #rules: FaultRules = { seed: 1, rules: [] };
  #tallies: readonly Tally[] = [];

  /** Replaces the rules. Their rolls and counts start from zero. */
  replace(rules: FaultRules): void {
    this.#rules = rules;
    this.#tallies = [];
  }

  clear(): void {
    this.replace({ seed: 1, rules: [] });
  }

  /** The fault for the next request, if any. */
  next(request: FaultRequest): Fault | undefined {
    const { rule, tallies } = decideFault(this.#rules, this.#tallies, request);
    this.#tallies = tallies;
    return rule?.fault;
  }

  /** The current rules; `applied` has one count per rule. */
  current(): FaultRules & { readonly applied: readonly number[] } {
    const applied = this.#rules.rules.map((_, index) => this.#tallies[index]?.applied ?? 0);
    return { ...this.#rules, applied };
  }
}
