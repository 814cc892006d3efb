import { decideFault, type FaultRequest, type Tally } from './decide-fault.ts';
import type { Fault, FaultRules } from './fault.ts';

/** The fault rules in force, and how often each was applied. It begins without any. */
export class FaultBook {
  #rules: FaultRules = { seed: 1, rules: [] };
  #tallies: readonly Tally[] = [];

  /** Puts new rules in force; their dice and counts start anew. */
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

  /** The rules in force; `applied` has one count per rule. */
  current(): FaultRules & { readonly applied: readonly number[] } {
    const applied = this.#rules.rules.map((_, index) => this.#tallies[index]?.applied ?? 0);
    return { ...this.#rules, applied };
  }
}
