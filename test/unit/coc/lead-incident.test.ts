import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../src/alerts/alert.ts';
import type { CallResult, CocCall } from '../../../src/coc/client.ts';
import { encodeStep } from '../../../src/coc/encode-step.ts';
import { fetchIncidentState } from '../../../src/coc/fetch-incident-state.ts';
import { fetchReference } from '../../../src/coc/fetch-reference.ts';
import { leadIncident } from '../../../src/coc/lead-incident.ts';
import { openWarRoom } from '../../../src/coc/open-war-room.ts';
import type {
  EpisodeId,
  HandleIncident,
  IncidentKey,
  IncidentStep,
  OpenWarRoom,
} from '../../../src/outbox/events/entry.ts';
import type { FailedOutcome, Outcome } from '../../../src/outbox/events/outcome.ts';

const ABOUT = {
  ...{ key: 'k' as IncidentKey, alarmId: 'a1' as AlarmId, episode: 'e' as EpisodeId },
  ...{ policy: 'p', incidentNum: 'IM1' },
};

/** Plays COC: answers each operation as given, and notes what was asked. */
function coc(answers: Partial<Record<CocCall['operation'], CallResult>>) {
  const calls: CocCall[] = [];
  const call = async (asked: CocCall): Promise<CallResult> => {
    calls.push(asked);
    return answers[asked.operation] ?? { outcome: TAKEN, json: { data: null } };
  };
  return { calls, call };
}

function shows(status: string): CallResult {
  return { outcome: TAKEN, json: { data: { status: `INCIDENT_STATUS_${status}` } } };
}

function step(name: IncidentStep): HandleIncident {
  const solved = { solution: SOLUTION } as const;
  return { kind: 'handle-incident', ...ABOUT, operator: 'u', step: name, ...(name === 'solve' && solved) };
}

const SOLUTION = {
  ...{ type: 'inc_type_p_monitoring_issues', cause: 'Load.', solution: 'Over.' },
  ...{ serviceInterrupted: false, startedAt: 5, endedAt: 9 },
};

const TAKEN = { kind: 'delivered' } as const;
const DOWN: FailedOutcome = {
  kind: 'retry',
  reason: 'server-error',
  scope: 'destination',
  detail: 'HTTP 503',
};
const REFUSED: FailedOutcome = { kind: 'rejected', reason: 'not-found', detail: 'no' };

describe('a step with an incident', () => {
  it.each<[IncidentStep, string, string | undefined]>([
    ['accept', 'TRIGGERED', undefined],
    ['accept', 'ACKNOWLEDGED', 'accepted'],
    ['accept', 'REJECTED', 'rejected'],
    ['accept', 'COMPLETED', 'completed'],
    ['solve', 'ACKNOWLEDGED', undefined],
    ['solve', 'RESOLVED', 'resolved'],
    ['solve', 'REJECTED', 'rejected'],
    ['confirm', 'RESOLVED', undefined],
    ['confirm', 'COMPLETED', 'completed'],
    ['confirm', 'PAUSED', 'unknown'],
    ['accept', 'PAUSED', 'unknown'],
    ['solve', 'PAUSED', 'unknown'],
    ['return', 'RESOLVED', undefined],
    ['return', 'ACKNOWLEDGED', 'accepted'],
    ['return', 'COMPLETED', 'completed'],
    ['return', 'PAUSED', 'unknown'],
  ])('to %s it, which COC shows as %s, is taken unless it is needless: %s', async (name, status, found) => {
    const { calls, call } = coc({ 'get-incident': shows(status) });
    const outcome = await leadIncident({ attempts: 0 }, step(name), { call, serviceInterruptAs: 'boolean' });
    expect(outcome).toEqual({
      ...TAKEN,
      ...(found === undefined ? { result: 'step-taken' } : { result: 'step-not-needed', state: found }),
    });
    expect(calls.map(({ operation }) => operation)).toEqual(
      found === undefined ? ['get-incident', 'handle-incident'] : ['get-incident'],
    );
  });

  it('waits until COC shows what came before it, and not for ever', async () => {
    const { calls, call } = coc({ 'get-incident': shows('TRIGGERED') });
    const deps = { call, serviceInterruptAs: 'boolean' } as const;
    expect(await leadIncident({ attempts: 5 }, step('solve'), deps)).toMatchObject({
      kind: 'retry',
      scope: 'entry',
    });
    expect(await leadIncident({ attempts: 6 }, step('solve'), deps)).toEqual({
      ...TAKEN,
      ...{ result: 'step-not-needed', state: 'opened' },
    });
    expect(calls).toHaveLength(2);
  });

  it('is refused for a number that cannot stand in a path, without a call', async () => {
    const { calls, call } = coc({});
    const body = { ...step('accept'), incidentNum: 'IM 1' };
    expect(await leadIncident({ attempts: 0 }, body, { call, serviceInterruptAs: 'boolean' })).toMatchObject({
      ...{ kind: 'rejected', reason: 'bad-request' },
      detail: expect.stringContaining('"IM 1" cannot be COC\'s number of an incident'),
    });
    expect(calls).toEqual([]);
  });

  it.each([DOWN, REFUSED])('that COC does not take is not taken: %j', async (outcome) => {
    const { call } = coc({ 'get-incident': shows('TRIGGERED'), 'handle-incident': { outcome } });
    const deps = { call, serviceInterruptAs: 'boolean' } as const;
    expect(await leadIncident({ attempts: 0 }, step('accept'), deps)).toEqual(outcome);
  });

  it('is not taken when COC does not tell the state', async () => {
    const { calls, call } = coc({ 'get-incident': { outcome: REFUSED } });
    const deps = { call, serviceInterruptAs: 'boolean' } as const;
    expect(await leadIncident({ attempts: 0 }, step('accept'), deps)).toEqual(REFUSED);
    expect(calls).toHaveLength(1);
  });
});

