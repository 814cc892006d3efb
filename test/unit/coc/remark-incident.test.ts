import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../src/alerts/alert.ts';
import type { CallResult, CocCall } from '../../../src/coc/client.ts';
import { remarkIncident } from '../../../src/coc/remark-incident.ts';
import type { EpisodeId, IncidentKey, RemarkIncident } from '../../../src/outbox/events/entry.ts';
import type { FailedOutcome } from '../../../src/outbox/events/outcome.ts';

const WRITTEN = { note: 'Two alarms joined.', told: { fires: true, alarms: 3 } };
const REMARK: RemarkIncident = {
  ...{ kind: 'remark-incident', key: 'k' as IncidentKey, alarmId: 'a1' as AlarmId },
  ...{ episode: 'e' as EpisodeId, policy: 'p', incidentNum: 'IM1', remark: WRITTEN },
};
const forwardFrom = (from: 'opened' | 'accepted'): RemarkIncident => ({
  ...{ ...REMARK, remark: { ...WRITTEN, forward: { to: 'boss', from } } },
});
const FORWARD = forwardFrom('opened');
const DOWN: FailedOutcome = {
  ...{ kind: 'retry', reason: 'server-error', scope: 'destination', detail: 'HTTP 503' },
};
const REFUSED: FailedOutcome = { kind: 'rejected', reason: 'bad-request', detail: 'COC.1: no' };
const TASKS = [
  'a node that is none',
  null,
  { type: 'OperateNode', operations: 'none' },
  { type: 'OperateNode', operations: [{ key: 'accepted', task_id: 't-1' }] },
  {
    type: 'OperateNode',
    operations: [
      { key: 'addRemark', task_id: 7 },
      { key: 'addRemark', task_id: '../etc' },
      { key: 'addRemark', task_id: 't-2' },
      { key: 'unAcceptedForward', task_id: 't-3' },
      { key: 'acceptedForward', task_id: 't-4' },
    ],
  },
];

/** Plays COC, which offers these tasks, ends an action so, and shows this assignee. */
function coc(
  tasks: unknown,
  act: CallResult = { outcome: { kind: 'delivered', requestId: 'r1' } },
  assignee: unknown = ['ann'],
) {
  const calls: CocCall[] = [];
  const call = async (asked: CocCall): Promise<CallResult> => {
    calls.push(asked);
    if (asked.operation === 'get-incident')
      return { outcome: { kind: 'delivered' }, json: { data: { incident_assignee: assignee } } };
    if (asked.operation !== 'list-incident-tasks') return act;
    return { outcome: { kind: 'delivered' }, json: { data: tasks } };
  };
  return { calls, call };
}

const sure = { uncertain: false };

