import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { openIncident, post, send, startEmulator, stopEmulators, testClock } from './emulator-client.ts';

afterEach(stopEmulators);

const open = { auth: { required: false }, incidentLagMs: 0 };

const acceptedIncident = (emulator: Emulator) => openIncident(emulator, 'INCIDENT_STATUS_ACKNOWLEDGED');

const warRoom = (incident_number: string) => ({
  war_room_name: 'NodeDown on db-1',
  application_id_list: ['65659ae2f42bf80e5f3f0635'],
  application_names: ['shop'],
  region_code_list: ['cn-north-4'],
  incident_number,
  schedule_group: [{ scene_id: 'scene', role_id: 'role' }],
  war_room_admin: 'user1',
  enterprise_project_id: '0',
});

const create = ({ url }: Emulator, body: object) => post(`${url}/v1/external/warrooms`, body);
const list = ({ url }: Emulator, body: object) =>
  post(`${url}/v1/external/warrooms/list`, { limit: 10, offset: 0, ...body });

describe('opening a war room', () => {
  it('returns its number, which the incident shows, and opens another war room each time', async () => {
    const emulator = await startEmulator(open);
    const incidentNum = await acceptedIncident(emulator);
    const first = await create(emulator, warRoom(incidentNum));
    expect(first).toMatchObject({
      status: 200,
      json: { provider_code: '049', error_code: 'GOM.00000000', data: expect.stringMatching(/^WR\d{24}$/) },
    });
    const detail = await send(`${emulator.url}/v1/external/incident/${incidentNum}`);
    expect(detail.json).toMatchObject({ data: { warroom_id: (first.json as { data: string }).data } });
    await create(emulator, warRoom(incidentNum));
    expect(emulator.warRooms()).toMatchObject([{ incidentNum }, { incidentNum, admin: 'user1' }]);
  });

  it.each([
    [{ war_room_name: undefined }, 'warRoomName must not be null'],
    [{ war_room_name: '' }, 'warRoomName size must be between 1 and 255'],
    [{ description: 'd'.repeat(256) }, 'description size must be between 0 and 255'],
    [{ application_id_list: [] }, 'applicationIdList size must be between 1 and 1000'],
    [{ application_id_list: [''] }, 'The field[application_id_list] value[] invalid'],
    [{ region_code_list: 'cn-north-4' }, 'The field[region_code_list] value[cn-north-4] invalid'],
    [{ schedule_group: undefined }, 'scheduleGroup must not be null'],
    [{ schedule_group: [{ scene_id: 'scene' }] }, 'roleId must not be null'],
    [{ schedule_group: ['role'] }, 'The field[schedule_group] value[["role"]] invalid'],
    [{ participant: [[1]] }, 'The field[participant] value[[1]] invalid'],
    [{ war_room_admin: '' }, 'warRoomAdmin size must be between 1 and 255'],
    [{ enterprise_project_id: 'e'.repeat(65) }, 'enterpriseProjectId size must be between 1 and 64'],
    [{ notification_type: 'n'.repeat(65) }, 'notificationType size must be between 0 and 64'],
    [
      { war_room_admin: undefined, enterprise_project_id: undefined },
      'warRoomAdmin must not be null | enterpriseProjectId must not be null',
    ],
  ])('is refused with %j', async (change, message) => {
    const emulator = await startEmulator(open);
    const reply = await create(emulator, { ...warRoom(await acceptedIncident(emulator)), ...change });
    expect(reply).toMatchObject({ status: 400, json: { error_code: 'GOM.00007256', error_msg: message } });
    expect(emulator.warRooms()).toEqual([]);
  });

  it.each(['', 'wechat', 'SMS'])(
    'knows four kinds of groups under the current contract, not %j',
    async (kind) => {
      const change = { notification_type: kind };
      const today = await startEmulator({ ...open, contract: 'current' });
      const reply = await create(today, { ...warRoom(await acceptedIncident(today)), ...change });
      expect(reply.status).toBe(kind === '' ? 200 : 400);
      const before = await startEmulator(open);
      expect((await create(before, { ...warRoom(await acceptedIncident(before)), ...change })).status).toBe(
        200,
      );
    },
  );

  it('is refused for an incident that does not exist, or is too new to be handled', async () => {
    const clock = testClock();
    const emulator = await startEmulator({ ...open, now: clock.now, handleLagMs: 5_000 });
    const unknown = { status: 400, json: { error_code: 'COC.00067003' } };
    expect(await create(emulator, warRoom('IM1'))).toMatchObject(unknown);
    expect(await create(emulator, warRoom(await acceptedIncident(emulator)))).toMatchObject(unknown);
  });

  it.each([
    [undefined, 400],
    ['reject', 400],
    ['accept', 200],
    ['resolve', 200],
    ['complete', 200],
  ] as const)('after a person chose %s is answered %i', async (action, status) => {
    const emulator = await startEmulator(open);
    const incidentNum = await openIncident(emulator);
    if (action) emulator.work(incidentNum, { action });
    expect((await create(emulator, warRoom(incidentNum))).status).toBe(status);
  });

  it('needs no acceptance when the assumption is off', async () => {
    const emulator = await startEmulator({ ...open, assumptions: { warRoomNeedsAcceptance: false } });
    expect((await create(emulator, warRoom(await openIncident(emulator)))).status).toBe(200);
  });
});

