import { decideFault, type FaultRequest, type Tally } from './decide-fault.ts';
import type { Draw } from './draws.ts';
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

  /** The fault for the next request, if any, and the random numbers of this request. */
  next(request: FaultRequest): { readonly fault: Fault; readonly draw: Draw } | undefined {
    const { applies, tallies } = decideFault(this.#rules, this.#tallies, request);
    this.#tallies = tallies;
    return applies && { fault: applies.rule.fault, draw: applies.draw };
  }

  /** The current rules; `applied` has one count per rule. */
  current(): FaultRules & { readonly applied: readonly number[] } {
    const applied = this.#rules.rules.map((_, index) => this.#tallies[index]?.applied ?? 0);
    return { ...this.#rules, applied };
  }
}
