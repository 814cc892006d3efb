import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contentOfFile, unreadRemedy } from '../../../../src/config/notices/file-remedy.ts';

/** As much of a JSON Schema as names keys. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** All keys of a configuration that name a file, each with what is around it. */
function fileKeys(schema: Schema, path: string): readonly string[] {
  const { properties = {}, items, additionalProperties, anyOf = [], oneOf = [] } = schema;
  const own = Object.entries(properties).flatMap(([key, inner]) => {
    const at = path === '' ? key : `${path}.${key}`;
    return key.endsWith('File') ? [at] : fileKeys(inner, at);
  });
  const within = [...anyOf, ...oneOf].flatMap((one) => fileKeys(one, path));
  const named = typeof additionalProperties === 'object' ? fileKeys(additionalProperties, `${path}.x`) : [];
  return [...own, ...within, ...named, ...(items ? fileKeys(items, `${path}[0]`) : [])];
}

const schema = JSON.parse(readFileSync('config/coc-alarm-agent/config.schema.json', 'utf8'));
const keys = [...new Set(fileKeys(schema, ''))];

describe('the advice for a file', () => {
  it('says of each key of the configuration what belongs into its file', () => {
    expect(keys.length).toBeGreaterThan(15);
    expect(keys.filter((key) => contentOfFile(key) === 'the secret')).toEqual([]);
  });

  it.each([
    ['coc.integrationKeyFile', 'the integration key'],
    ['coc.integrations.db.integrationKeyFile', 'the integration key'],
    ['coc.auth.accessKeyFile', 'the access key id (AK)'],
    ['coc.auth.secretKeyFile', 'the secret access key (SK)'],
    ['coc.auth.securityTokenFile', 'the security token'],
    ['coc.auth.passwordFile', 'the password of the IAM user'],
    ['coc.proxy.auth.passwordFile', 'the password for the proxy'],
    ['admin.auth.bearer.tokenFile', 'the token that operators send'],
    ['sources.am.auth.bearer[0].tokenFile', 'the token that the sender sends'],
    ['sources.zabbix.auth.basic.passwordFile', 'the password that the sender sends'],
    ['sources.g.auth.hmac.secretFile', 'the secret of the contact point'],
    ['sources.g.auth.standardWebhooks[1].secretFile', 'the secret, whsec_'],
    ['sources.am.reconcile.auth.bearer.tokenFile', 'the token for the API of the source'],
    ['sources.am.reconcile.auth.basic.passwordFile', 'the password for the API of the source'],
    ['sources.am.reconcile.tls.caFile', 'the certificates of the authorities'],
    ['listen.tls.webhooks.clientCaFile', 'the certificates of the authorities'],
    ['listen.tls.webhooks.certFile', 'the certificate and its chain'],
    ['listen.tls.webhooks.keyFile', 'the private key'],
    ['something.else', 'the secret'],
  ])('knows what %s holds', (key, content) => {
    expect(contentOfFile(key)).toContain(content);
    const missing = { key, file: '/run/secrets/one', code: 'ENOENT' };
    for (const hasDirectory of [true, false])
      expect(unreadRemedy({ ...missing, hasDirectory })).toContain(content);
  });

  it.each([
    [
      'ENOENT',
      true,
      /^create it with .*, or correct coc\.auth\.secretKeyFile; .* mounted at \/run\/secrets needs a key called sk$/,
    ],
    [
      'ENOENT',
      false,
      /^there is no \/run\/secrets either: mount .* a key called sk, or create the file with /,
    ],
    ['EACCES', true, /^let the user of the agent read it: chown and chmod 400, .* defaultMode .* fsGroup$/],
    ['EPERM', true, /^let the user of the agent read it/],
    ['ENOTDIR', false, /^correct coc\.auth\.secretKeyFile: a part of the path is a file/],
    ['EIO', true, /^check the path/],
    ['', true, /^check the path/],
  ])('depends on what is wrong: %s', (code, hasDirectory, words) => {
    const file = { key: 'coc.auth.secretKeyFile', file: '/run/secrets/sk', code, hasDirectory };
    expect(unreadRemedy(file)).toMatch(words);
  });
});
