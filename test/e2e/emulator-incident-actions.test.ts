import { afterEach, describe, expect, it } from 'vitest';
import { incidentStatuses } from '../../src/emulator/contract/incident-enums.ts';
import type { Emulator } from '../../src/emulator/emulator.ts';
import {
  incident,
  openIncident,
  post,
  type Reply,
  send,
  startEmulator,
  stopEmulators,
  testClock,
} from './emulator-client.ts';

afterEach(stopEmulators);

const open = { auth: { required: false }, incidentLagMs: 0 };

const solution = {
  mtm_type: 'inc_type_p_monitoring_issues',
  is_service_interrupt: false,
  cause: 'disk full',
  solution: 'cleaned up',
};

const actions = {
  accepted: {},
  rejected: { virtual_confirm_comment: 'not ours' },
  unAcceptedForward: { virtual_send_assignee: 'bob', virtual_send_comment: 'yours' },
  acceptedForward: { virtual_send_assignee: 'bob' },
  addRemark: { note: 'looking' },
  commitSolution: solution,
  confirm: { virtual_confirm_result: true, virtual_confirm_comment: 'fine' },
  ReOpen: {},
  agreed: {},
  incidentPause: { pause_reason: 'later' },
  recovery: {},
} as const;

const tasks = (emulator: Emulator, incidentNum: string) =>
  send(`${emulator.url}/v2/incidents/${incidentNum}/tasks`);

function taskIdIn(reply: Reply): string {
  const { data } = reply.json as { data?: { operations: { task_id: string }[] }[] };
  return data?.[0]?.operations[0]?.task_id ?? 'none';
}

async function act(emulator: Emulator, incidentNum: string, action: string, params: object): Promise<Reply> {
  const task_id = taskIdIn(await tasks(emulator, incidentNum));
  return post(`${emulator.url}/v2/incidents/${incidentNum}/actions`, { task_id, action, params });
}

describe('an action in a state', () => {
  const allowed: Readonly<Record<string, string>> = {
    'TRIGGERED accepted': 'ACKNOWLEDGED',
    'TRIGGERED rejected': 'REJECTED',
    'TRIGGERED unAcceptedForward': 'TRIGGERED',
    'TRIGGERED addRemark': 'TRIGGERED',
    'ACKNOWLEDGED commitSolution': 'RESOLVED',
    'ACKNOWLEDGED acceptedForward': 'ACKNOWLEDGED',
    'ACKNOWLEDGED addRemark': 'ACKNOWLEDGED',
    'ACKNOWLEDGED incidentPause': 'PAUSED',
    'PAUSED recovery': 'ACKNOWLEDGED',
    'PAUSED addRemark': 'PAUSED',
    'REJECTED ReOpen': 'TRIGGERED',
    'REJECTED agreed': 'COMPLETED',
    'RESOLVED confirm': 'COMPLETED',
    'RESOLVED addRemark': 'RESOLVED',
  };
  const every = incidentStatuses.flatMap((status) =>
    (Object.keys(actions) as (keyof typeof actions)[]).map((action) => [status, action] as const),
  );

  it.each(every)('%s: %s is performed if the tasks offer it, otherwise refused', async (status, action) => {
    const emulator = await startEmulator(open);
    const incidentNum = await openIncident(emulator, status);
    const key = `${status.replace('INCIDENT_STATUS_', '')} ${action}`;
    const offered = (await tasks(emulator, incidentNum)).text.includes(`"${action}"`);
    const reply = await act(emulator, incidentNum, action, actions[action]);
    expect([offered, reply.status]).toEqual(key in allowed ? [true, 200] : [false, 400]);
    if (!(key in allowed)) expect(reply.json).toMatchObject({ error_code: 'GOM.00007256' });
    const after = allowed[key] ? `INCIDENT_STATUS_${allowed[key]}` : status;
    expect(emulator.incidents()).toMatchObject([{ status: after }]);
  });

  it('that declines a solution leads back to acknowledged', async () => {
    const emulator = await startEmulator(open);
    const incidentNum = await openIncident(emulator, 'INCIDENT_STATUS_RESOLVED');
    const no = { virtual_confirm_result: 'false', virtual_confirm_comment: 'still down' };
    expect((await act(emulator, incidentNum, 'confirm', no)).status).toBe(200);
    expect(emulator.incidents()).toMatchObject([{ status: 'INCIDENT_STATUS_ACKNOWLEDGED' }]);
  });

  it('that forwards changes the assignee in the detail and the list', async () => {
    const emulator = await startEmulator(open);
    const incidentNum = await openIncident(emulator);
    await act(emulator, incidentNum, 'unAcceptedForward', actions.unAcceptedForward);
    const detail = await send(`${emulator.url}/v1/external/incident/${incidentNum}`);
    expect(detail.json).toMatchObject({ data: { incident_assignee: ['bob'] } });
    const list = await post(`${emulator.url}/v2/incidents/list`, {});
    expect(list.json).toMatchObject({ data: { tickets: [{ assignee: 'bob' }] } });
  });

  it.each([
    ['addRemark', {}, 'note must not be null'],
    ['addRemark', { note: '' }, 'note size must be between 1 and 1024'],
    ['unAcceptedForward', {}, 'virtualSendAssignee must not be null'],
    ['rejected', { virtual_confirm_comment: {} }, 'The field[virtual_confirm_comment] value[{}] invalid'],
    ['rejected', [], 'The field[params] value[[]] invalid'],
    ['', {}, 'action size must be between 1 and 100'],
  ])('%s with %j is refused by saying what is wrong', async (action, params, message) => {
    const emulator = await startEmulator(open);
    const reply = await act(emulator, await openIncident(emulator), action, params);
    expect(reply).toMatchObject({ status: 400, json: { error_code: 'GOM.00007256', error_msg: message } });
  });

  it('is refused for a task that is over, and for an incident that does not exist', async () => {
    const emulator = await startEmulator(open);
    const incidentNum = await openIncident(emulator);
    const task_id = taskIdIn(await tasks(emulator, incidentNum));
    const addRemark = { task_id, action: 'addRemark', params: { note: 'first' } };
    const url = `${emulator.url}/v2/incidents/${incidentNum}/actions`;
    expect((await post(url, addRemark)).status).toBe(200);
    expect((await post(url, addRemark)).json).toMatchObject({
      error_msg: `The field[task_id] value[${task_id}] invalid`,
    });
    expect((await act(emulator, 'IM1', 'accepted', {})).json).toMatchObject({ error_code: 'COC.00067003' });
    expect((await tasks(emulator, 'IM1')).json).toMatchObject({ error_code: 'COC.00067003' });
  });
});

