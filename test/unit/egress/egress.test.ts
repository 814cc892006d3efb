import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { egressSchema } from '../../../src/egress/config.ts';
import { Egress, type Resolve } from '../../../src/egress/egress.ts';

/** Resolves every name to these addresses. */
function resolvingTo(...addresses: string[]): Resolve {
  return (_host, _options, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
}

const allowing = (...allow: string[]) => egressSchema.parse({ allow });

function looked(egress: Egress, host: string, all = true): Promise<unknown> {
  return new Promise((resolve, reject) => {
    egress.lookup(host, { all }, (error, found: string | LookupAddress[], family) => {
      if (error) reject(error);
      else resolve(typeof found === 'string' ? { found, family } : found.map(({ address }) => address));
    });
  });
}

describe('the names that are resolved', () => {
  it('lead to all their addresses when nothing is configured', async () => {
    const egress = new Egress({}, resolvingTo('10.0.0.1', '127.0.0.1', '2001:db8::1'));
    expect(await looked(egress, 'coc.example')).toEqual(['10.0.0.1', '127.0.0.1', '2001:db8::1']);
    expect(await looked(egress, 'coc.example', false)).toEqual({ found: '10.0.0.1', family: 4 });
  });

  it('never lead to an address that is forbidden, also when the name is allowed', async () => {
    const mixed = new Egress({}, resolvingTo('169.254.169.254', 'fd00:ec2::254', '10.0.0.1'));
    expect(await looked(mixed, 'coc.example')).toEqual(['10.0.0.1']);
    expect(await looked(mixed, 'coc.example', false)).toEqual({ found: '10.0.0.1', family: 4 });
    for (const settings of [allowing('coc.example'), allowing('169.254.0.0/16', '::/0'), {}])
      await expect(
        looked(new Egress(settings, resolvingTo('169.254.169.254')), 'coc.example'),
      ).rejects.toMatchObject({
        code: 'EGRESS_REFUSED',
        message:
          'coc.example resolves to 169.254.169.254, an address of cloud metadata, which the agent never calls; correct the address',
      });
  });

  it('lead only into the ranges of the list, unless it has the name', async () => {
    const settings = allowing('10.0.0.0/8', 'named.example');
    const egress = new Egress(settings, resolvingTo('10.1.1.1', '192.168.0.1'));
    expect(await looked(egress, 'other.example')).toEqual(['10.1.1.1']);
    expect(await looked(egress, 'named.example')).toEqual(['10.1.1.1', '192.168.0.1']);
    await expect(looked(new Egress(settings, resolvingTo('192.168.0.1')), 'other.example')).rejects.toThrow(
      'other.example (192.168.0.1) is not in egress.allow; add it there, or correct the address',
    );
  });

  it('fail as they do without the rules when DNS has no answer', async () => {
    const missing = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    const egress = new Egress({}, (_host, _options, done) => done(missing, []));
    await expect(looked(egress, 'no.example')).rejects.toBe(missing);
    await expect(looked(new Egress({}, resolvingTo()), 'no.example')).rejects.toThrow('has no address');
  });
});

describe('a URL', () => {
  const refusal = (url: string, settings = {}, by?: 'agent' | 'proxy') =>
    new Egress(settings, resolvingTo()).refusalOf(url, by)?.message;

  it.each([
    'http://169.254.169.254',
    'https://169.254.169.254:8443/x',
    'http://[::ffff:169.254.169.254]',
    'http://[fd00:ec2::254]/',
    'http://2852039166/',
    'http://0xa9.0xfe.0xa9.0xfe/',
    'http://0251.0376.0251.0376/',
    'http://169.254.43518/',
    'http://169.254.169.254./',
    'http://１６９.254.169.254/',
  ])('with the address of the metadata service is refused in every way to write it: %s', (url) => {
    expect(refusal(url)).toContain('an address of cloud metadata, which the agent never calls');
    expect(refusal(url, {}, 'proxy')).toContain('an address of cloud metadata');
  });

  it.each([
    ['https://coc.example', ['coc.example'], true],
    ['https://COC.example.', ['coc.EXAMPLE.'], true],
    ['https://coc.example', ['*.example'], true],
    ['https://example', ['*.example'], false],
    ['https://evilexample', ['*.example'], false],
    ['https://coc.example.evil', ['coc.example'], false],
    ['https://a.coc.example', ['coc.example'], false],
    ['https://10.1.2.3', ['10.0.0.0/8'], true],
    ['https://11.1.2.3', ['10.0.0.0/8'], false],
    ['https://[::ffff:10.1.2.3]', ['10.0.0.0/8'], true],
    ['https://10.1.2.3', ['coc.example'], false],
    ['https://[2001:db8::1]', ['2001:db8::/32'], true],
  ])('%s is called with the list %j: %s', (url, allow, called) => {
    const message = refusal(url, allowing(...allow));
    if (called) expect(message).toBeUndefined();
    else expect(message).toMatch(/is not in egress\.allow; add it there, or correct the address$/);
  });

  it('with a name waits for its addresses when the list has ranges, but not behind a proxy', () => {
    const settings = allowing('10.0.0.0/8');
    expect(refusal('https://coc.example', settings)).toBeUndefined();
    expect(refusal('https://coc.example', settings, 'proxy')).toContain('is not in egress.allow');
  });
});

describe('the list', () => {
  it.each(['http://coc.example', 'coc.example:443', '', '10.0.0.0/40', '10.0.0', 'a b', '*', '*.', 'x*.y'])(
    'refuses %j',
    (entry) => {
      expect(egressSchema.safeParse({ allow: [entry] }).success).toBe(false);
    },
  );

  it('is not empty, because that would stop all deliveries', () => {
    expect(egressSchema.safeParse({ allow: [] }).success).toBe(false);
  });
});
