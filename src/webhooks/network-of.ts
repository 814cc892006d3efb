const GROUPS = 8;

/** The network that one sender has to itself: an IPv4 address, or the first half of an IPv6 address. */
export function networkOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  return groupsOf(address)
    .slice(0, GROUPS / 2)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':');
}

/** The groups of an IPv6 address, with the zeros that `::` stands for. An IPv4 address at its end is two of them. */
function groupsOf(address: string): readonly string[] {
  const [head = '', tail] = address
    .replace(/%.*$/, '')
    .replace(/[\d.]*\.[\d.]*$/, '0:0')
    .split('::');
  const [before, after] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':')));
  if (tail === undefined || !before || !after) return before ?? [];
  const zeros = Array<string>(Math.max(0, GROUPS - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after];
}
