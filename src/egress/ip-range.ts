import { isIPv4, isIPv6 } from 'node:net';

/** A range of addresses. IPv4 counts as the IPv6 addresses ::ffff:0:0/96, so that both forms are one. */
export interface IpRange {
  readonly first: bigint;
  /** Number of addresses in the range. */
  readonly count: bigint;
}

const MAPPED = 0xffffn << 32n;
const BITS = 128;
const IPV4_BITS = 32;

/** Number of an IPv4 or IPv6 address, the same for both forms of an IPv4 address; undefined for other texts. */
export function addressNumber(text: string): bigint | undefined {
  const address = text.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '');
  if (isIPv4(address)) return MAPPED | ipv4Number(address);
  return isIPv6(address) ? ipv6Number(address) : undefined;
}

/** Reads an address or a range such as 10.0.0.0/8; undefined for other texts. */
export function parseRange(text: string): IpRange | undefined {
  const [address = '', bits, ...more] = text.split('/');
  const number = addressNumber(address);
  if (number === undefined || more.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits)))
    return undefined;
  const offset = isIPv4(address) ? BITS - IPV4_BITS : 0;
  const prefix = bits === undefined ? BITS : offset + Number(bits);
  if (prefix > BITS) return undefined;
  const count = 1n << BigInt(BITS - prefix);
  return { first: number - (number % count), count };
}

/** True when one of the ranges has the address. */
export function isWithin(address: bigint, ranges: readonly IpRange[]): boolean {
  return ranges.some(({ first, count }) => address >= first && address < first + count);
}

function ipv4Number(address: string): bigint {
  return address.split('.').reduce((number, part) => (number << 8n) | BigInt(part), 0n);
}

function ipv6Number(address: string): bigint {
  // The last four bytes may be written as IPv4.
  const [ipv4 = ''] = /[\d.]+$/.exec(address) ?? [];
  const tail = ipv4.includes('.') ? hexGroups(ipv4Number(ipv4)) : undefined;
  const text = tail === undefined ? address : `${address.slice(0, -ipv4.length)}${tail}`;
  const [head = '', end] = text.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = end === undefined || end === '' ? [] : end.split(':');
  const zeros = Array<string>(8 - before.length - after.length).fill('0');
  const groups = [...before, ...(end === undefined ? [] : zeros), ...after];
  return groups.reduce((number, group) => (number << 16n) | BigInt(`0x${group}`), 0n);
}

function hexGroups(ipv4: bigint): string {
  return `${(ipv4 >> 16n).toString(16)}:${(ipv4 & 0xffffn).toString(16)}`;
}