describe('the request of a step', () => {
  it('is not made to solve without a solution', () => {
    const { solution: _, ...bare } = step('solve');
    expect(() => encodeStep(bare, 'boolean')).toThrow('must have a solution');
  });

  const solution = {
    ...{ type: 'inc_type_p_monitoring_issues', cause: 'c'.repeat(10_001), solution: '' },
    ...{ serviceInterrupted: true, startedAt: 5, endedAt: 9 },
  };

  it('accepts with nothing to say', () => {
    expect(encodeStep(step('accept'), 'boolean')).toEqual({
      ...{ incident_num: 'IM1', operator: 'u', operate_key: 'acceptedIncident1', parameter: {} },
    });
  });

  it.each([
    ['boolean', true],
    ['string', 'true'],
  ] as const)(
    'submits texts that are neither too long nor empty, and times of an interruption (%s)',
    (as, told) => {
      const { operate_key, parameter } = encodeStep({ ...step('solve'), solution }, as);
      expect(operate_key).toBe('commitSolution1');
      expect(parameter).toEqual({
        ...{ is_service_interrupt: told, start_time: 5, fault_recovery_time: 9 },
        ...{ mtm_type: solution.type, cause: `${'c'.repeat(9_999)}…`, solution: 'The alarms have ended.' },
      });
    },
  );

  it('takes a solution back with a negative confirmation', () => {
    expect(encodeStep({ ...step('return'), comment: 'there again' }, 'boolean')).toMatchObject({
      operate_key: 'confirm',
      parameter: { virtual_confirm_result: false, virtual_confirm_comment: 'there again' },
    });
    const { parameter } = encodeStep({ ...step('return'), comment: '' }, 'boolean');
    expect(parameter).toMatchObject({ virtual_confirm_comment: 'Not solved.' });
  });

  it('confirms with a comment', () => {
    const { parameter } = encodeStep({ ...step('confirm'), comment: 'x'.repeat(301) }, 'boolean');
    const words = `${'x'.repeat(299)}…`;
    expect(parameter).toEqual({ virtual_confirm_result: true, virtual_confirm_comment: words });
    const { parameter: silent } = encodeStep(step('confirm'), 'boolean');
    expect(silent).toMatchObject({ virtual_confirm_comment: 'Confirmed.' });
  });
});

