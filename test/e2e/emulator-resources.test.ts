import { afterEach, describe, expect, it } from 'vitest';
import type { FleetResource } from '../../src/emulator/fleet/fleet-resource.ts';
import { type Reply, send, sign, startEmulator, stopEmulators } from './emulator-client.ts';

afterEach(stopEmulators);

const open = { auth: { required: false } };
const servers = { provider: 'ecs', type: 'cloudservers' };

function ask(url: string, query: Record<string, string | number> = {}, ids: readonly string[] = []) {
  const entries = Object.entries({ ...servers, limit: 100, ...query }).map(([name, value]) => [
    name,
    String(value),
  ]);
  const search = new URLSearchParams([...entries, ...ids.map((id) => ['resource_id_list', id])]);
  return send(`${url}/v1/resources?${search}`);
}

const rowsOf = (reply: Reply) => (reply.json as { data: FleetResource[] }).data;
const namesOf = (reply: Reply) => rowsOf(reply).map(({ name }) => name);

/** All pages, each of which begins behind this field of the last row of the page before. */
async function readAll(url: string, limit: number, field: 'id' | 'resource_id' = 'id'): Promise<string[]> {
  const names: string[] = [];
  let marker = '';
  for (let page = 0; page < 200; page += 1) {
    const reply = await ask(url, marker === '' ? { limit } : { limit, marker });
    names.push(...namesOf(reply));
    const last = rowsOf(reply).at(-1);
    if (!last) break;
    marker = last[field];
  }
  return names;
}

const addressesOf = ({ properties }: FleetResource) =>
  (properties.addresses as { addr: string; OsExtIpsType: string }[]).map(
    ({ addr, OsExtIpsType }) => `${OsExtIpsType} ${addr}`,
  );

