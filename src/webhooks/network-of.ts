/** The network that one sender has to itself: an IPv4 address, or the first half of an IPv6 address. */
export function networkOf(address: string): string {
  if (address.startsWith('::ffff:')) return address;
  const [front = ''] = address.split('::');
  return front.split(':').slice(0, 4).join(':');
}
