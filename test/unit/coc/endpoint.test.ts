import { expect, it } from 'vitest';
import { addressOf } from '../../../src/coc/endpoint.ts';

it.each([
  ['https://coc.myhuaweicloud.com', 'coc.myhuaweicloud.com:443'],
  ['https://COC.myhuaweicloud.com:443', 'coc.myhuaweicloud.com:443'],
  ['https://coc.myhuaweicloud.com.', 'coc.myhuaweicloud.com:443'],
  ['https://coc.myhuaweicloud.com:8443', 'coc.myhuaweicloud.com:8443'],
  ['http://localhost:9097', 'this machine:9097'],
  ['http://LOCALHOST:9097', 'this machine:9097'],
  ['http://127.0.0.1:9097', 'this machine:9097'],
  ['http://[::1]:9097', 'this machine:9097'],
  ['http://localhost', 'this machine:80'],
  ['https://localhost', 'this machine:443'],
])('%s is at %s', (origin, address) => {
  expect(addressOf(origin)).toBe(address);
});
