import { describe, expect, it } from 'vitest';
import { forbiddenKind } from '../../../src/egress/forbidden-address.ts';
import { addressNumber, isWithin, parseRange } from '../../../src/egress/ip-range.ts';

describe('an address that is never called', () => {
  it.each([
    ['169.254.169.254', 'an address of cloud metadata'],
    ['fd00:ec2::254', 'an address of cloud metadata'],
    ['fd20:ce::254', 'an address of cloud metadata'],
    ['fd00:c1::a9fe:a9fe', 'an address of cloud metadata'],
    ['100.100.100.200', 'an address of cloud metadata'],
    ['168.63.129.16', 'an address of cloud metadata'],
    ['192.0.0.192', 'an address of cloud metadata'],
    ['169.254.0.0', 'a link-local address'],
    ['169.254.255.255', 'a link-local address'],
    ['fe80::1', 'a link-local address'],
    ['fe80::1%eth0', 'a link-local address'],
    ['febf:ffff::', 'a link-local address'],
    ['0.0.0.0', 'an unspecified address'],
    ['0.255.255.255', 'an unspecified address'],
    ['::', 'an unspecified address'],
    ['224.0.0.1', 'a multicast address'],
    ['239.255.255.255', 'a multicast address'],
    ['ff02::1', 'a multicast address'],
    ['240.0.0.1', 'a broadcast or reserved address'],
    ['255.255.255.255', 'a broadcast or reserved address'],
    // The same addresses, in a form that a simple comparison overlooks.
    ['::ffff:169.254.169.254', 'an address of cloud metadata'],
    ['::ffff:a9fe:a9fe', 'an address of cloud metadata'],
    ['0:0:0:0:0:ffff:a9fe:a9fe', 'an address of cloud metadata'],
    ['FD00:EC2:0:0:0:0:0:254', 'an address of cloud metadata'],
    ['::169.254.169.254', 'an address of cloud metadata'],
    ['64:ff9b::a9fe:a9fe', 'an address of cloud metadata'],
    ['64:ff9b:1::169.254.169.254', 'an address of cloud metadata'],
    ['2002:a9fe:a9fe::1', 'an address of cloud metadata'],
    ['::ffff:0:a9fe:a9fe', 'an address of cloud metadata'],
    ['::ffff:0.0.0.0', 'an unspecified address'],
    ['no address', 'not an address'],
    ['', 'not an address'],
  ])('is %s', (address, kind) => {
    expect(forbiddenKind(address)).toBe(kind);
  });

  it.each([
    ...['127.0.0.1', '127.255.255.255', '::1', '::ffff:127.0.0.1', '10.0.0.1', '172.16.0.1', '192.168.1.1'],
    ...['100.64.0.1', '100.100.100.199', '169.253.255.255', '169.255.0.0', '1.0.0.0', '223.255.255.255'],
    ...[
      'fd00::1',
      'fe00::1',
      'fec0::1',
      '2001:db8::1',
      '64:ff9b::a00:1',
      '2002:a00:1::',
      '::ffff:0:a00:1',
      '119.8.1.1',
    ],
  ])('is not %s', (address) => {
    expect(forbiddenKind(address)).toBeUndefined();
  });
});

describe('a range of addresses', () => {
  const contains = (range: string, address: string) =>
    isWithin(addressNumber(address) ?? -1n, [parseRange(range) ?? { first: 0n, count: 0n }]);

  it.each([
    ['10.0.0.0/8', '10.255.255.255', '11.0.0.0'],
    ['10.1.2.3/8', '10.0.0.0', '9.255.255.255'],
    ['192.168.1.7', '192.168.1.7', '192.168.1.8'],
    ['0.0.0.0/0', '255.255.255.255', '2001:db8::1'],
    ['::/0', '2001:db8::1', 'nothing'],
    ['2001:db8::/32', '2001:db8:ffff::1', '2001:db9::'],
    ['fd00::1', 'FD00:0::1', 'fd00::2'],
    ['::ffff:10.0.0.0/104', '10.9.9.9', '11.0.0.0'],
  ])('%s has %s, and not %s', (range, inside, outside) => {
    expect([contains(range, inside), contains(range, outside)]).toEqual([true, false]);
  });

  it.each(['', '10.0.0.0/33', '::/129', '10.0.0/8', '10.0.0.0/', '10.0.0.0/8/8', '10.0.0.0/-1', 'host', '1'])(
    'is not %j',
    (text) => {
      expect(parseRange(text)).toBeUndefined();
    },
  );
});
