import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type CocConfig, cocSchema } from '../../../src/coc/config.ts';
import { iamEndpointOf, type LookUpConfig, lookUpProject } from '../../../src/coc/look-up-project.ts';
import { openTransport } from '../../../src/coc/transport.ts';
import { Egress } from '../../../src/egress/egress.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { type CocServer, json, startServer } from './coc-server.ts';

const ID = 'a4a5d4098fb4474fa22cd05f897d6b99';
const OTHER = '0123456789abcdef0123456789abcdef';
const SIGNAL = new AbortController().signal;

const servers: CocServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

function configFor(endpoint: string, auth: object = {}): LookUpConfig {
  const signed = { type: 'aksk', accessKey: 'AK', secretKey: 'SECRETKEY', projectId: ID, ...auth };
  const parsed: CocConfig = cocSchema.parse({ endpoint, integrationKey: 'k', timeout: '5s', auth: signed });
  return parsed as LookUpConfig;
}

async function lookUp(status: number, body: unknown, egress = new Egress()) {
  const server = await startServer((_request, response) => json(response, status, body));
  servers.push(server);
  const deps = { clock: systemClock, random: () => 0, egress };
  return { server, reading: await lookUpProject(configFor(server.origin), deps, SIGNAL) };
}

const listed = (...projects: object[]) => ({ projects, links: { self: 'x', next: null, previous: null } });
const OURS = { id: ID, name: 'cn-north-4', enabled: true, is_domain: false };

describe('a project', () => {
  it('is found in the list of IAM, which is asked with signed credentials and without a project', async () => {
    const { server, reading } = await lookUp(200, listed({ id: OTHER, name: 'x', enabled: true }, OURS));
    expect(reading).toEqual({ kind: 'found', id: ID, name: 'cn-north-4', enabled: true });
    expect(server.seen).toMatchObject([{ url: '/v3/projects' }]);
    expect(server.seen[0]?.headers.authorization).toContain('SDK-HMAC-SHA256 Access=AK');
    expect(server.seen[0]?.headers).not.toHaveProperty('x-project-id');
  });

  it.each<[string, object[], object]>([
    ['disabled', [{ ...OURS, enabled: false }], { kind: 'found', enabled: false }],
    ['not there', [{ id: OTHER, name: 'x', enabled: true }], { kind: 'absent', projects: [{ id: OTHER }] }],
    ['not there, beside an unreadable one', [{ id: 7 }], { kind: 'absent', projects: [] }],
    ['not there, nor any other', [], { kind: 'absent', projects: [] }],
    ['beside unreadable ones', [{ id: 7 }, OURS], { kind: 'found' }],
  ])('can be %s', async (_how, projects, expected) => {
    expect((await lookUp(200, listed(...projects))).reading).toMatchObject(expected);
  });

  it.each<[string, number, unknown]>([
    ['IAM forbids the list', 403, { error_code: 'APIG.0302', error_msg: 'no right' }],
    ['IAM knows no such API', 404, { error_code: 'APIG.0101', error_msg: 'no API' }],
    ['IAM refuses the key', 401, { error_code: 'APIG.0301', error_msg: 'verify aksk signature fail' }],
    ['something else answers', 200, { ok: true }],
    ['something else answers, in no form of COC', 200, 'hello'],
    ['IAM fails', 500, {}],
  ])('stays unknown when %s', async (_when, status, body) => {
    expect((await lookUp(status, body)).reading).toMatchObject({
      kind: 'unknown',
      detail: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+/),
    });
  });

  it('stays unknown, and nobody is called, when egress does not allow IAM', async () => {
    const { reading, server } = await lookUp(200, listed(OURS), new Egress({ allow: ['coc.example.com'] }));
    expect(reading).toMatchObject({ kind: 'unknown', detail: expect.stringContaining('egress.allow') });
    expect(server.seen).toEqual([]);
  });
});

it('a look-up reads the key from its file, and leaves no connection open', async () => {
  const server = await startServer((_request, response) => json(response, 200, listed(OURS)));
  servers.push(server);
  const dir = mkdtempSync(join(tmpdir(), 'look-up-'));
  writeFileSync(join(dir, 'ak'), 'AK-OF-A-FILE');
  let open = 0;
  const counted: typeof openTransport = (...args) => {
    const transport = openTransport(...args);
    open += 1;
    const close = async () => {
      await transport.close();
      open -= 1;
    };
    return { send: transport.send, close };
  };
  const way = { openTransport: counted, openFreshTransport: counted };
  const { accessKey: _, ...auth } = configFor(server.origin).auth;
  const config = { ...configFor(server.origin), auth: { ...auth, accessKeyFile: join(dir, 'ak') } };
  const reading = await lookUpProject(config, { clock: systemClock, random: () => 0, way }, SIGNAL);
  rmSync(dir, { recursive: true });
  expect(reading).toMatchObject({ kind: 'found' });
  expect(server.seen[0]?.headers.authorization).toContain('Access=AK-OF-A-FILE');
  expect(open).toBe(0);
});

describe('the address of IAM', () => {
  it.each([
    ['that of the mainland', 'https://coc.myhuaweicloud.com', {}, 'https://iam.myhuaweicloud.com'],
    ['the configured one', 'https://coc.x.com', { iamEndpoint: 'https://iam.x.com' }, 'https://iam.x.com'],
    ['that of an emulator on this machine', 'http://127.0.0.1:9097', {}, 'http://127.0.0.1:9097'],
  ])('is %s', (_which, endpoint, auth, expected) => {
    expect(iamEndpointOf(configFor(endpoint, auth))).toBe(expected);
  });
});
