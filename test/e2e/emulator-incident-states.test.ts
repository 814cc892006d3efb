import { afterEach, describe, expect, it } from 'vitest';
import { incidentStatuses } from '../../src/emulator/contract/incident-enums.ts';
import {
  incident,
  openIncident,
  post,
  send,
  startEmulator,
  stopEmulators,
  testClock,
} from './emulator-client.ts';

afterEach(stopEmulators);

const solution = {
  mtm_type: 'inc_type_p_monitoring_issues',
  is_service_interrupt: false,
  cause: 'disk full',
  solution: 'cleaned up',
};
const confirmation = { virtual_confirm_result: true, virtual_confirm_comment: 'fine' };

const operations = {
  accept: { operate_key: 'acceptedIncident1', parameter: {} },
  solve: { operate_key: 'commitSolution1', parameter: solution },
  confirm: { operate_key: 'confirm', parameter: confirmation },
  decline: { operate_key: 'confirm', parameter: { ...confirmation, virtual_confirm_result: false } },
} as const;

const start = () => startEmulator({ auth: { required: false }, incidentLagMs: 0 });

describe('an operation in a state', () => {
  const allowed: Readonly<Record<string, string>> = {
    'INCIDENT_STATUS_TRIGGERED accept': 'INCIDENT_STATUS_ACKNOWLEDGED',
    'INCIDENT_STATUS_ACKNOWLEDGED solve': 'INCIDENT_STATUS_RESOLVED',
    'INCIDENT_STATUS_RESOLVED confirm': 'INCIDENT_STATUS_COMPLETED',
    'INCIDENT_STATUS_RESOLVED decline': 'INCIDENT_STATUS_ACKNOWLEDGED',
  };
  const every = incidentStatuses.flatMap((status) =>
    (Object.keys(operations) as (keyof typeof operations)[]).map((name) => [status, name] as const),
  );

  it.each(every)(
    '%s: %s is performed or refused, and detail and list show the result',
    async (status, name) => {
      const emulator = await start();
      const incident_num = await openIncident(emulator, status);
      const body = { incident_num, operator: 'agent', ...operations[name] };
      const reply = await post(`${emulator.url}/v1/external/incident/handle`, body);
      const after = allowed[`${status} ${name}`];
      const key = operations[name].operate_key;
      expect(reply).toMatchObject(
        after
          ? { status: 200, json: { error_code: 'GOM.00000000', data: null } }
          : {
              status: 400,
              json: { error_code: 'GOM.00007256', error_msg: `The field[operate_key] value[${key}] invalid` },
            },
      );
      const detail = await send(`${emulator.url}/v1/external/incident/${incident_num}`);
      expect(detail.json).toMatchObject({ data: { status: after ?? status } });
      const list = await post(`${emulator.url}/v2/incidents/list`, {});
      expect(list.json).toMatchObject({ data: { tickets: [{ work_flow_status: after ?? status }] } });
    },
  );
});

describe('a person', () => {
  const work = (url: string, incidentNum: string, body: object) =>
    send(`${url}/emulator/incidents/${incidentNum}/work`, { method: 'POST', body: JSON.stringify(body) });

  it('accepts an incident by the control API, and the timeline marks it as done by hand', async () => {
    const { url } = await startEmulator({ auth: { required: false } });
    const created = await post(`${url}/v1/external/incident/create`, incident);
    const { incident_num } = (created.json as { data: { incident_num: string } }).data;
    expect(
      await work(url, incident_num, { action: 'accept', operator: 'ann', comment: 'mine' }),
    ).toMatchObject({
      status: 200,
      json: {
        status: 'INCIDENT_STATUS_ACKNOWLEDGED',
        timeline: [
          { action: 'create' },
          { action: 'acceptedIncident1', operator: 'ann', comment: 'mine', byHand: true },
        ],
      },
    });
    expect(await work(url, incident_num, { action: 'reject' })).toMatchObject({
      status: 409,
      json: { error: `nobody can reject ${incident_num}: it is INCIDENT_STATUS_ACKNOWLEDGED` },
    });
    expect((await work(url, 'IM1', { action: 'accept' })).status).toBe(404);
    expect((await work(url, incident_num, { action: 'delete' })).status).toBe(400);
  });

  it('works by a script: before later calls, and visible after the lag', async () => {
    const clock = testClock();
    const people = [{ acts: [{ action: 'accept' as const, afterMs: 30_000 }] }];
    const emulator = await startEmulator({ auth: { required: false }, now: clock.now, people });
    const incident_num = await openIncident(emulator);
    const detail = () => send(`${emulator.url}/v1/external/incident/${incident_num}`);
    clock.advance(35_000);
    expect((await detail()).json).toMatchObject({ data: { status: 'INCIDENT_STATUS_TRIGGERED' } });
    const body = { incident_num, operator: 'agent', ...operations.accept };
    expect((await post(`${emulator.url}/v1/external/incident/handle`, body)).status).toBe(400);
    clock.advance(5_000);
    expect((await detail()).json).toMatchObject({ data: { status: 'INCIDENT_STATUS_ACKNOWLEDGED' } });
    expect(emulator.incidents()).toMatchObject([{ timeline: [{}, { byHand: true }] }]);
  });

  it('is added, shown and removed by the control API', async () => {
    const clock = testClock();
    const emulator = await startEmulator({ auth: { required: false }, now: clock.now });
    const put = (body: object) =>
      send(`${emulator.url}/emulator/people`, { method: 'PUT', body: JSON.stringify(body) });
    expect((await put({ people: [{ acts: [] }] })).status).toBe(400);
    expect((await put({ people: [{ acts: [{ action: 'reject', afterMs: 1_000 }] }] })).status).toBe(200);
    await openIncident(emulator);
    clock.advance(1_000);
    expect(emulator.incidents()).toMatchObject([{ status: 'INCIDENT_STATUS_REJECTED' }]);
    expect((await send(`${emulator.url}/emulator/people`)).json).toMatchObject({
      people: [{ acts: [{ action: 'reject' }] }],
    });
    await send(`${emulator.url}/emulator/people`, { method: 'DELETE' });
    await openIncident(emulator);
    clock.advance(1_000);
    expect(emulator.incidents()).toMatchObject([{}, { status: 'INCIDENT_STATUS_TRIGGERED' }]);
  });
});
