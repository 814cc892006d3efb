import { expect, it } from 'vitest';
import { addressesOf } from '../../../../src/cli/coc/resource-addresses.ts';

it.each([
  [
    'a server',
    { addresses: [{ addr: '10.0.0.1' }, { addr: '198.18.0.1' }, { addr: '10.0.0.1' }] },
    ['10.0.0.1', '198.18.0.1'],
  ],
  ['a database', { private_ips: ['10.0.0.2'], public_ips: [] }, ['10.0.0.2']],
  ['IPv6', { ip: 'fe80::1' }, ['fe80::1']],
  ['what is no address', { addr: 'web-1', version: '4', hostName: '10.0.0.3' }, []],
  ['nothing', null, []],
])('finds the addresses of %s', (_, properties, addresses) => {
  expect(addressesOf(properties)).toEqual(addresses);
});

it('does not look deeper than a resource is', () => {
  let deep: unknown = '10.0.0.1';
  for (let depth = 0; depth < 10_000; depth += 1) deep = { ip: deep };
  expect(addressesOf(deep)).toEqual([]);
});
