import { expect, it } from 'vitest';
import { networkOf } from '../../../src/webhooks/network-of.ts';

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2:3::6', '2001:db8:1:2'],
  ['2001:db8:1:2::1', '2001:db8:1:2'],
  ['2001:db8:1::1', '2001:db8:1'],
  ['2001:db8::', '2001:db8'],
  ['::1', ''],
  ['', ''],
])('the network of the address %j is %j', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
