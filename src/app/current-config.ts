import { CocDestination } from '../coc/coc-destination.ts';
import type { KeptRefusals } from '../coc/kept-refusals.ts';
import { lookUpProject, type ProjectReading } from '../coc/look-up-project.ts';
import type { ObservedCall } from '../coc/observed-call.ts';
import type { WayToCoc } from '../coc/open-client.ts';
import { SwitchableDestination } from '../delivery/switchable-destination.ts';
import { Egress } from '../egress/egress.ts';
import { sameSettings } from '../settings/same-settings.ts';
import type { Clock } from '../time/clock.ts';
import type { ReadConfig } from './read-config.ts';
import { createRouting, type Routing } from './routing.ts';

interface Dependencies {
  readonly clock: Clock;
  /** From 0 up to, not including, 1. Default: that of this machine. */
  readonly random?: () => number;
  /** Default: the network of this machine. */
  readonly wayToCoc?: WayToCoc | undefined;
  /** What is known of credentials that were refused before this process. Default: nothing is. */
  readonly refusals?: KeptRefusals;
  /** Receives each call of COC. Default: nobody does. */
  readonly onCall?: (call: ObservedCall) => void;
}

/** The objects made from the current configuration. A reload replaces them. */
export class CurrentConfig {
  readonly destination: SwitchableDestination<CocDestination>;
  readonly #deps: Dependencies;
  #read: ReadConfig;
  #routing: Routing;

  /** @throws {ConfigError} when a file named in it cannot be used, or routes contradict each other. */
  constructor(read: ReadConfig, deps: Dependencies) {
    this.#deps = deps;
    this.#read = read;
    this.#routing = createRouting(read, deps);
    this.destination = new SwitchableDestination(connectToCoc(read, deps));
  }

  get read(): ReadConfig {
    return this.#read;
  }

  get routing(): Routing {
    return this.#routing;
  }

  /**
   * Switches to another configuration as a whole.
   *
   * @throws {ConfigError} when it cannot be used; then nothing changes.
   */
  async use(next: ReadConfig): Promise<void> {
    const routing = createRouting(next, this.#deps);
    const isSameWay = sameSettings(next.config.egress, this.#read.config.egress);
    const kept = isSameWay && this.destination.current.adopt(next.config.coc);
    const destination = kept ? undefined : connectToCoc(next, this.#deps);
    this.#read = next;
    this.#routing = routing;
    if (destination) await this.destination.switchTo(destination);
  }
}

/**
 * Creates the client of COC for a configuration.
 *
 * @throws {ConfigError} when a file named in it cannot be used.
 */
export function connectToCoc(
  { config }: Pick<ReadConfig, 'config'>,
  { clock, random = Math.random, wayToCoc: way, onCall = () => undefined, refusals }: Dependencies,
): CocDestination {
  const egress = new Egress(config.egress);
  return new CocDestination(config.coc, { clock, random, onCall, egress, way, refusals });
}

/** Looks up the project of signed calls in IAM. */
export async function projectOf(
  { config }: Pick<ReadConfig, 'config'>,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<ProjectReading> {
  const { auth } = config.coc;
  if (auth.type !== 'aksk' || auth.projectId === undefined)
    return { kind: 'unknown', detail: 'no project is configured for signed calls' };
  const egress = new Egress(config.egress);
  const coc = { ...config.coc, auth: { ...auth, projectId: auth.projectId } };
  return lookUpProject(coc, { clock, random: Math.random, egress }, signal);
}
