import { readFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { PatchItem } from '../../src/emulator/patches/patch-item.ts';
import type { PatchReport, PatchReportsInput } from '../../src/emulator/patches/patch-report.ts';
import { type Reply, send, startEmulator, stopEmulators, testClock } from './emulator-client.ts';

afterEach(stopEmulators);

const open = { auth: { required: false } };

type Query = Readonly<Record<string, string | number>>;

const searchOf = (query: Query) =>
  new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
const reports = (url: string, query: Query = {}) =>
  send(`${url}/v1/patch/instance/compliant?${searchOf({ limit: 100, ...query })}`);
const report = (url: string, id: string, query: Query = {}) =>
  send(`${url}/v1/patch/instance/compliant/${id}?${searchOf({ limit: 100, ...query })}`);

const rowsOf = (reply: Reply) => (reply.json as { instance_compliant: PatchReport[] }).instance_compliant;
const namesOf = (reply: Reply) => rowsOf(reply).map(({ name }) => name);
const itemsOf = (reply: Reply) => (reply.json as { compliance_items: PatchItem[] }).compliance_items;

async function example(section: string) {
  const text = await readFile(new URL(`../fixtures/coc-api/${section}.json`, import.meta.url), 'utf8');
  return JSON.parse(text) as {
    request: { query: Query; path?: Record<string, string> };
    answer: Record<string, unknown>;
  };
}

describe('the examples of the reference', () => {
  it('are what the emulator answers with the same report', async () => {
    const list = await example('4.5.1');
    const detail = await example('4.5.2');
    const emulator = await startEmulator(open);
    const [row] = list.answer.instance_compliant as PatchReport[];
    const id = detail.request.path?.instance_compliant_id ?? '';
    const items = detail.answer.compliance_items;
    emulator.setPatchReports([
      { ...row, items: [] },
      { ...row, id, report_scene: 'CCE', items },
    ] as PatchReportsInput);
    expect((await reports(emulator.url, list.request.query)).json).toEqual(list.answer);
    expect((await report(emulator.url, id, detail.request.query)).json).toEqual(detail.answer);
  });
});

describe('the reports about patches', () => {
  it('tell of each server of the fleet, consistently with their patches', async () => {
    const { url } = await startEmulator(open);
    const rows = rowsOf(await reports(url));
    expect(rows).toHaveLength(12);
    for (const row of rows) {
      const items = itemsOf(await report(url, row.id));
      expect(items).toHaveLength(
        row.compliant_summary.compliant_count + row.non_compliant_summary.non_compliant_count,
      );
      expect(new Set(items.map(({ instance_id }) => instance_id))).toEqual(new Set([row.instance_id]));
      expect(row.status).toBe(
        row.non_compliant_summary.non_compliant_count === 0 ? 'compliant' : 'non_compliant',
      );
    }
    const { data } = (await send(`${url}/v1/resources?provider=ecs&type=cloudservers&limit=100`)).json as {
      data: { resource_id: string }[];
    };
    expect(rows.map(({ instance_id }) => instance_id).sort()).toEqual(
      data.map(({ resource_id }) => resource_id).sort(),
    );
  });

  it('are the same after each start, and follow another fleet', async () => {
    const clock = testClock();
    const emulator = await startEmulator({ ...open, now: clock.now });
    const again = await startEmulator({ ...open, now: clock.now });
    expect((await reports(again.url)).json).toEqual((await reports(emulator.url)).json);
    emulator.setResources({ count: 3 });
    expect((await reports(emulator.url)).json).toMatchObject({ count: 3 });
  });

  it('come latest first, and the other way round on demand', async () => {
    const { url } = await startEmulator(open);
    const timesOf = async (query: Query) =>
      rowsOf(await reports(url, query)).map(({ execution_summary }) => execution_summary.report_time);
    const latestFirst = await timesOf({});
    expect(latestFirst).toEqual(latestFirst.toSorted((a, b) => b - a));
    expect(await timesOf({ sort_key: 'report_time', sort_dir: 'asc' })).toEqual(latestFirst.toReversed());
  });

  it.each([
    ['page', { offset: 2, limit: 5 }, [5, 10]],
    ['row', { offset: 2, limit: 5 }, [1, 6]],
    ['page', { offset: 1, limit: 10 }, [0, 10]],
    ['row', { offset: 12, limit: 5 }, [11, 12]],
    ['page', { offset: 1_000_000, limit: 100 }, [12, 12]],
  ] as const)('by an offset of a %s, with %j, are rows %j', async (patchOffset, query, [from, to]) => {
    const { url } = await startEmulator({ ...open, patchOffset });
    const all = namesOf(await reports(url));
    const page = await reports(url, query);
    expect(namesOf(page)).toEqual((await startOf(patchOffset, url, all)).slice(from, to));
    expect(page.json).toMatchObject({ count: 12 });
  });

  it('come ten at a time without a limit', async () => {
    const { url } = await startEmulator(open);
    expect(rowsOf(await send(`${url}/v1/patch/instance/compliant`))).toHaveLength(10);
  });

  it.each([
    ['enterprise_project_id', 'enterprise_project_id'],
    ['name', 'name'],
    ['instance_id', 'instance_id'],
    ['ip', 'ip'],
    ['eip', 'eip'],
    ['operating_system', 'operating_system'],
    ['region', 'region'],
    ['group', 'group'],
    ['compliant_status', 'status'],
    ['report_scene', 'report_scene'],
    ['cce_info_id', 'cce_info_id'],
  ] as const)('are filtered by %s', async (filter, field) => {
    const { url } = await startEmulator(open);
    const all = rowsOf(await reports(url));
    const wanted = all.map((row) => row[field]).find((value) => typeof value === 'string' && value !== '');
    const found = await reports(url, { [filter]: String(wanted) });
    const expected = all.filter((row) => row[field] === wanted);
    expect(rowsOf(found)).toEqual(expected);
    expect(found.json).toMatchObject({ count: expected.length });
    expect(expected.length).toBeLessThan(12);
  });

  it('are filtered by the order, and by a part of a name', async () => {
    const { url } = await startEmulator(open);
    const [first] = rowsOf(await reports(url));
    expect(rowsOf(await reports(url, { order_id: first?.execution_summary.order_id ?? '' }))).toEqual([
      first,
    ]);
    expect(namesOf(await reports(url, { name: 'WEB' })).sort()).toEqual(['web-01', 'web-05', 'web-09']);
  });

  it.each([
    ['offset', 0],
    ['offset', 1_000_001],
    ['limit', 0],
    ['limit', 101],
    ['limit', 'ten'],
    ['sort_dir', 'up'],
    ['sort_key', 'name'],
    ['operating_system', 'Debian'],
    ['compliant_status', 'maybe'],
    ['report_scene', 'BMS'],
  ])('are refused with %s=%s, in two fields with status 500', async (name, value) => {
    const { url } = await startEmulator(open);
    const reply = await reports(url, { [name]: value });
    expect(reply.status).toBe(500);
    expect(reply.json).toEqual({
      error_code: expect.stringMatching(/^.{8,64}$/),
      error_msg: `The field[${name}] value[${value}] invalid`,
    });
  });

  it('are kept from those without credentials', async () => {
    const { url } = await startEmulator();
    expect((await reports(url)).status).toBe(401);
    expect((await report(url, 'x')).status).toBe(401);
  });
});

/** The names in the order of pages of one row. */
async function startOf(patchOffset: 'page' | 'row', url: string, all: readonly string[]): Promise<string[]> {
  const names: string[] = [];
  for (let offset = 1; offset <= all.length; offset += 1) {
    names.push(...namesOf(await reports(url, { offset, limit: 1 })));
  }
  expect([patchOffset, names]).toEqual([patchOffset, all]);
  return names;
}

describe('the patches of a report', () => {
  async function someReport(url: string): Promise<string> {
    return rowsOf(await reports(url, { compliant_status: 'non_compliant', name: '-06' }))[0]?.id ?? '';
  }

  it('come latest first, those without a time last', async () => {
    const { url } = await startEmulator(open);
    const id = await someReport(url);
    const times = itemsOf(await report(url, id, { sort_key: 'installed_time', sort_dir: 'desc' })).map(
      ({ patch_detail }) => patch_detail.installed_time ?? 0,
    );
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(times.at(-1)).toBe(0);
  });

  it('are filtered', async () => {
    const { url } = await startEmulator(open);
    const id = await someReport(url);
    const all = itemsOf(await report(url, id));
    const [first] = all as [PatchItem];
    for (const field of ['classification', 'severity_level', 'compliance_level'] as const) {
      expect(itemsOf(await report(url, id, { [field]: first[field] }))).toEqual(
        all.filter((item) => item[field] === first[field]),
      );
    }
    const { patch_status } = first.patch_detail;
    expect(itemsOf(await report(url, id, { patch_status }))).toEqual(
      all.filter(({ patch_detail }) => patch_detail.patch_status === patch_status),
    );
    expect(itemsOf(await report(url, id, { title: 'OPENSSL' }))).toMatchObject([
      { title: expect.stringMatching(/^openssl-/) },
    ]);
  });

  it('are none for an unknown report', async () => {
    const { url } = await startEmulator(open);
    expect((await report(url, 'unknown')).json).toEqual({ count: 0, compliance_items: [] });
  });

  it.each([
    ['offset', 0],
    ['limit', 101],
    ['sort_key', 'title'],
    ['patch_status', 'REJECTED'],
  ])('are refused with %s=%s', async (name, value) => {
    const { url } = await startEmulator(open);
    expect(await report(url, 'x', { [name]: value })).toMatchObject({
      status: 500,
      json: { error_msg: `The field[${name}] value[${value}] invalid` },
    });
  });
});

describe('reports that somebody writes', () => {
  const own = {
    ...{ id: 'r1', name: '<i>x</i>', instance_id: 'i1', status: 'non_compliant' },
    ...{ compliant_summary: {}, non_compliant_summary: { non_compliant_count: 204 } },
    execution_summary: { report_time: 1 },
  } as const;
  const put = (url: string, body: unknown) =>
    send(`${url}/emulator/patch-reports`, { method: 'PUT', body: JSON.stringify(body) });

  it('replace the others, stay over a reset, and stand on the page with their texts escaped', async () => {
    const emulator = await startEmulator(open);
    expect((await put(emulator.url, { patchReports: [own] })).json).toEqual({ total: 1 });
    emulator.reset();
    expect((await reports(emulator.url)).json).toMatchObject({
      count: 1,
      instance_compliant: [{ id: 'r1', non_compliant_summary: { non_compliant_count: 204 } }],
    });
    const page = await send(emulator.url);
    expect(page.text).toContain('&lt;i&gt;x&lt;/i&gt;');
    expect(page.text).not.toContain('<i>x');
    expect((await send(`${emulator.url}/emulator/patch-reports`)).json).toMatchObject({
      total: 1,
      patchReports: [{ id: 'r1', items: [] }],
    });
    expect((await send(`${emulator.url}/emulator/patch-reports`, { method: 'DELETE' })).status).toBe(204);
    expect((await reports(emulator.url)).json).toEqual({ count: 0, instance_compliant: [] });
  });

  it.each([{}, { patchReports: [{}] }, { patchReports: [{ ...own, status: 'maybe' }] }])(
    'are refused as %j',
    async (body) => {
      const { url } = await startEmulator(open);
      expect((await put(url, body)).status).toBe(400);
    },
  );
});

describe('a fault on the reports', () => {
  it.each(['patch-reports', 'patch-report'] as const)(
    'changes the pages and the count of %s',
    async (operation) => {
      const emulator = await startEmulator(open);
      const [first] = rowsOf(await reports(emulator.url));
      const ask = async (query: Query = {}) => {
        const list = operation === 'patch-reports';
        const reply = await (list
          ? reports(emulator.url, query)
          : report(emulator.url, first?.id ?? '', query));
        return { ...(reply.json as { count?: unknown }), rows: list ? rowsOf(reply) : itemsOf(reply) };
      };
      const fault = (fields: object) =>
        emulator.setFaults({ rules: [{ match: { operation }, fault: { type: 'list', ...fields } }] });
      const all = await ask();
      fault({ totalOff: 3, pageCap: 5 });
      expect(await ask()).toMatchObject({ count: Number(all.count) + 3, rows: all.rows.slice(0, 5) });
      fault({ totalAs: 'missing' });
      expect(await ask()).not.toHaveProperty('count');
      fault({ overlapRows: 1 });
      expect((await ask({ offset: 2, limit: 3 })).rows).toEqual(all.rows.slice(2, 5));
      fault({ unfiltered: true });
      expect((await ask({ [operation === 'patch-reports' ? 'name' : 'title']: 'nothing' })).rows).toEqual(
        all.rows,
      );
    },
  );
});
