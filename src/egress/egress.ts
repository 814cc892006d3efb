import { type LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { EgressSettings } from './config.ts';
import { forbiddenKind } from './forbidden-address.ts';
import { addressNumber, type IpRange, isWithin, parseRange } from './ip-range.ts';

/** Code of {@link EgressError}, which it keeps on its way through the HTTP client. */
export const EGRESS_REFUSED = 'EGRESS_REFUSED';

/** Refusal to connect: no byte was sent. Its message has the remedy. */
export class EgressError extends Error {
  readonly code = EGRESS_REFUSED;

  constructor(message: string) {
    super(message);
    this.name = 'EgressError';
  }
}

/** Resolves a host name to all its addresses, as `dns.lookup` of Node does with `all`. */
export type Resolve = (
  host: string,
  options: { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Decides where the agent connects to. Every outgoing connection asks twice: with {@link refusalOf} before it
 * opens, which decides about addresses in URLs and about names; and with {@link lookup} while it opens, which
 * decides about the addresses of a name. The socket connects only to an address that `lookup` returned, so DNS
 * cannot change its answer in between.
 */
export class Egress {
  readonly #names: readonly string[] | undefined;
  readonly #ranges: readonly IpRange[];
  readonly #resolve: Resolve;

  constructor({ allow }: EgressSettings = {}, resolve: Resolve = lookup) {
    const entries = allow?.map((text) => [text, parseRange(text)] as const);
    this.#names = entries?.flatMap(([text, range]) => (range ? [] : [text]));
    this.#ranges = entries?.flatMap(([, range]) => range ?? []) ?? [];
    this.#resolve = resolve;
  }

  /**
   * Refuses a URL by its host alone; undefined when it may be called, or when only its addresses decide.
   * @param resolvedBy `proxy` when a proxy resolves the name, so that no address can decide later
   */
  refusalOf(url: string, resolvedBy: 'agent' | 'proxy' = 'agent'): EgressError | undefined {
    const host = hostOf(url);
    if (isIP(host)) return this.#refusalOfAddress(host, host);
    if (this.#allowsName(host)) return undefined;
    return resolvedBy === 'agent' && this.#ranges.length > 0 ? undefined : notAllowed(host);
  }

  /** Resolves a name for a socket, and leaves out the addresses that must not be called. */
  readonly lookup: LookupFunction = (host, options, done) => {
    this.#resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, []);
      const refusals = addresses.map(({ address }) => this.#refusalOfAddress(address, host));
      const allowed = addresses.filter((_, i) => refusals[i] === undefined);
      const [first] = allowed;
      if (!first) return done(refusals[0] ?? new EgressError(`${host} has no address`), []);
      if (options.all) return done(null, allowed);
      return done(null, first.address, first.family);
    });
  };

  #refusalOfAddress(address: string, host: string): EgressError | undefined {
    const kind = forbiddenKind(address);
    const words = host === address ? `${host} is` : `${host} resolves to ${address},`;
    if (kind !== undefined)
      return new EgressError(`${words} ${kind}, which the agent never calls; correct the address`);
    const number = addressNumber(address);
    if (this.#allowsName(host) || (number !== undefined && isWithin(number, this.#ranges))) return undefined;
    return notAllowed(host === address ? host : `${host} (${address})`);
  }

  #allowsName(host: string): boolean {
    const name = host.toLowerCase();
    return this.#names?.some((allowed) => matches(allowed, name)) ?? true;
  }
}

function matches(allowed: string, name: string): boolean {
  return allowed.startsWith('*.') ? name.endsWith(allowed.slice(1)) : name === allowed;
}

function notAllowed(host: string): EgressError {
  return new EgressError(`${host} is not in egress.allow; add it there, or correct the address`);
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}
