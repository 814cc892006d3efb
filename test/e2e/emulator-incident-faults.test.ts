import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import type { FaultRulesInput } from '../../src/emulator/faults/fault.ts';
import {
  incident,
  openIncident,
  post,
  type Reply,
  send,
  startEmulator,
  stopEmulators,
} from './emulator-client.ts';

afterEach(stopEmulators);

type FaultInput = FaultRulesInput['rules'][number]['fault'];

/** How each operation of incidents and war rooms is called for the accepted incident `id`. */
const calls = {
  'incident-create': (url: string) => post(`${url}/v1/external/incident/create`, incident),
  'incident-handle': (url: string, id: string) =>
    post(`${url}/v1/external/incident/handle`, {
      incident_num: id,
      operator: 'agent',
      operate_key: 'commitSolution1',
      parameter: {
        mtm_type: 'inc_type_p_monitoring_issues',
        is_service_interrupt: false,
        cause: 'c',
        solution: 's',
      },
    }),
  'incident-detail': (url: string, id: string) => send(`${url}/v1/external/incident/${id}`),
  'incident-list': (url: string) => post(`${url}/v2/incidents/list`, {}),
  'incident-tickets': (url: string) => send(`${url}/v1/incident-tickets`),
  'incident-tasks': (url: string, id: string) => send(`${url}/v2/incidents/${id}/tasks`),
  'incident-action': (url: string, id: string) =>
    post(`${url}/v2/incidents/${id}/actions`, {
      task_id: `${id.slice(2)}0002`,
      action: 'addRemark',
      params: { note: 'n' },
    }),
  'incident-histories': (url: string, id: string) => post(`${url}/v2/incidents/${id}/histories`, {}),
  'war-room-create': (url: string, id: string) =>
    post(`${url}/v1/external/warrooms`, {
      war_room_name: 'w',
      application_id_list: ['a'],
      incident_number: id,
      schedule_group: [],
      war_room_admin: 'user1',
      enterprise_project_id: '0',
    }),
  'war-room-list': (url: string) => post(`${url}/v1/external/warrooms/list`, { limit: 9, offset: 0 }),
} as const;

type Operation = keyof typeof calls;

const every = Object.keys(calls) as Operation[];
const writing: readonly Operation[] = [
  'incident-create',
  'incident-handle',
  'incident-action',
  'war-room-create',
];

/** How much has been written: incidents, their steps and war rooms. */
function written(emulator: Emulator): number {
  const incidents = emulator.incidents();
  const steps = incidents.flatMap(({ timeline }) => timeline);
  return incidents.length + steps.length + emulator.warRooms().length;
}

/** An emulator whose faults take no time: a drip sends its bytes one by one, but at once. */
const start = () =>
  startEmulator({ auth: { required: false }, incidentLagMs: 0, sleep: () => Promise.resolve() });

/** Calls an operation for a new accepted incident under a fault, and tells whether anything was written. */
async function callWith(emulator: Emulator, operation: Operation, fault: FaultInput) {
  const id = await openIncident(emulator, 'INCIDENT_STATUS_ACKNOWLEDGED');
  const before = written(emulator);
  emulator.setFaults({ rules: [{ match: { operation }, fault }] });
  const reply: Reply | NodeJS.ErrnoException = await calls[operation](emulator.url, id).catch(
    (thrown: Error) => thrown,
  );
  emulator.setFaults({ rules: [] });
  return { reply, changed: written(emulator) > before };
}

