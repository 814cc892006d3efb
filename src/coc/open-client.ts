import { Egress } from '../egress/egress.ts';
import type { Clock } from '../time/clock.ts';
import { CocClient } from './client.ts';
import type { CocConfig } from './config.ts';
import { openCredentials } from './credentials/open-credentials.ts';
import type { DeadlineTimers } from './deadline.ts';
import type { KeptRefusals } from './kept-refusals.ts';
import type { ObservedCall } from './observed-call.ts';
import { openFreshTransport, openTransport } from './transport.ts';

/** Way to COC: connections, and the timers that limit calls. */
export interface WayToCoc {
  readonly openTransport: typeof openTransport;
  readonly openFreshTransport: typeof openFreshTransport;
  readonly timers?: DeadlineTimers;
}

/** The network and the timers of this machine. */
const REAL_WAY: WayToCoc = { openTransport, openFreshTransport };

/** Dependencies of whatever calls COC. */
export interface CocDeps {
  readonly clock: Clock;
  /** From 0 up to, not including, 1. It spreads the renewal of tokens. */
  readonly random: () => number;
  /** Called after every HTTP exchange with COC or IAM. */
  readonly onCall?: (call: ObservedCall) => void;
  /** Decides where the agent may connect to. */
  readonly egress?: Egress;
  /** What is known of credentials that were refused before this process. Default: nothing is. */
  readonly refusals?: KeptRefusals | undefined;
  /** Default: the network of this machine. A simulation has its own. */
  readonly way?: WayToCoc | undefined;
}

/** A client, and the version of its credentials. */
export interface OpenedClient {
  readonly client: CocClient;
  /** Changes when the credentials change, also in their files. */
  readonly authVersion: () => string;
}

/**
 * Opens a client with the connections and credentials of a configuration.
 *
 * @param endpoint - server that it calls; IAM takes the same signatures as COC
 * @throws {ConfigError} when a file that the configuration names cannot be used.
 */
export function openClient(
  config: CocConfig,
  { clock, random, refusals, onCall = () => undefined, egress = new Egress(), way = REAL_WAY }: CocDeps,
  endpoint = config.endpoint,
): OpenedClient {
  const shared = { clock, onCall, timeoutMs: config.timeout, refusals, timers: way.timers };
  const reached = { ...config, egress };
  const credentials = openCredentials(reached, { ...shared, random, openTransport: way.openTransport });
  const transport = way.openTransport(endpoint, reached, clock);
  const freshTransport = way.openFreshTransport(endpoint, reached, clock);
  return {
    client: new CocClient(endpoint, { ...shared, credentials, transport, freshTransport }),
    authVersion: () => credentials.version(),
  };
}
