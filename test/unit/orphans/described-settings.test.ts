import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DescribedConfig, describedSettings } from '../../../src/orphans/described-settings.ts';
import { Secret } from '../../../src/settings/secret.ts';
import { tempDirectory } from '../../support/temp-directory.ts';

const FROM = { salt: 'salt', workingDirectory: '/run/agent' };
const KEY = '0123456789abcdef0123456789abcdef';

interface Changes extends Partial<Omit<DescribedConfig, 'coc'>> {
  readonly coc?: Partial<DescribedConfig['coc']>;
}

const described = ({ coc, ...changes }: Changes = {}, from = FROM) =>
  describedSettings(
    { dataDir: './data', sources: {}, ...changes, coc: { auth: { type: 'none' }, integrations: {}, ...coc } },
    from,
  );

describe('the data directory', () => {
  it('is an absolute path, however it is written', () => {
    for (const dataDir of ['./data', 'data/', '/run/agent/data', '../agent/data'])
      expect(described({ dataDir }).directory).toBe('/run/agent/data');
    expect(described().workingDirectory).toBe('/run/agent');
  });

  it('is the one that a link leads to', async () => {
    const directory = tempDirectory();
    await mkdir(join(directory, 'real'));
    await symlink(join(directory, 'real'), join(directory, 'link'));
    const [real, link] = ['real', 'link'].map(
      (name) => described({ dataDir: join(directory, name) }).directory,
    );
    expect(link).toBe(real);
  });
});

describe('the account', () => {
  it('is told without secrets', () => {
    const secrets = { accessKey: new Secret('AK'), secretKey: new Secret('SK') };
    const auth = { type: 'aksk', projectId: 'p', domainId: 'd', ...secrets };
    expect(described({ coc: { auth } }).account).toEqual({ type: 'aksk', projectId: 'p', domainId: 'd' });
    const token = { type: 'token', domain: 'd', user: 'u', project: 'p', password: new Secret('x') };
    expect(described({ coc: { auth: token } }).account).toEqual({
      ...{ type: 'token', domain: 'd', user: 'u', project: 'p' },
    });
    expect(JSON.stringify(described({ coc: { auth } }))).not.toContain('"AK"');
  });
});

describe('keys', () => {
  const keyed = (key: string) => ({ integrationKey: new Secret(key) });

  it('have digests, which tell no more than whether two are the same', () => {
    const auth = { type: 'aksk', accessKey: new Secret('AK') };
    const { digests } = described({
      coc: { ...keyed(KEY), auth, integrations: { db: keyed(KEY), web: keyed('x') } },
    });
    expect(Object.keys(digests.keys)).toEqual(['default', 'db', 'web']);
    expect(digests.keys.db).toBe(digests.keys.default);
    expect(digests.keys.web).not.toBe(digests.keys.db);
    expect(digests.accessKey).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(digests)).not.toContain(KEY);
    expect(described({ coc: keyed(KEY) }, { ...FROM, salt: 'other' }).digests.keys.default).not.toBe(
      digests.keys.db,
    );
    expect(digests.salt).toBe('salt');
  });

  it('are those of `integrations.default` where it is written there', () => {
    const { keys } = described({ coc: { integrations: { default: keyed(KEY) } } }).digests;
    expect(keys).toEqual(described({ coc: keyed(KEY) }).digests.keys);
  });

  it('are read from files; what cannot be read has no digest', async () => {
    const file = join(tempDirectory(), 'key');
    await writeFile(file, `${KEY}\n`);
    const inFile = described({ coc: { integrationKeyFile: file } }).digests;
    expect(inFile).toEqual(described({ coc: keyed(KEY) }).digests);
    expect(described({ coc: { integrationKeyFile: `${file}-gone` } }).digests).toEqual({
      salt: 'salt',
      keys: {},
    });
  });
});

it('a source that is not asked has the time after which its alarms are stale', () => {
  const settings = { staleAfter: 1_000, stale: 'mark' } as const;
  const sources = { am: settings, asked: { ...settings, reconcile: { url: 'http://am' } } };
  expect(described({ sources }).stale).toEqual({ am: { after: 1_000, how: 'mark' } });
});
