import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import type { FaultRulesInput } from '../../src/emulator/faults/fault.ts';
import { openIncident, post, send, startEmulator, stopEmulators, testClock } from './emulator-client.ts';

afterEach(stopEmulators);

type FaultInput = FaultRulesInput['rules'][number]['fault'];

interface Listed {
  /** Numbers on the page. */
  readonly numbers: readonly string[];
  readonly total: unknown;
}

/** The lists, each with a way to read one page of at most ten rows. */
const lists = {
  'incident-list': async (url: string, page: number): Promise<Listed> => {
    const { json } = await post(`${url}/v2/incidents/list`, { page, per_page: 10 });
    const { tickets, total } = (json as { data: { tickets: { ticket_id: string }[]; total?: unknown } }).data;
    return { numbers: tickets.map(({ ticket_id }) => ticket_id), total };
  },
  'incident-tickets': async (url: string, page: number): Promise<Listed> => {
    const { json } = await send(`${url}/v1/incident-tickets?offset=${page}&limit=10`);
    type Answered = { data: { IncidentSimpleTicketInfos: { ticket_id: string }[]; total?: unknown } };
    const { IncidentSimpleTicketInfos: tickets, total } = (json as Answered).data;
    return { numbers: tickets.map(({ ticket_id }) => ticket_id), total };
  },
  'war-room-list': async (url: string, page: number): Promise<Listed> => {
    const body = { limit: 10, offset: (page - 1) * 10 };
    const { json } = await post(`${url}/v1/external/warrooms/list`, body);
    const { list, total } = (json as { data: { list: { war_room_num: string }[]; total?: unknown } }).data;
    return { numbers: list.map(({ war_room_num }) => war_room_num), total };
  },
} as const;

type Operation = keyof typeof lists;

/** An emulator with fifteen incidents, each with a war room, whose list meets a fault. */
async function startWith(operation: Operation, fault: FaultInput, seed = 1): Promise<Emulator> {
  const emulator = await startEmulator({ auth: { required: false }, incidentLagMs: 0 });
  for (let n = 0; n < 15; n += 1) {
    const incident_number = await openIncident(emulator, 'INCIDENT_STATUS_ACKNOWLEDGED');
    if (operation !== 'war-room-list') continue;
    await post(`${emulator.url}/v1/external/warrooms`, {
      war_room_name: 'w',
      application_id_list: ['a'],
      incident_number,
      schedule_group: [],
      war_room_admin: 'user1',
      enterprise_project_id: '0',
    });
  }
  emulator.setFaults({ seed, rules: [{ match: { operation }, fault }] });
  return emulator;
}

describe.each(Object.keys(lists) as Operation[])('%s', (operation) => {
  const read = lists[operation];
  const numbersOf = async (emulator: Emulator) => {
    emulator.setFaults({ rules: [] });
    const pages = [await read(emulator.url, 1), await read(emulator.url, 2)];
    return pages.flatMap(({ numbers }) => numbers);
  };

  it.each<[FaultInput, unknown]>([
    [{ type: 'list' }, 15],
    [{ type: 'list', totalOff: 4 }, 19],
    [{ type: 'list', totalOff: -1 }, 14],
    [{ type: 'list', totalAs: 'text' }, '15'],
    [{ type: 'list', totalAs: 'missing' }, undefined],
  ])('shows its rows, and with %j the total %j', async (fault, total) => {
    const emulator = await startWith(operation, fault);
    const page = await read(emulator.url, 1);
    const all = await numbersOf(emulator);
    expect(page).toEqual({ numbers: all.slice(0, 10), total });
  });

  it('repeats rows of the page before', async () => {
    const emulator = await startWith(operation, { type: 'list', overlapRows: 4 });
    const pages = [await read(emulator.url, 1), await read(emulator.url, 2)];
    const all = await numbersOf(emulator);
    expect(pages.map(({ numbers }) => numbers)).toEqual([all.slice(0, 10), all.slice(6, 15)]);
  });

  it('leaves out rows that it counts, others in each call, the same in each run', async () => {
    const fault = { type: 'list', missingRows: { min: 1, max: 4 } } as const;
    const shown = async (seed: number) => {
      const emulator = await startWith(operation, fault, seed);
      const looks = [];
      for (let look = 0; look < 5; look += 1) looks.push(await read(emulator.url, 1));
      const all = await numbersOf(emulator);
      expect(looks.map(({ total }) => total)).toEqual(looks.map(() => 15));
      return looks.map(({ numbers }) => numbers.map((number) => all.indexOf(number)));
    };
    const first = await shown(7);
    for (const rows of first) {
      expect(rows.length).toBeGreaterThanOrEqual(6);
      expect(rows.length).toBeLessThan(10);
    }
    expect(new Set(first.map((rows) => rows.join())).size).toBeGreaterThan(2);
    expect(await shown(7)).toEqual(first);
  });

  it('shows the past too, when the fault has a lag', async () => {
    const emulator = await startWith(operation, { type: 'list', lagMs: 60_000, totalOff: 2 });
    expect(await read(emulator.url, 1)).toEqual({ numbers: [], total: 2 });
  });
});

describe('a page with a cap', () => {
  it('holds no more, and the next page goes on behind it', async () => {
    const emulator = await startWith('incident-list', { type: 'list', pageCap: 6 });
    const pages = [];
    for (const page of [1, 2, 3, 4]) pages.push((await lists['incident-list'](emulator.url, page)).numbers);
    expect(pages.map((numbers) => numbers.length)).toEqual([6, 6, 3, 0]);
    expect(new Set(pages.flat()).size).toBe(15);
  });
});

describe('a list without filters', () => {
  it.each([
    ['/v2/incidents/list', { string_filters: [{ field: 'title', operator: 'like', values: ['nothing'] }] }],
    ['/v1/external/warrooms/list', { limit: 10, offset: 0, incident_num: 'IM1' }],
  ])('shows and counts all: %s', async (path, body) => {
    const emulator = await startWith('war-room-list', { type: 'status', status: 500 });
    const total = async (fault: FaultInput) => {
      emulator.setFaults({ rules: [{ fault }] });
      return (await post(emulator.url + path, body)).json;
    };
    expect(await total({ type: 'list' })).toMatchObject({ data: { total: 0 } });
    expect(await total({ type: 'list', unfiltered: true })).toMatchObject({ data: { total: 15 } });
  });
});

describe('a lag with a range', () => {
  it('is drawn for each call', async () => {
    const clock = testClock();
    const emulator = await startEmulator({ auth: { required: false }, incidentLagMs: 0, now: clock.now });
    for (let n = 0; n < 10; n += 1) {
      await openIncident(emulator);
      clock.advance(10_000);
    }
    emulator.setFaults({ rules: [{ fault: { type: 'lag', lagMs: { min: 0, max: 90_000 } } }] });
    const totals = new Set<unknown>();
    for (let look = 0; look < 30; look += 1)
      totals.add((await lists['incident-list'](emulator.url, 1)).total);
    expect(totals.size).toBeGreaterThan(5);
  });

  it('can make one answer look complete and empty', async () => {
    const emulator = await startWith('incident-list', { type: 'status', status: 500 });
    emulator.setFaults({ rules: [{ times: 1, fault: { type: 'lag', lagMs: 86_400_000 } }] });
    expect(await lists['incident-list'](emulator.url, 1)).toEqual({ numbers: [], total: 0 });
    expect(await lists['incident-list'](emulator.url, 1)).toMatchObject({ total: 15 });
  });
});