describe('the resources', () => {
  it('are a small fleet with every field of the reference, the same after each start', async () => {
    const first = await ask((await startEmulator(open)).url);
    expect(rowsOf(first)).toHaveLength(12);
    expect(rowsOf(first)[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      resource_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: 'web-01',
      ...servers,
      project_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      region_id: 'cn-north-4',
      ep_id: '0',
      tags: { app: 'shop', env: 'prod', owner: 'ann' },
      properties: expect.objectContaining({ hostName: 'web-01.cn-north-4.example.com' }),
      agent_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(addressesOf(rowsOf(first)[0] as FleetResource)).toEqual(['fixed 10.0.0.0', 'floating 198.18.0.0']);
    expect((await ask((await startEmulator(open)).url)).json).toEqual(first.json);
    const other = await startEmulator({ ...open, resources: { count: 12, seed: 2 } });
    expect(rowsOf(await ask(other.url))[0]?.resource_id).not.toBe(rowsOf(first)[0]?.resource_id);
  });

  it('have an address twice in two regions and networks, and an agent that is offline', async () => {
    const { url } = await startEmulator({ ...open, contract: 'current' });
    const rows = rowsOf(await ask(url));
    const twice = rows.filter((row) => addressesOf(row).includes('fixed 10.0.0.0'));
    expect(twice.map(({ name, region_id }) => [name, region_id])).toEqual([
      ['web-01', 'cn-north-4'],
      ['cache-12', 'cn-southwest-2'],
    ]);
    const networks = twice.map(({ properties }) => (properties.metadata as { vpc_id: string }).vpc_id);
    expect(networks[0]).not.toBe(networks[1]);
    expect(rows.filter(({ agent_state }) => agent_state === 'OFFLINE')).toMatchObject([{ name: 'api-10' }]);
  });

  it.each([1, 5, 12, 100])('come in pages of %i, each once', async (limit) => {
    const { url } = await startEmulator(open);
    expect(await readAll(url, limit)).toEqual(namesOf(await ask(url)));
  });

  it('are paged by the id of the CMDB, and by the resource_id only where that is set', async () => {
    const { url } = await startEmulator({ ...open, resourcesMarker: 'resource_id' });
    const names = await readAll(url, 5, 'resource_id');
    expect([...names].sort()).toEqual(namesOf(await ask((await startEmulator(open)).url)).sort());
    const first = await ask(url, { limit: 5 });
    const second = await ask(url, { limit: 5, marker: rowsOf(first).at(-1)?.id ?? '' });
    expect(namesOf(second)).not.toEqual(names.slice(5, 10));
  });

  it('are filtered by provider, type and resource_id', async () => {
    const { url } = await startEmulator(open);
    const [first, second] = rowsOf(await ask(url)) as [FleetResource, FleetResource];
    expect(namesOf(await ask(url, {}, [second.resource_id, 'unknown', first.resource_id]))).toEqual([
      'web-01',
      'api-02',
    ]);
    expect(namesOf(await ask(url, {}, [first.id]))).toEqual([]);
    expect(namesOf(await ask(url, { provider: 'rds', type: 'instances' }))).toEqual([]);
    expect(namesOf(await ask(url, { type: 'servers' }))).toEqual([]);
  });

  it.each([
    ['', 'provider must not be null | type must not be null | limit must not be null'],
    ['type=cloudservers&limit=1', 'provider must not be null'],
    ['provider=ecs&limit=1', 'type must not be null'],
    ['provider=&type=x&limit=1', 'provider size must be between 1 and 8000'],
    ['provider=ecs&type=cloudservers', 'limit must not be null'],
    ['provider=ecs&type=cloudservers&limit=0', 'The field[limit] value[0] invalid'],
    ['provider=ecs&type=cloudservers&limit=101', 'The field[limit] value[101] invalid'],
    ['provider=ecs&type=cloudservers&limit=ten', 'The field[limit] value[ten] invalid'],
  ])('are refused for the query "%s"', async (query, message) => {
    const { url } = await startEmulator(open);
    expect(await send(`${url}/v1/resources?${query}`)).toMatchObject({
      status: 400,
      json: { error_code: expect.stringMatching(/^.{8,36}$/), error_msg: message },
    });
  });

  it('are refused in two fields only, in at most 512 characters', async () => {
    const { url } = await startEmulator(open);
    const reply = await ask(url, { limit: 'x'.repeat(2_000), provider: '', type: '' });
    const { error_msg, error_code, ...rest } = reply.json as Record<string, string>;
    expect(error_msg?.length).toBeLessThanOrEqual(512);
    expect([typeof error_code, rest]).toEqual(['string', {}]);
  });

  it('need credentials, and a signature covers the query', async () => {
    const { url } = await startEmulator();
    expect((await ask(url)).status).toBe(401);
    const address = `${url}/v1/resources?limit=1&provider=ecs&type=cloudservers`;
    const headers = sign(address, { time: Date.now() });
    expect(rowsOf(await send(address, { headers }))).toHaveLength(1);
    expect((await send(address.replace('limit=1', 'limit=2'), { headers })).status).toBe(401);
  });

  it('are served fast, 10,000 of them', async () => {
    const { url } = await startEmulator({ ...open, resources: { count: 10_000 } });
    const began = performance.now();
    const names = await readAll(url, 100);
    expect(new Set(names).size).toBe(10_000);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe('the fleet', () => {
  const server = { id: '1', resource_id: 'r1', name: '<b>web</b>', region_id: 'cn-east-3' };
  const put = (url: string, body: unknown) =>
    send(`${url}/emulator/resources`, { method: 'PUT', body: JSON.stringify(body) });

  it('is replaced and removed by the control API', async () => {
    const { url } = await startEmulator(open);
    expect((await put(url, { resources: [server] })).json).toEqual({ total: 1 });
    expect(rowsOf(await ask(url))).toMatchObject([{ ...server, ...servers, tags: {}, ep_id: '0' }]);
    expect((await send(`${url}/emulator/resources`)).json).toMatchObject({ total: 1, resources: [server] });
    expect((await put(url, { resources: { count: 3 } })).json).toEqual({ total: 3 });
    expect((await send(`${url}/emulator/resources?limit=1&offset=2`)).json).toMatchObject({
      total: 3,
      resources: [{ name: 'db-03' }],
    });
    expect((await send(`${url}/emulator/resources`, { method: 'DELETE' })).status).toBe(204);
    expect(rowsOf(await ask(url))).toEqual([]);
  });

  it.each([
    {},
    { resources: [{ name: 'x' }] },
    { resources: { count: -1 } },
    { resources: [{ ...server, x: 1 }] },
  ])('is not replaced by %j', async (body) => {
    const { url } = await startEmulator(open);
    expect((await put(url, body)).status).toBe(400);
    expect(rowsOf(await ask(url))).toHaveLength(12);
  });

  it('is replaced in process, stays over a reset, and stands on the page with its texts escaped', async () => {
    const emulator = await startEmulator(open);
    emulator.setResources([server]);
    emulator.reset();
    expect(namesOf(await ask(emulator.url))).toEqual(['<b>web</b>']);
    const page = await send(emulator.url);
    expect(page.text).toContain('&lt;b&gt;web&lt;/b&gt;');
    expect(page.text).not.toContain('<b>web');
  });

  it('fills at most 100 rows of the page', async () => {
    const { url } = await startEmulator({ ...open, resources: { count: 300 } });
    const page = await send(url);
    expect(page.text.match(/data-label="Private"/g)).toHaveLength(100);
    expect(page.text).toContain('300');
  });
});

describe('a fault on the resources', () => {
  it('repeats rows, leaves some out, caps pages, and ignores filters', async () => {
    const emulator = await startEmulator(open);
    const all = namesOf(await ask(emulator.url));
    const marker = rowsOf(await ask(emulator.url, { limit: 4 })).at(-1)?.id ?? '';
    const fault = (fields: object) =>
      emulator.setFaults({
        rules: [{ match: { operation: 'resources' }, fault: { type: 'list', ...fields } }],
      });
    fault({ overlapRows: 2 });
    expect(namesOf(await ask(emulator.url, { limit: 4, marker }))).toEqual(all.slice(2, 6));
    fault({ pageCap: 3 });
    expect(namesOf(await ask(emulator.url))).toEqual(all.slice(0, 3));
    fault({ missingRows: 2 });
    expect(namesOf(await ask(emulator.url))).toHaveLength(10);
    fault({ unfiltered: true });
    expect(namesOf(await ask(emulator.url, { type: 'clusters' }))).toEqual(all);
  });

  it('of every other type works too', async () => {
    const emulator = await startEmulator(open);
    emulator.setFaults({
      rules: [
        { match: { operation: 'resources' }, times: 1, fault: { type: 'status', status: 503 } },
        { match: { path: '/v1/resources' }, times: 1, fault: { type: 'invalid-json' } },
      ],
    });
    expect((await ask(emulator.url)).status).toBe(503);
    expect((await ask(emulator.url)).json).toBeUndefined();
    expect(rowsOf(await ask(emulator.url))).toHaveLength(12);
    expect(emulator.requests(3).map(({ operation }) => operation)).toEqual(Array(3).fill('resources'));
  });
});
