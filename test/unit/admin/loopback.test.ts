import { describe, expect, it } from 'vitest';
import { hasBearerToken } from '../../../src/admin/bearer-token.ts';
import { isCrossSite, isLocalHost, isLoopbackPeer } from '../../../src/admin/loopback.ts';
import { inlineSecret, Secret } from '../../../src/settings/secret.ts';

describe('a peer', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.8.9.1', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['::FFFF:127.0.0.1', true],
    ['::ffff:10.0.0.1', false],
    ['10.0.0.1', false],
    ['127.evil.example', false],
    ['::2', false],
    ['', false],
    [undefined, false],
  ])('at %s is on this machine: %s', (address, local) => {
    expect(isLoopbackPeer(address)).toBe(local);
  });
});

describe('a Host header', () => {
  it.each([
    ['localhost:9096', true],
    ['127.0.0.1:9096', true],
    ['[::1]:9096', true],
    ['10.1.2.3', true],
    ['rebound.evil.example:9096', false],
    ['localhost.evil.example', false],
    [undefined, false],
  ])('%s asks for this machine itself: %s', (host, local) => {
    expect(isLocalHost(host)).toBe(local);
  });
});

describe('an Origin', () => {
  it.each([
    ['http://localhost:9096', 'localhost:9096', false],
    ['https://localhost:9096', 'localhost:9096', false],
    ['http://localhost:9097', 'localhost:9096', true],
    ['http://evil.example', 'localhost:9096', true],
  ])('%s for %s is of another site: %s', (origin, host, foreign) => {
    expect(isCrossSite({ origin, host })).toBe(foreign);
  });
});

describe('a bearer token', () => {
  const token = inlineSecret(new Secret('right'));

  it.each([
    ['Bearer right', true],
    ['bearer  right', true],
    ['Bearer wrong', false],
    ['Bearer right2', false],
    ['Basic right', false],
    ['right', false],
    [undefined, false],
  ])('%s matches: %s', (header, matches) => {
    expect(hasBearerToken(header, token)).toBe(matches);
  });

  it('that is empty matches nobody', () => {
    expect(hasBearerToken('Bearer ', inlineSecret(new Secret('')))).toBe(false);
  });
});
