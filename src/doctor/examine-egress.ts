import type { CalledAddress } from '../egress/destinations.ts';
import { EGRESS_REFUSED, type Egress } from '../egress/egress.ts';
import { messageOf } from '../errors.ts';
import type { Finding } from './finding.ts';

const REMEDY =
  'correct the address in the configuration or in DNS, or add it to egress.allow where that leaves it out';

/** Checks that the agent may connect to every address of the configuration, as DNS resolves it now. */
export async function examineEgress(
  called: readonly CalledAddress[],
  egress: Egress,
): Promise<readonly Finding[]> {
  const refused = await Promise.all(
    called.map(async (address): Promise<Finding[]> => {
      const words = await refusalOf(address, egress);
      return words === undefined
        ? []
        : [{ check: `address ${address.path}`, result: 'bad', words, remedy: REMEDY }];
    }),
  );
  const findings = refused.flat();
  if (findings.length > 0) return findings;
  const paths = called.map(({ path }) => path).join(', ');
  return [{ check: 'addresses', result: 'good', words: `may be called: ${paths}` }];
}

async function refusalOf({ url, resolvedBy }: CalledAddress, egress: Egress): Promise<string | undefined> {
  const refusal = egress.refusalOf(url, resolvedBy);
  if (refusal || resolvedBy === 'proxy') return refusal?.message;
  return new Promise((resolve) => {
    const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
    egress.lookup(host, { all: true }, (error) =>
      // A name that does not resolve is reported by the call itself.
      resolve(error?.code === EGRESS_REFUSED ? messageOf(error) : undefined),
    );
  });
}
