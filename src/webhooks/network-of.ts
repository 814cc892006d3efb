import { isIPv6 } from 'node:net';

/** The network that one sender has to itself: an IPv4 address, or the first half of an IPv6 address. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [front = ''] = address.split('::');
  const groups = front.split(':');
  return groups.length >= 4 || !address.includes('::') ? groups.slice(0, 4).join(':') : front;
}
