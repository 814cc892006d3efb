import type { OutcomeScript } from './outcome-script.ts';

/** Outcomes of executions from now on. Those of an order are decided when it is created. */
export class OutcomeBook {
  #outcomes: OutcomeScript;

  constructor(outcomes: OutcomeScript) {
    this.#outcomes = outcomes;
  }

  replace(outcomes: OutcomeScript): void {
    this.#outcomes = outcomes;
  }

  current(): OutcomeScript {
    return this.#outcomes;
  }
}
