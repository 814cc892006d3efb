import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { stopEverything } from '../support/running-agent.ts';
import { withEmulator } from './coc-setup.ts';

afterEach(stopEverything);

const WRONG = 'auth: { type: aksk, accessKey: emulator-access-key, secretKey: wrong }';

describe('lists of COC', () => {
  it('have one page, or all pages', async () => {
    const { run, requested } = await withEmulator({ resources: { count: 230, seed: 1 } });
    const page = await run('resources', 'list', '--limit', '7');
    expect(page.out).toMatch(/\n7 resources; --all lists all\n$/);
    const all = JSON.parse((await run('resources', 'list', '--all', '--json')).out);
    expect([all.length, new Set(all.map(({ id }: { id: string }) => id)).size]).toEqual([230, 230]);
    expect(requested('resources')).toBe(1 + 3);
  });

  it('are an error when they do not end', async () => {
    const { run } = await withEmulator({
      resources: { count: 230, seed: 1 },
      resourcesMarker: 'resource_id',
    });
    const { code, err } = await run('resources', 'list', '--all');
    expect([code, err]).toEqual([1, expect.stringContaining('COC does not page this list as it should')]);
  });

  it('of resources can be searched by address', async () => {
    const { run } = await withEmulator();
    const one = JSON.parse((await run('resources', 'list', '--name', 'web-01', '--json')).out)[0];
    const [{ addr }] = one.properties.addresses;
    const { out } = await run('resources', 'list', '--ip', addr);
    expect(out).toContain(one.resource_id);
  });

  it('of patches are read to their end', async () => {
    const { run } = await withEmulator({ resources: { count: 230, seed: 1 } });
    const reports = JSON.parse((await run('patches', 'list', '--all', '--json')).out);
    const { total } = { total: JSON.parse((await run('patches', 'list', '--json')).out).count };
    expect(reports).toHaveLength(total);
    expect((await run('patches', 'show', reports[0].id)).out).toMatch(/patches, times in UTC\n$/);
  });
});

describe('credentials', () => {
  it('that are wrong are tried once', async () => {
    const { run, emulator } = await withEmulator({}, WRONG);
    const { code, err } = await run('resources', 'list', '--all');
    expect([code, err]).toEqual([1, expect.stringContaining('-> check coc.auth')]);
    expect(emulator.requests(10)).toHaveLength(1);
  });

  it('show the projects and no token', async () => {
    const { run } = await withEmulator();
    expect((await run('projects')).out).toContain('cn-north-4');
    expect(JSON.parse((await run('projects', '--name', 'nowhere', '--json')).out).projects).toEqual([]);
    expect((await run('token')).out).toContain('there is no token');
  });

  it('of a user show when the token expires, and never the token', async () => {
    const { run, emulator } = await withEmulator({}, 'auth: { type: none }');
    const { directory } = await withEmulator();
    const token = `auth: { type: token, iamEndpoint: "${emulator.url}", domain: emulator-domain, user: emulator, password: emulator-password, project: cn-north-4 }`;
    const text = `coc: { endpoint: "${emulator.url}", integrationKey: 0123456789abcdef0123456789abcdef, ${token} }`;
    const file = join(directory, 'token.yaml');
    await writeFile(
      file,
      `${text}\nsources: { alertmanager: { type: alertmanager } }\ndataDir: ${directory}/data\nalarm: { applicationId: a }\n`,
    );
    const { code, out } = await run('token', '-c', file);
    expect([code, out]).toEqual([0, expect.stringMatching(/^IAM gives a token that expires at .* UTC, in /)]);
    const json = JSON.parse((await run('token', '-c', file, '--json')).out);
    expect(Object.keys(json)).toEqual(['type', 'expiresAt']);
  });
});

describe('a call by hand', () => {
  it('reads at once, and shows status and answer of a refusal too', async () => {
    const { run } = await withEmulator();
    const { code, out, err } = await run(
      'api',
      'GET',
      '/v1/resources',
      '--query',
      'provider=ecs',
      'type=cloudservers',
    );
    expect([code, err]).toEqual([1, expect.stringContaining('HTTP 400')]);
    expect(JSON.parse(out).error_code).toMatch(/^COC\./);
    const good = await run('api', 'GET', '/v1/resources?provider=ecs&type=cloudservers&limit=2');
    expect([good.code, good.err, JSON.parse(good.out).data.length]).toEqual([0, 'HTTP 200\n', 2]);
  });

  it('needs --yes for anything else', async () => {
    const { run, emulator } = await withEmulator();
    expect((await run('api', 'DELETE', '/v1/job/scripts/SC1')).code).toBe(2);
    expect(emulator.requests(10)).toEqual([]);
    const { code, err } = await run('api', 'DELETE', '/v1/job/scripts/SC1', '--yes');
    expect([code, err]).toEqual([1, expect.stringContaining('HTTP 400')]);
  });

  it.each([
    [['GET', '/v1/a b'], 'the path is /v1/a b'],
    [['GET', '/v1/../x'], 'the path is /v1/../x'],
    [['GET', '/v1/x', '-d', '{}'], 'a GET has no body'],
    [['POST', '/v1/x', '-d', '{'], 'the body is not JSON'],
    [['POST', '/v1/x', '-d', '@/no/such'], 'cannot read the body'],
    [['GET', '/v1/x', '--query', 'x'], 'give name=value'],
  ])('%j is refused', async (args, words) => {
    const { run, emulator } = await withEmulator();
    const { code, err } = await run('api', ...args);
    expect([code, err, emulator.requests(10)]).toEqual([2, expect.stringContaining(words), []]);
  });
});

describe('a test alarm', () => {
  it('is shown without its key, and sent and resolved with --yes', async () => {
    const { run, emulator } = await withEmulator();
    const { code, out } = await run('alarm', 'send');
    expect([code, out]).toEqual([2, expect.stringContaining('POST /v1/event/huawei/custom/<key>')]);
    expect(emulator.alarms()).toEqual([]);
    const sent = await run('alarm', 'send', '--id', 'test1', '--level', 'Major', '--yes');
    const resolved = await run('alarm', 'send', '--id', 'test1', '--resolved', '--yes');
    expect([sent.code, resolved.code]).toEqual([0, 0]);
    expect(`${sent.out}${sent.err}`).not.toContain('0123456789abcdef0123456789abcdef');
    expect(emulator.alarms().map(({ body }) => [body?.alarmId, body?.alarmLevel, body?.alarmStatus])).toEqual(
      [
        ['test1', 'Major', 'alarm'],
        ['test1', 'Info', 'ok'],
      ],
    );
  });

  it.each([
    [['--key', 'other'], 'no key for the integration other (known: default)'],
    [['--id', 'a-b'], 'COC takes 1 to 255 letters and digits'],
    [['--resolved'], 'give --id with --resolved'],
    [['--name', 'x'.repeat(256)], 'not sent: --name has 256 characters; COC takes 255 at most'],
  ])('with %j is refused', async (args, words) => {
    const { run, emulator } = await withEmulator();
    const { code, err } = await run('alarm', 'send', ...args, '--yes');
    expect([code, err, emulator.alarms()]).toEqual([2, expect.stringContaining(words), []]);
  });
});
