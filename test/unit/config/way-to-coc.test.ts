import { describe, expect, it } from 'vitest';
import { wayToCoc } from '../../../src/config/way-to-coc.ts';

const COC = { endpoint: 'https://a', integrationKey: 'k', auth: { accessKey: 'x' }, timeout: '5s' };
const way = (coc: object, rest: object = {}) =>
  JSON.stringify(wayToCoc({ coc: { ...COC, ...coc }, ...rest }));

describe('the way to COC', () => {
  it.each([
    ['the address', { endpoint: 'https://b' }],
    ['the key', { integrationKey: 'l' }],
    ['a file of the key', { integrationKeyFile: '/run/key' }],
    ['the key of an integration', { integrations: { other: { integrationKey: 'l' } } }],
    ['the form of a field', { serviceInterruptAs: 'string' }],
  ])('is another one with %s', (_, coc) => {
    expect(way(coc)).not.toBe(way({}));
  });

  it.each([
    ['credentials of signed calls', { auth: { accessKey: 'y' } }, {}],
    ['waits', { timeout: '9s' }, {}],
    ['routes', {}, { routes: [{}] }],
  ])('is the same with other %s', (_, coc, rest) => {
    expect(way(coc, rest)).toBe(way({}));
  });

  it('is none without a section about COC', () => {
    expect(wayToCoc({})).toEqual(wayToCoc(undefined));
  });
});