/** Every fault with its outcome, and whether the call is processed. */
const faults: readonly (readonly [FaultInput, number | 'ECONNRESET', boolean])[] = [
  [{ type: 'status', status: 503 }, 503, false],
  [{ type: 'status', status: 429, retryAfter: '1' }, 429, false],
  [{ type: 'commit-then-status' }, 500, true],
  [{ type: 'late', commitAfterMs: { min: 1, max: 9 } }, 200, true],
  [{ type: 'commit-then-status', status: 504, commitAfterMs: 0 }, 504, true],
  [{ type: 'reset-after', commitAfterMs: 0 }, 'ECONNRESET', true],
  [{ type: 'list', missingRows: 1 }, 200, true],
  [{ type: 'reset-before' }, 'ECONNRESET', false],
  [{ type: 'reset-after' }, 'ECONNRESET', true],
  [{ type: 'invalid-json' }, 200, true],
  [{ type: 'html' }, 200, false],
  [{ type: 'html', commit: true }, 200, true],
  [{ type: 'empty', status: 204 }, 204, false],
  [{ type: 'empty', commit: true }, 200, true],
  [{ type: 'error-code' }, 200, false],
  [{ type: 'error-code', commit: true }, 200, true],
  [{ type: 'text', text: '{}' }, 200, false],
  [{ type: 'huge', bytes: 100_000, commit: true }, 200, true],
  [{ type: 'drip', intervalMs: 1 }, 200, true],
  [{ type: 'redirect', status: 307, location: 'http://127.0.0.1:1/', commit: true }, 307, true],
  [{ type: 'wrong-date', shiftMs: 1_000 }, 200, true],
];

describe.each(every)('%s', (operation) => {
  const commits = writing.includes(operation);

  it('works, and is logged by its name', async () => {
    const emulator = await start();
    const { reply, changed } = await callWith(emulator, operation, { type: 'slow', delayMs: 1 });
    expect(reply).toMatchObject({ status: 200, json: { error_code: 'GOM.00000000' } });
    expect(emulator.requests(1)).toMatchObject([{ operation, status: 200, fault: 'slow' }]);
    expect(changed).toBe(commits);
  });

  it('meets every fault, and is processed only when the fault lets it through', async () => {
    const emulator = await start();
    const met = [];
    for (const [fault] of faults) {
      const { reply, changed } = await callWith(emulator, operation, fault);
      met.push([fault, reply instanceof Error ? reply.code : reply.status, changed]);
    }
    expect(met).toEqual(faults.map(([fault, outcome, processed]) => [fault, outcome, commits && processed]));
  });
});

describe.each(writing)('%s that hangs', (operation) => {
  it.each([false, true])('is processed only when it commits (commit: %s)', async (commit) => {
    const emulator = await start();
    const id = await openIncident(emulator, 'INCIDENT_STATUS_ACKNOWLEDGED');
    const before = written(emulator);
    emulator.setFaults({ rules: [{ match: { operation }, fault: { type: 'hang', commit } }] });
    const hanging = calls[operation](emulator.url, id).catch((thrown: Error) => thrown);
    await expect
      .poll(() => emulator.requests(1), { interval: 5 })
      .toMatchObject([{ operation, fault: 'hang', status: null }]);
    expect(written(emulator) > before).toBe(commit);
    await emulator.stop();
    expect(await hanging).toBeInstanceOf(Error);
  });
});

describe('a lag of one operation', () => {
  it.each(every.filter((operation) => operation !== 'incident-create'))(
    'shows %s the past',
    async (operation) => {
      const lag = { type: 'lag', lagMs: 60_000 } as const;
      const { reply, changed } = await callWith(await start(), operation, lag);
      const byNumber = !operation.endsWith('-list') && operation !== 'incident-tickets';
      if (byNumber) expect(reply).toMatchObject({ status: 400, json: { error_code: 'COC.00067003' } });
      else expect(reply).toMatchObject({ status: 200, json: { data: { total: 0 } } });
      expect(changed).toBe(false);
    },
  );

  it('changes nothing for another operation', async () => {
    const emulator = await start();
    const id = await openIncident(emulator);
    const fault = { type: 'lag', lagMs: 60_000 } as const;
    emulator.setFaults({ rules: [{ match: { operation: 'incident-list' }, fault }] });
    expect((await calls['incident-detail'](emulator.url, id)).status).toBe(200);
  });
});
