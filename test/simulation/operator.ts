import { configOf, type Plan } from './plan.ts';
import { changeSetup, FIRST_SETUP, restored, type Setup } from './setup.ts';
import type { Chance } from './world/chance.ts';
import type { Machine } from './world/machine.ts';
import type { Trace } from './world/trace.ts';

interface World {
  readonly plan: Plan;
  readonly chance: Chance;
  readonly machine: Machine;
  readonly trace: Trace;
}

/** Somebody who edits the configuration, and has the agent read it again. */
export class Operator {
  readonly #world: World;
  #setup = FIRST_SETUP;
  #edits = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** What the file says now. */
  get setup(): Setup {
    return this.#setup;
  }

  /** Changes one thing. */
  edit(): void {
    this.#use(changeSetup(this.#setup, this.#world.chance));
  }

  /** Brings back what senders and open alarms need. */
  restore(): void {
    this.#use(restored(this.#setup));
  }

  /** Lets COC be told no more of what it knows, so that everything comes to rest. */
  rest(): void {
    const { plan, machine } = this.#world;
    void machine.reload(configOf({ ...plan, owes: false }, 'rest', this.#setup));
  }

  /** Has the same configuration read again, or with another fingerprint only. */
  reload(version: string): void {
    const { plan, machine } = this.#world;
    void machine.reload(configOf(plan, version, this.#setup));
  }

  #use(setup: Setup): void {
    this.#setup = setup;
    this.#edits += 1;
    this.#world.trace.note(`edit: ${JSON.stringify(setup)}`);
    this.reload(`edit ${this.#edits}`);
  }
}
