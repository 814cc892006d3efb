import { CocDestination } from '../coc/coc-destination.ts';
import type { ObservedCall } from '../coc/observed-call.ts';
import { SwitchableDestination } from '../delivery/switchable-destination.ts';
import { systemClock } from '../time/clock.ts';
import type { ReadConfig } from './read-config.ts';
import { createRouting, type Routing } from './routing.ts';

/** What is made from the configuration, and made anew when it is read again. */
export class CurrentConfig {
  readonly destination: SwitchableDestination<CocDestination>;
  readonly #onCall: (call: ObservedCall) => void;
  #read: ReadConfig;
  #routing: Routing;

  /** @throws {ConfigError} when a file that it names can't be used, or routes contradict each other. */
  constructor(read: ReadConfig, onCall: (call: ObservedCall) => void) {
    this.#onCall = onCall;
    this.#read = read;
    this.#routing = createRouting(read.config);
    this.destination = new SwitchableDestination(this.#connect(read));
  }

  get read(): ReadConfig {
    return this.#read;
  }

  get routing(): Routing {
    return this.#routing;
  }

  /** Takes another configuration over, whole or, when it throws, not at all. @throws {ConfigError} */
  async use(next: ReadConfig): Promise<void> {
    const routing = createRouting(next.config);
    const destination = this.#connect(next);
    this.#read = next;
    this.#routing = routing;
    await this.destination.switchTo(destination);
  }

  #connect({ config }: ReadConfig): CocDestination {
    return new CocDestination(config.coc, { clock: systemClock, random: Math.random, onCall: this.#onCall });
  }
}
