import { describe, expect, it } from 'vitest';
import { akskCredentials } from '../../../../src/coc/credentials/aksk.ts';
import { startDeadline } from '../../../../src/coc/deadline.ts';
import { ConfigError } from '../../../../src/errors.ts';
import { Secret } from '../../../../src/settings/secret.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const clock = new FakeClock();
const KEYS = { accessKey: new Secret('AK'), secretKey: new Secret('SK') };

function open(config: Omit<Parameters<typeof akskCredentials>[0], 'type'> = KEYS) {
  return akskCredentials({ type: 'aksk', ...config }, clock);
}

/** The headers of a signed request, but for the signature. */
async function headersOf(config?: Parameters<typeof open>[0]) {
  const request = { method: 'GET', host: 'coc.example', path: '/x', body: Buffer.alloc(0) };
  const deadline = startDeadline(1_000, undefined, clock);
  const allowed = await open(config).authorize(request, 0, deadline);
  deadline.stop();
  return allowed.kind === 'headers' ? allowed.headers : {};
}

describe('an access key', () => {
  it('has another identity with any other part', () => {
    expect(open().identity()).toMatchObject({ credentials: ['aksk', 'AK', 'SK'] });
    const whole = { ...KEYS, projectId: 'p', domainId: 'd', securityToken: new Secret('TOK') };
    expect(open(whole).identity()).toMatchObject({ credentials: ['aksk', 'AK', 'SK', 'TOK'] });
    const scopeOf = (scope: object) => open({ ...KEYS, ...scope }).identity().scope;
    expect(scopeOf({ projectId: 'p', domainId: 'd' })).toEqual(['p', 'd']);
    expect(scopeOf({ projectId: 'p' })).not.toEqual(scopeOf({ domainId: 'p' }));
    expect(scopeOf({})).toEqual(['', '']);
  });

  it('has an identity, and hides what can be read, while a file of it is missing', () => {
    const credentials = open({ accessKey: KEYS.accessKey, secretKeyFile: '/no/such/file' });
    expect(credentials.identity()).toMatchObject({ credentials: ['aksk', 'AK', ''] });
    expect(credentials.secrets().map((secret) => secret.reveal())).toEqual(['AK']);
  });

  it('signs the project and the domain when there are any', async () => {
    const signed = { ...(await headersOf({ ...KEYS, projectId: 'p1', domainId: 'd1' })) };
    expect(signed).toMatchObject({ 'x-project-id': 'p1', 'x-domain-id': 'd1' });
    expect(signed.authorization).toContain('SignedHeaders=host;x-domain-id;x-project-id;x-sdk-date');
    expect(Object.keys(await headersOf())).toEqual(['x-sdk-date', 'authorization']);
  });

  it('has no token to renew', () => {
    expect(open().renew({})).toBe(false);
  });

  it.each([
    ['access key', { secretKey: KEYS.secretKey }],
    ['secret key', { accessKey: KEYS.accessKey }],
    ['keys', {}],
  ])('is not used without its %s', (_, config) => {
    let thrown: unknown;
    try {
      open(config);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ConfigError);
    expect(thrown).toMatchObject({
      message: expect.stringMatching(/no access key or no secret/),
      issues: [],
    });
  });
});
