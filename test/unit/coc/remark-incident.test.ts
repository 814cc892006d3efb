import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../src/alerts/alert.ts';
import type { CallResult, CocCall } from '../../../src/coc/client.ts';
import { remarkIncident } from '../../../src/coc/remark-incident.ts';
import type { EpisodeId, IncidentKey, RemarkIncident } from '../../../src/outbox/events/entry.ts';
import type { FailedOutcome } from '../../../src/outbox/events/outcome.ts';

const REMARK: RemarkIncident = {
  ...{ kind: 'remark-incident', key: 'k' as IncidentKey, alarmId: 'a1' as AlarmId },
  ...{ episode: 'e' as EpisodeId, policy: 'p', incidentNum: 'IM1', note: 'Two alarms joined.' },
  told: { fires: true, alarms: 3 },
};
const FORWARD: RemarkIncident = { ...REMARK, forwardTo: 'boss' };
const DOWN: FailedOutcome = {
  ...{ kind: 'retry', reason: 'server-error', scope: 'destination', detail: 'HTTP 503' },
};
const REFUSED: FailedOutcome = { kind: 'rejected', reason: 'bad-request', detail: 'COC.1: no' };
const TASKS = [
  'a node that is none',
  { type: 'OperateNode', operations: 'none' },
  { type: 'OperateNode', operations: [{ key: 'accepted', task_id: 't-1' }] },
  {
    type: 'OperateNode',
    operations: [
      { key: 'addRemark', task_id: 7 },
      { key: 'addRemark', task_id: '../etc' },
      { key: 'addRemark', task_id: 't-2' },
      { key: 'unAcceptedForward', task_id: 't-3' },
    ],
  },
];

/** Plays COC, which offers these tasks and ends an action so. */
function coc(tasks: unknown, act: CallResult = { outcome: { kind: 'delivered', requestId: 'r1' } }) {
  const calls: CocCall[] = [];
  const call = async (asked: CocCall): Promise<CallResult> => {
    calls.push(asked);
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
        operation: 'act-on-incident',
        path: '/v2/incidents/IM1/actions',
        body: { task_id: 't-2', action: 'addRemark', params: { note: 'Two alarms joined.' } },
      },
    ]);
  });

  it('has at most 1,024 characters, and is never empty', async () => {
    const noteOf = async (note: string) => {
      const { calls, call } = coc(TASKS);
      await remarkIncident(sure, { ...REMARK, note }, call);
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

  it('is made later where COC fails', async () => {
    expect(await remarkIncident(sure, REMARK, coc(TASKS, { outcome: DOWN }).call)).toBe(DOWN);
    const deaf = async (): Promise<CallResult> => ({ outcome: DOWN });
    expect(await remarkIncident(sure, REMARK, deaf)).toBe(DOWN);
    expect(await remarkIncident(sure, REMARK, coc({ list: [] }).call)).toMatchObject({
      ...{ kind: 'retry', reason: 'bad-response', scope: 'entry' },
    });
  });
});

describe('a forward', () => {
  it('gives the incident to a person, with the note', async () => {
    const { calls, call } = coc(TASKS);
    expect(await remarkIncident({ uncertain: true }, FORWARD, call)).toMatchObject({ result: 'people-told' });
    expect(calls[1]?.body).toEqual({
      ...{ task_id: 't-3', action: 'unAcceptedForward' },
      params: { virtual_send_assignee: 'boss', virtual_send_comment: 'Two alarms joined.' },
    });
  });

  it('that COC refuses is refused, so that somebody sees it', async () => {
    expect(await remarkIncident(sure, FORWARD, coc(TASKS, { outcome: REFUSED }).call)).toBe(REFUSED);
  });
});