describe('reading an incident', () => {
  it.each([
    ['without a state', { outcome: TAKEN, json: {} }],
    ['with a number for a state', { outcome: TAKEN, json: { data: { status: 7 } } }],
    ['with a text that is no state', { outcome: TAKEN, json: { data: { status: 'no such incident' } } }],
    ['without JSON', { outcome: TAKEN }],
  ])('%s fails', async (_, answer) => {
    const { call } = coc({ 'get-incident': answer });
    expect(await fetchIncidentState('IM1', call)).toMatchObject({
      kind: 'failed',
      outcome: { kind: 'retry' },
    });
  });

  it('in a state that the reference does not name tells that name', async () => {
    const { call } = coc({ 'get-incident': shows('PAUSED') });
    expect(await fetchIncidentState('IM1', call)).toEqual({
      ...{ kind: 'seen', state: 'unknown', shown: 'INCIDENT_STATUS_PAUSED' },
    });
  });

  it('for our reference fails without JSON', async () => {
    const { call } = coc({ 'get-incident': { outcome: TAKEN } });
    expect(await fetchReference('IM1', ABOUT.key, call)).toMatchObject({
      ...{ kind: 'failed', outcome: { kind: 'retry', reason: 'bad-response', scope: 'entry' } },
    });
  });

  it('is a GET of its number', async () => {
    const { calls, call } = coc({ 'get-incident': shows('RESOLVED') });
    expect(await fetchIncidentState('IM1', call)).toEqual({ kind: 'seen', state: 'resolved' });
    expect(calls).toEqual([{ operation: 'get-incident', method: 'GET', path: '/v1/external/incident/IM1' }]);
  });
});

describe('reading an incident whose number cannot stand in a path', () => {
  it.each(['IM 1', ' IM1', 'IM/1', '..', 'IM\u00001', '', 'x'.repeat(300)])(
    'fails for it alone, without a call: %j',
    async (number) => {
      const { calls, call } = coc({});
      const reading = await fetchIncidentState(number, call);
      expect(reading).toMatchObject({ kind: 'failed', outcome: { kind: 'rejected', reason: 'bad-request' } });
      const { detail } = (reading.kind === 'failed' && reading.outcome) as { detail: string };
      expect(detail).not.toMatch(/\p{Cc}|x{100}/u);
      expect(calls).toEqual([]);
    },
  );
});