describe('a remark', () => {
  it('is made on the task that COC offers for it', async () => {
    const { calls, call } = coc(TASKS);
    expect(await remarkIncident(sure, REMARK, call)).toEqual({
      ...{ kind: 'delivered', result: 'people-told', requestId: 'r1' },
    });
    expect(calls).toEqual([
      { operation: 'list-incident-tasks', method: 'GET', path: '/v2/incidents/IM1/tasks' },
      {
        ...{ operation: 'act-on-incident', method: 'POST', path: '/v2/incidents/IM1/actions' },
        body: { task_id: 't-2', action: 'addRemark', params: { note: 'Two alarms joined.' } },
      },
    ]);
  });

  it('has at most 1,024 characters, and is never empty', async () => {
    const noteOf = async (note: string) => {
      const { calls, call } = coc(TASKS);
      await remarkIncident(sure, { ...REMARK, remark: { ...WRITTEN, note } }, call);
      return calls.map(({ body }) => (body as { params: { note: string } } | undefined)?.params.note)[1];
    };
    expect(await noteOf('x'.repeat(2_000))).toHaveLength(1_024);
    expect(await noteOf(' ')).toBe('-');
  });

  it('is told to nobody where COC offers none, refuses it, or may have it already', async () => {
    const none = coc([TASKS[2]]);
    const why = async (made: ReturnType<typeof coc>, entry = sure) => {
      const outcome = await remarkIncident(entry, REMARK, made.call);
      return 'why' in outcome ? outcome.why : outcome;
    };
    expect(await why(none)).toBe('COC offers no addRemark in the state of the incident');
    expect(none.calls).toHaveLength(1);
    expect(await why(coc(TASKS, { outcome: REFUSED }))).toBe('COC refused the remark: COC.1: no');
    const again = coc(TASKS);
    expect(await why(again, { uncertain: true })).toContain('COC may have it');
    expect(again.calls).toEqual([]);
  });

  it('is told to nobody under a number that cannot be one', async () => {
    const { calls, call } = coc(TASKS);
    const outcome = await remarkIncident(sure, { ...REMARK, incidentNum: '../IM1' }, call);
    expect([outcome, calls]).toMatchObject([{ result: 'people-not-told' }, []]);
  });

  it('must be written before it is sent', async () => {
    const { remark: _, ...unwritten } = REMARK;
    await expect(remarkIncident(sure, unwritten, coc(TASKS).call)).rejects.toThrow('must be written');
  });

  it('is made later where COC fails', async () => {
    expect(await remarkIncident(sure, REMARK, coc(TASKS, { outcome: DOWN }).call)).toBe(DOWN);
    const deaf = async (): Promise<CallResult> => ({ outcome: DOWN });
    expect(await remarkIncident(sure, REMARK, deaf)).toBe(DOWN);
    const wordless = async (): Promise<CallResult> => ({ outcome: { kind: 'delivered' } });
    for (const call of [coc({ list: [] }).call, wordless])
      expect(await remarkIncident(sure, REMARK, call)).toMatchObject({
        ...{ kind: 'retry', reason: 'bad-response', scope: 'entry' },
      });
  });
});

describe('a forward', () => {
  it.each([
    ['opened', 'unAcceptedForward', 't-3'],
    ['accepted', 'acceptedForward', 't-4'],
  ] as const)('gives an incident that is %s to a person, with the note', async (from, action, task) => {
    const { calls, call } = coc(TASKS);
    expect(await remarkIncident(sure, forwardFrom(from), call)).toMatchObject({ result: 'people-told' });
    expect(calls.map(({ operation }) => operation)).toEqual(['list-incident-tasks', 'act-on-incident']);
    expect(calls[1]?.body).toEqual({
      ...{ task_id: task, action },
      params: { virtual_send_assignee: 'boss', virtual_send_comment: 'Two alarms joined.' },
    });
  });

  it.each<[unknown, number]>([
    [['boss'], 1],
    [['ann'], 3],
    [[], 3],
    [undefined, 3],
  ])('that may have arrived is made again only where COC does not show it (%j)', async (assignee, calls) => {
    const made = coc(TASKS, undefined, assignee);
    const outcome = await remarkIncident({ uncertain: true }, FORWARD, made.call);
    expect(outcome).toMatchObject({ kind: 'delivered', result: 'people-told' });
    expect(made.calls).toHaveLength(calls);
    expect(made.calls[0]).toMatchObject({ method: 'GET', path: '/v1/external/incident/IM1' });
  });

  it('that may have arrived is looked for again where COC fails, and not made', async () => {
    const { calls, call } = coc(TASKS);
    const blind = (asked: CocCall) =>
      asked.operation === 'get-incident' ? Promise.resolve({ outcome: DOWN }) : call(asked);
    expect(await remarkIncident({ uncertain: true }, FORWARD, blind)).toBe(DOWN);
    expect(calls).toEqual([]);
  });

  it('that may have arrived waits where COC shows the incident in no known form', async () => {
    const { call } = coc(TASKS);
    const wordless = (asked: CocCall): Promise<CallResult> =>
      asked.operation === 'get-incident' ? Promise.resolve({ outcome: { kind: 'delivered' } }) : call(asked);
    expect(await remarkIncident({ uncertain: true }, FORWARD, wordless)).toMatchObject({
      ...{ kind: 'retry', reason: 'bad-response', scope: 'entry' },
    });
  });

  it('that COC refuses is refused, so that somebody sees it', async () => {
    expect(await remarkIncident(sure, FORWARD, coc(TASKS, { outcome: REFUSED }).call)).toBe(REFUSED);
  });
});