describe('the history of an incident', () => {
  it('lists every step with its operator, with a lag', async () => {
    const clock = testClock();
    const emulator = await startEmulator({ auth: { required: false }, now: clock.now });
    const incidentNum = await openIncident(emulator);
    clock.advance(5_000);
    emulator.work(incidentNum, { action: 'accept', operator: 'ann', comment: 'mine' });
    const histories = async () =>
      (await post(`${emulator.url}/v2/incidents/${incidentNum}/histories`, {})).json as { data: unknown };
    clock.advance(5_000);
    expect((await histories()).data).toMatchObject({ info: [{ action: 'create', operator: 'user1' }] });
    clock.advance(5_000);
    expect((await histories()).data).toMatchObject({
      info: [
        {},
        {
          action: 'acceptedIncident1',
          operator: 'ann',
          status: 'INCIDENT_STATUS_ACKNOWLEDGED',
          comment: 'mine',
        },
      ],
    });
    expect((await post(`${emulator.url}/v2/incidents/IM1/histories`, {})).json).toMatchObject({
      error_code: 'COC.00067003',
    });
  });
});

describe('the list of simple tickets', () => {
  const list = ({ url }: Emulator, query: string) => send(`${url}/v1/incident-tickets${query}`);

  it('shows the newest first, in pages numbered from 1', async () => {
    const emulator = await startEmulator(open);
    for (const title of ['a', 'b', 'c']) {
      await post(`${emulator.url}/v1/external/incident/create`, { ...incident, incident_title: title });
    }
    const titles = async (query: string) => {
      const { data } = (await list(emulator, query)).json as {
        data: { IncidentSimpleTicketInfos: { title: string }[]; total: number };
      };
      return [data.IncidentSimpleTicketInfos.map(({ title }) => title).join(''), data.total];
    };
    expect(await titles('')).toEqual(['cba', 3]);
    expect(await titles('?offset=&limit=')).toEqual(['cba', 3]);
    expect(await titles('?limit=2')).toEqual(['cb', 3]);
    expect(await titles('?limit=2&offset=2')).toEqual(['a', 3]);
    expect(await titles('?offset=2')).toEqual(['', 3]);
    expect((await list(emulator, '?limit=1')).json).toEqual({
      provider_code: '049',
      error_code: 'GOM.00000000',
      error_msg: null,
      data: {
        IncidentSimpleTicketInfos: [
          {
            ticket_id: expect.stringMatching(/^IM/),
            title: 'c',
            description: 'db-1 is down',
            status: 'INCIDENT_STATUS_TRIGGERED',
            level: 'level_20',
            source: 'incident_source_alarm',
            creator: 'user1',
            assignee: ['user1'],
          },
        ],
        total: 3,
      },
    });
  });

  it.each(['?limit=101', '?limit=0', '?offset=0', '?limit=many'])('refuses %s', async (query) => {
    const reply = await list(await startEmulator(open), query);
    expect(reply).toMatchObject({ status: 400, json: { error_code: 'GOM.00007256' } });
  });

  it('has a lag, and can be forbidden for the account', async () => {
    const emulator = await startEmulator({ auth: { required: false } });
    await openIncident(emulator);
    expect((await list(emulator, '')).json).toMatchObject({ data: { total: 0 } });
    expect((await list(await startEmulator({ ...open, incidentList: false }), '')).status).toBe(403);
  });
});