describe('the list of war rooms', () => {
  it('shows what was sent, and null for what was not', async () => {
    const emulator = await startEmulator(open);
    const incident_num = await acceptedIncident(emulator);
    const created = await create(emulator, warRoom(incident_num));
    const { data } = (await list(emulator, { incident_num })).json as { data: { list: object[] } };
    expect(data).toMatchObject({ total: 1, running_num: 1, closed_num: 0, total_num: 1 });
    expect(data.list).toMatchObject([
      {
        war_room_num: (created.json as { data: string }).data,
        title: 'NodeDown on db-1',
        admin: 'user1',
        incident: { incident_id: incident_num, failure_level: 'level_20' },
        regions: [{ code: 'cn-north-4', name: null }],
        impacted_application: [{ id: '65659ae2f42bf80e5f3f0635', name: 'shop' }],
        war_room_status: { id: '1' },
        recover_time: null,
        enterprise_project_id: '0',
      },
    ]);
    const vendor = `admin change_num circular_level create_time description enterprise_project_id fault_cause fault_impact
      first_report_time id impacted_application incident occur_time processing_duration recover_leader recover_member
      recover_time recovery_notification_time regions restoration_duration source title war_room_num war_room_status`;
    expect(Object.keys(data.list[0] ?? {}).sort()).toEqual(vendor.split(/\s+/));
  });

  it.each([
    [{}, 2],
    [{ limit: undefined }, 0],
    [{ offset: undefined }, 0],
    [{ limit: 1 }, 1],
    [{ offset: 1 }, 1],
    [{ offset: 2 }, 0],
    [{ title: 'nodedown' }, 2],
    [{ title: 'disk' }, 0],
    [{ admin: ['user1', 'x'] }, 2],
    [{ admin: ['x'] }, 0],
    [{ region_code_list: ['cn-north-4'] }, 2],
    [{ region_code_list: ['cn-east-3'] }, 0],
    [{ incident_levels: ['level_20'] }, 2],
    [{ incident_levels: ['level_10'] }, 0],
    [{ impacted_application_ids: ['other'] }, 0],
    [{ enterprise_project_ids: ['1'] }, 0],
    [{ status: ['1'] }, 2],
    [{ status: ['20'] }, 0],
    [{ triggered_start_time: 9_999_999_999_999 }, 0],
    [{ triggered_end_time: 1 }, 0],
    [{ recover_start_time: 1 }, 0],
    [{ incident_num: 'IM1' }, 0],
    [{ war_room_num: 'WR1' }, 0],
    [{ war_room_nums: ['WR1'] }, 0],
  ])('finds by %j', async (filter, count) => {
    const emulator = await startEmulator(open);
    await create(emulator, warRoom(await acceptedIncident(emulator)));
    await create(emulator, warRoom(await acceptedIncident(emulator)));
    const { data } = (await list(emulator, filter)).json as { data: { list: object[] } };
    expect(data.list).toHaveLength(count);
  });

  it('shows the last 30 days by default, and counts rows beyond the page', async () => {
    const clock = testClock();
    const emulator = await startEmulator({ ...open, now: clock.now });
    await create(emulator, warRoom(await acceptedIncident(emulator)));
    clock.advance(30 * 86_400_000 + 1);
    expect((await list(emulator, {})).json).toMatchObject({ data: { list: [], total: 0 } });
    const all = await list(emulator, { triggered_start_time: 0, statistic_flag: true });
    expect(all.json).toMatchObject({ data: { running_num: 1, closed_num: 0, total_num: 1 } });
    expect(Object.keys((all.json as { data: object }).data)).toHaveLength(3);
  });

  it('shows a war room as closed when its incident is completed, or a person closes it', async () => {
    const clock = testClock();
    const emulator = await startEmulator({ ...open, now: clock.now });
    const done = await acceptedIncident(emulator);
    await create(emulator, warRoom(done));
    await create(emulator, warRoom(await acceptedIncident(emulator)));
    await create(emulator, warRoom(await acceptedIncident(emulator)));
    clock.advance(5 * 60_000);
    emulator.work(done, { action: 'complete' });
    const byHand = emulator.warRooms()[1]?.warRoomNum ?? '';
    const close = (warRoomNum: string) =>
      send(`${emulator.url}/emulator/war-rooms/${warRoomNum}/close`, { method: 'POST' });
    expect((await close(byHand)).json).toMatchObject({ warRoomNum: byHand, closedAt: clock.now() });
    expect((await close('WR1')).status).toBe(404);
    clock.advance(60_000);
    const ended = await list(emulator, { status: ['20'], recover_start_time: 1 });
    const closed = {
      war_room_status: { id: '20', name_en: 'close' },
      recover_time: clock.now() - 60_000,
      processing_duration: 5,
      restoration_duration: 5,
    };
    expect(ended.json).toMatchObject({ data: { list: [closed, closed], total: 2, closed_num: 2 } });
    expect((await list(emulator, {})).json).toMatchObject({
      data: { total: 3, running_num: 1, closed_num: 2, total_num: 3 },
    });
  });

  it('has a lag', async () => {
    const clock = testClock();
    const emulator = await startEmulator({ auth: { required: false }, now: clock.now });
    await create(emulator, warRoom(await acceptedIncident(emulator)));
    clock.advance(9_999);
    expect((await list(emulator, {})).json).toMatchObject({ data: { total: 0 } });
    clock.advance(1);
    expect((await list(emulator, {})).json).toMatchObject({ data: { total: 1 } });
  });

  it('is refused with a field of the wrong type', async () => {
    const emulator = await startEmulator(open);
    expect(await list(emulator, { limit: 'ten', incident_num: [7] })).toMatchObject({
      status: 400,
      json: { error_msg: 'The field[limit] value[ten] invalid | The field[incident_num] value[[7]] invalid' },
    });
  });

  it('survives a restart with its incident, and its numbers go on', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'emulator-'));
    const before = await startEmulator({ ...open, dataDir });
    const incidentNum = await acceptedIncident(before);
    const first = await create(before, warRoom(incidentNum));
    await before.stop();
    const after = await startEmulator({ ...open, dataDir });
    expect((await list(after, { incident_num: incidentNum })).json).toMatchObject({ data: { total: 1 } });
    const second = await create(after, warRoom(incidentNum));
    expect(second.status).toBe(200);
    expect(second.text).not.toBe(first.text);
    await after.stop();
    await rm(dataDir, { recursive: true });
  });

  it('is shown by the control API, and forgotten on reset', async () => {
    const emulator = await startEmulator(open);
    const incidentNum = await acceptedIncident(emulator);
    await create(emulator, warRoom(incidentNum));
    const shown = await send(`${emulator.url}/emulator/war-rooms?incidentNum=${incidentNum}`);
    expect(shown.json).toMatchObject({ total: 1, warRooms: [{ incidentNum }] });
    emulator.reset();
    expect(emulator.warRooms()).toEqual([]);
    expect((await create(emulator, warRoom(incidentNum))).status).toBe(400);
  });
});
