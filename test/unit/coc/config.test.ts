import { describe, expect, it } from 'vitest';
import { cocSchema } from '../../../src/coc/config.ts';
import { Secret } from '../../../src/settings/secret.ts';

const AKSK = { type: 'aksk', accessKey: 'AK', secretKey: 'SK' };
const GOOD = { endpoint: 'https://coc.myhuaweicloud.com', integrationKey: 'k', auth: AKSK };

function problems(config: unknown): string {
  const result = cocSchema.safeParse(config);
  return result.success
    ? ''
    : result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('\n');
}

describe('cocSchema', () => {
  it('has a default for all that need not be said', () => {
    expect(cocSchema.parse(GOOD)).toMatchObject({
      endpoint: 'https://coc.myhuaweicloud.com',
      integrationKey: expect.any(Secret),
      integrations: {},
      timeout: 15_000,
      maxResponse: 1_048_576,
      connections: 32,
      serviceInterruptAs: 'boolean',
    });
  });

  it('keeps secrets out of what is printed of it', () => {
    const config = cocSchema.parse({
      ...GOOD,
      integrationKey: 'KEYKEY',
      auth: { ...AKSK, secretKey: 'SKSKSK' },
    });
    expect(JSON.stringify(config)).not.toMatch(/KEYKEY|SKSKSK/);
  });

  it('knows the IAM of the mainland', () => {
    const auth = { type: 'token', domain: 'd', user: 'u', password: 'p', project: 'cn-north-4' };
    expect(cocSchema.parse({ ...GOOD, auth }).auth).toMatchObject({
      iamEndpoint: 'https://iam.myhuaweicloud.com',
    });
  });

  it.each(['domain', 'user', 'project'])('takes no blanks for the %s of a token', (key) => {
    const auth = {
      type: 'token',
      domain: 'd',
      user: 'u',
      password: 'p',
      project: 'cn-north-4',
      [key]: ' \u200b',
    };
    expect(problems({ ...GOOD, auth })).toBe(`auth.${key} is blank; write the name`);
  });

  it('writes addresses without the slash at their end', () => {
    const config = cocSchema.parse({
      ...{ ...GOOD, endpoint: 'https://COC.example.com:443/', proxy: 'http://proxy:3128/' },
    });
    expect([config.endpoint, config.proxy]).toEqual(['https://coc.example.com', 'http://proxy:3128']);
  });

  it('takes the token of a temporary key from the file or from a file of its own', () => {
    for (const token of [{ securityToken: 't' }, { securityTokenFile: '/t' }, {}])
      expect(problems({ ...GOOD, auth: { ...AKSK, ...token } })).toBe('');
  });

  it.each(['http://127.0.0.1:9200', 'http://localhost:9200/', 'http://[::1]:9200'])(
    'takes %s without TLS',
    (endpoint) => {
      expect(problems({ ...GOOD, endpoint, auth: { type: 'none' } })).toBe('');
    },
  );

  it.each([
    ['a long one', 'x'.repeat(256), 'longer than 255'],
    ['a path', '../x', 'letters, digits'],
    ['a step back', '..', 'dots only'],
    ['one with a line break', 'abc\n', 'letters, digits'],
    ['blanks', '   ', 'is empty'],
    ['the placeholder of the reference', '{integration_key}', 'letters, digits'],
  ])('refuses %s as an integration key, and does not show it', (_what, key, words) => {
    expect(problems({ ...GOOD, integrationKey: key })).toMatch(new RegExp(`^integrationKey .*${words}`));
    const named = problems({ ...GOOD, integrations: { db: { integrationKey: key } } });
    expect(named).toMatch(new RegExp(`^integrations.db.integrationKey .*${words}`));
    expect(named).not.toContain(key);
  });

  it.each(['x'.repeat(255), '...', '.a'])('takes the integration key %s', (integrationKey) => {
    expect(problems({ ...GOOD, integrationKey })).toBe('');
  });

  it('refuses a dot as an integration key', () => {
    expect(problems({ ...GOOD, integrationKey: '.' })).toMatch(/has dots only/);
  });

  it.each([
    ['the shortest timeout', { timeout: '100ms' }],
    ['the longest timeout', { timeout: '10m' }],
    ['the smallest cap', { maxResponse: '1KiB' }],
    ['the largest cap', { maxResponse: '64MiB' }],
    [
      'named integrations alone',
      { integrationKey: undefined, integrations: { db: { integrationKey: 'x' } } },
    ],
    [
      'a default among them',
      { integrationKey: undefined, integrations: { default: { integrationKey: 'x' } } },
    ],
    ['credentials of a proxy', { proxy: 'http://proxy:3128', proxyAuth: { user: 'u', password: 'p' } }],
  ])('takes %s', (_case, change) => {
    expect(problems({ ...GOOD, ...change })).toBe('');
  });

  it.each([
    [
      'plain HTTP beyond this machine',
      { endpoint: 'http://coc.example.com' },
      /endpoint would send credentials unencrypted.*https/,
    ],
    [
      'a host that only begins like loopback',
      { endpoint: 'http://127.0.0.1.example.com' },
      /endpoint would send/,
    ],
    ['another scheme', { endpoint: 'ftp://coc.example.com' }, /endpoint has the scheme ftp:/],
    ['no URL', { endpoint: 'coc.example.com' }, /endpoint .*https/],
    [
      'an endpoint with a path',
      { endpoint: 'https://coc.example.com/v1' },
      /endpoint must have only scheme, host and port/,
    ],
    ['an endpoint with credentials', { endpoint: 'https://u:p@coc.example.com' }, /endpoint must have only/],
    [
      'no credentials beyond this machine',
      { auth: { type: 'none' } },
      /auth.type none is only for the emulator/,
    ],
    ['no integration', { integrationKey: undefined }, /integrationKey is missing/],
    ['two default keys', { integrationKeyFile: '/k' }, /integrationKey takes one of/],
    [
      'the default twice',
      { integrations: { default: { integrationKey: 'x' } } },
      /integrations.default is configured twice/,
    ],
    [
      'an integration without a key',
      { integrations: { db: {} } },
      /integrations.db.integrationKey needs exactly one/,
    ],
    ['two secret keys', { auth: { ...AKSK, secretKeyFile: '/s' } }, /auth.secretKey needs exactly one/],
    [
      'two security tokens',
      { auth: { ...AKSK, securityToken: 't', securityTokenFile: '/t' } },
      /auth.securityToken takes one of/,
    ],
    ['no access key', { auth: { type: 'aksk', secretKey: 's' } }, /auth.accessKey needs exactly one/],
    [
      'a proxy with a password in it',
      { proxy: 'http://u:p@proxy:3128' },
      /proxy is not the address of a proxy.*proxyAuth/,
    ],
    [
      'proxy credentials without a proxy',
      { proxyAuth: { user: 'u', password: 'p' } },
      /proxyAuth has no effect/,
    ],
    [
      'a project id that breaks a header',
      { auth: { ...AKSK, projectId: 'a\r\nb' } },
      /auth.projectId must be/,
    ],
    ['a timeout of nothing', { timeout: '0s' }, /timeout must be from/],
    ['a timeout below the shortest', { timeout: '99ms' }, /timeout must be from/],
    ['a timeout above the longest', { timeout: '600001ms' }, /timeout must be from/],
    ['a cap that no answer fits', { maxResponse: '10B' }, /maxResponse must be from/],
    ['a cap below the smallest', { maxResponse: '1023B' }, /maxResponse must be from/],
    ['a cap above the largest', { maxResponse: '67108865B' }, /maxResponse must be from/],
    ['an unknown key', { integrationkey: 'x' }, /integrationkey/],
  ])('refuses %s', (_case, change, message) => {
    expect(problems({ ...GOOD, ...change })).toMatch(message);
  });
});