describe('a war room', () => {
  const body: OpenWarRoom = {
    ...{ kind: 'open-war-room', ...ABOUT },
    room: {
      ...{ name: 'Disk\nfull', description: 'd', applicationId: 'app', regionId: 'r', admin: 'u' },
      ...{ enterpriseProjectId: '0', participants: ['v'], scheduleGroups: [{ scene: 's', role: 'o' }] },
    },
  };
  const listed = (list: unknown, total: unknown = 0): CallResult => ({
    outcome: TAKEN,
    json: { data: { list, total } },
  });
  const created: CallResult = { outcome: TAKEN, json: { data: 'WR1' } };
  const sure = { uncertain: false };

  it('is looked for first, with limit and offset, and opened when it is not there', async () => {
    const { calls, call } = coc({ 'list-war-rooms': listed([]), 'create-war-room': created });
    expect(await openWarRoom(sure, body, call)).toEqual({
      ...TAKEN,
      result: 'war-room-opened',
      warRoomNum: 'WR1',
    });
    expect(calls[0]?.body).toEqual({ incident_num: 'IM1', limit: 10, offset: 0, triggered_start_time: 1 });
    expect(calls[1]?.body).toMatchObject({
      ...{ war_room_name: 'Disk full', incident_number: 'IM1', war_room_admin: 'u', participant: ['v'] },
      ...{ region_code_list: ['r'], application_id_list: ['app'], enterprise_project_id: '0' },
      schedule_group: [{ scene_id: 's', role_id: 'o' }],
    });
  });

  it.each(['', ' '])(
    'is never opened for an empty application id (%j), which COC refuses',
    async (applicationId) => {
      const { calls, call } = coc({ 'list-war-rooms': listed([]), 'create-war-room': created });
      await openWarRoom(sure, { ...body, room: { ...body.room, applicationId } }, call);
      expect(calls[1]?.body).toMatchObject({ application_id_list: ['unknown'] });
    },
  );

  it('tells its people in the way that its policy has, where it has one, and without a region of all', async () => {
    const { regionId: _, ...everywhere } = body.room;
    const bodyOf = async (room: OpenWarRoom['room']) => {
      const { calls, call } = coc({ 'list-war-rooms': listed([]), 'create-war-room': created });
      await openWarRoom(sure, { ...body, room }, call);
      return calls[1]?.body;
    };
    expect(await bodyOf({ ...everywhere, notificationType: 'AUTO' })).toMatchObject({
      ...{ region_code_list: [], notification_type: 'AUTO' },
    });
    expect(await bodyOf(body.room)).not.toHaveProperty('notification_type');
  });

  it.each([DOWN, REFUSED])('that COC does not open is not opened: %j', async (outcome) => {
    const { call } = coc({ 'list-war-rooms': listed([]), 'create-war-room': { outcome } });
    expect(await openWarRoom(sure, body, call)).toBe(outcome);
  });

  it('that is there is not opened again', async () => {
    const { calls, call } = coc({ 'list-war-rooms': listed([{ war_room_num: 'WR9' }]) });
    expect(await openWarRoom(sure, body, call)).toEqual({
      ...TAKEN,
      result: 'war-room-opened',
      warRoomNum: 'WR9',
    });
    expect(calls).toHaveLength(1);
  });

  it.each([
    ['a useless number', { war_room_num: 'WR 9' }],
    ['a number that is too long', { war_room_num: 'x'.repeat(256) }],
    ['none', {}],
    ['an object for a number', { id: {} }],
  ])('that is there with %s is known to be open, without a number', async (_, room) => {
    const { call } = coc({ 'list-war-rooms': listed([room]) });
    expect(await openWarRoom(sure, body, call)).toStrictEqual({ ...TAKEN, result: 'war-room-opened' });
  });

  it.each(['WR 9', 'WR/9', 'x'.repeat(256), 9, ''])(
    'is not known to be open under %j, which is looked for',
    async (data) => {
      const { call } = coc({
        ...{ 'list-war-rooms': listed([]), 'create-war-room': { outcome: TAKEN, json: { data } } },
      });
      expect(await openWarRoom(sure, body, call)).toMatchObject({ kind: 'unknown', reason: 'bad-response' });
    },
  );

  it.each<[string, boolean, CallResult, Partial<Outcome>]>([
    ['when the list has a strange form', false, listed('none'), { kind: 'retry', reason: 'bad-response' }],
    ['when the list is no JSON', false, { outcome: TAKEN }, { kind: 'retry', reason: 'bad-response' }],
    [
      'when there is no list at all',
      false,
      { outcome: TAKEN, json: {} },
      { kind: 'retry', reason: 'bad-response' },
    ],
    ['when the list is refused', false, { outcome: REFUSED }, REFUSED],
    [
      'when the list is refused after an attempt that may have arrived',
      true,
      { outcome: REFUSED },
      { kind: 'unknown', reason: 'lookup-unavailable' },
    ],
  ])('is not opened %s', async (_, uncertain, answer, expected) => {
    const { calls, call } = coc({ 'list-war-rooms': answer });
    expect(await openWarRoom({ uncertain }, body, call)).toMatchObject(expected);
    expect(calls).toHaveLength(1);
  });

  it('is only looked for after an attempt that may have arrived', async () => {
    const { calls, call } = coc({ 'list-war-rooms': listed([{ war_room_num: 'WR9' }]) });
    expect(await openWarRoom({ uncertain: true }, body, call)).toMatchObject({ warRoomNum: 'WR9' });
    expect(calls).toHaveLength(1);
  });

  it.each<[string, CallResult, Partial<Outcome>]>([
    ['that COC counts as none', listed([], 0), { reason: 'not-listed', look: 'complete' }],
    ['that COC counts as none, in digits', listed([], '0'), { reason: 'not-listed', look: 'complete' }],
    [
      'that COC counts',
      listed([], 1),
      { look: 'incomplete', detail: expect.stringContaining('COC counts 1 war rooms, but lists none') },
    ],
    [
      'without a count',
      listed([], null),
      { look: 'incomplete', detail: expect.stringContaining('COC counts no number of war rooms') },
    ],
    ['of a strange form', listed('none'), { reason: 'lookup-unavailable', look: 'incomplete' }],
    ['that fails', { outcome: DOWN }, { reason: 'server-error', look: 'incomplete' }],
  ])('is not opened by a look at an empty list %s', async (_, answer, expected) => {
    const { calls, call } = coc({ 'list-war-rooms': answer });
    expect(await openWarRoom({ uncertain: true }, body, call)).toMatchObject({
      kind: 'unknown',
      ...expected,
    });
    expect(calls).toHaveLength(1);
  });

  it('without a number is not known to be open', async () => {
    const { call } = coc({ 'list-war-rooms': listed([]) });
    expect(await openWarRoom(sure, body, call)).toMatchObject({ kind: 'unknown', reason: 'bad-response' });
  });
});
