import { addressNumber, type IpRange, isWithin, parseRange } from './ip-range.ts';

/**
 * Addresses where no alert ever has to go. Whoever can change an address in the configuration or in DNS could
 * otherwise make the agent ask the machine's cloud for its credentials.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry, iana-ipv6-special-registry
 */
const FORBIDDEN: readonly (readonly [words: string, ranges: readonly string[]])[] = [
  [
    'an address of cloud metadata',
    [
      ...['169.254.169.254', 'fd00:ec2::254', 'fd20:ce::254', 'fd00:c1::a9fe:a9fe'],
      ...['100.100.100.200', '168.63.129.16', '192.0.0.192'],
    ],
  ],
  ['a link-local address', ['169.254.0.0/16', 'fe80::/10']],
  ['an unspecified address', ['0.0.0.0/8', '::']],
  ['a multicast address', ['224.0.0.0/4', 'ff00::/8']],
  ['a broadcast or reserved address', ['240.0.0.0/4']],
];

const KINDS = FORBIDDEN.map(([words, texts]) => [words, texts.map(rangeOf)] as const);
/**
 * IPv6 ranges that carry an IPv4 address, and the bits behind it: NAT64, 6to4, and the old translated and
 * compatible forms.
 */
const EMBEDDING = (
  [
    ['64:ff9b::/96', 0n],
    ['64:ff9b:1::/48', 0n],
    ['2002::/16', 80n],
    ['::ffff:0:0:0/96', 0n],
    ['::/96', 0n],
  ] as const
).map(([range, behind]) => [rangeOf(range), behind] as const);

/** Kind of an address that the agent never connects to; undefined for one that it may connect to. */
export function forbiddenKind(address: string): string | undefined {
  const number = addressNumber(address);
  if (number === undefined) return 'not an address';
  return kindOf(number) ?? embeddedIn(number).map(kindOf).find(Boolean);
}

function kindOf(number: bigint): string | undefined {
  return KINDS.find(([, ranges]) => isWithin(number, ranges))?.[0];
}

/** The IPv4 addresses to which a gateway could translate an IPv6 address. */
function embeddedIn(number: bigint): bigint[] {
  // ::1 is loopback, not the IPv4 address 0.0.0.1.
  if (number === 1n) return [];
  return EMBEDDING.filter(([range]) => isWithin(number, [range])).map(
    ([, behind]) => (0xffffn << 32n) | ((number >> behind) & 0xffff_ffffn),
  );
}

function rangeOf(text: string): IpRange {
  const range = parseRange(text);
  if (!range) throw new TypeError(`${text} is not a range of addresses`);
  return range;
}
