import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import type { DueEntry, EpisodeId, IncidentKey } from '../../../../src/outbox/events/entry.ts';
import type { Outbox } from '../../../../src/outbox/outbox.ts';
import type { OutboxState } from '../../../../src/outbox/state.ts';
import { systemClock } from '../../../../src/time/clock.ts';
import { firing, INCIDENT, intakeOf } from '../../../support/alerts.ts';
import { startAdmin } from '../start-admin.ts';

const INCIDENTS = '/api/v1/incidents';

/** An admin listener over one incident of which nobody knows whether COC opened it. */
async function undecided() {
  const started = await startAdmin();
  const { outbox, ask } = started;
  await outbox.accept(intakeOf(firing('disk', { incident: INCIDENT })));
  const report = await outbox.take('alarms/default');
  if (report) await outbox.settle(report, { kind: 'delivered', result: 'alarm-reported' });
  const opening = await outbox.take('incidents');
  if (!opening) throw new Error('no incident is due');
  await outbox.started(opening);
  await outbox.settle(opening, { kind: 'unknown', reason: 'timeout', detail: 'no answer' });
  const [incident] = [...outbox.state.ledger.everyIncident()];
  const key = String(incident?.key);
  const decide = async (body: string) => {
    const answer = await ask(`${INCIDENTS}/${key}/decision`, { method: 'POST', body });
    return { status: answer.status, body: (await answer.json()) as { readonly error?: string } };
  };
  return { ...started, key, decide };
}

/** Takes the look for an undecided incident, long before the usual wait is over. */
async function lookOf(outbox: Outbox): Promise<DueEntry> {
  const state = outbox.state as OutboxState;
  state.lanes.endWaitsBy(0, { now: systemClock.now(), aheadMs: 0 });
  const look = await outbox.take('incidents');
  if (!look?.uncertain) throw new Error('no look is due');
  return look;
}

describe('the incidents', () => {
  it('are listed by their state, and told with their alarms', async () => {
    const { ask, key } = await undecided();
    const list = async (query: string) => (await ask(`${INCIDENTS}?${query}`)).json();
    expect(await list('state=undecided')).toMatchObject({
      total: 1,
      timezone: 'UTC',
      incidents: [{ key, state: 'undecided', title: INCIDENT.title, level: INCIDENT.level, firing: true }],
    });
    expect(await list('state=completed')).toMatchObject({ total: 0, incidents: [] });
    expect(await list('limit=1&offset=1')).toMatchObject({ total: 1, incidents: [] });
    expect(await (await ask(`${INCIDENTS}/${key}`)).json()).toMatchObject({
      incident: { key },
      request: INCIDENT,
      alarms: [{ alarmId: 'disk', state: 'firing' }],
      alarmsKnown: 1,
      steps: expect.arrayContaining([expect.objectContaining({ step: 'incident.requested' })]),
    });
  });

  it('say why the next step waits and, without one, why a remark does', async () => {
    const { ask, key, decide, outbox } = await undecided();
    const waitingOf = async () => {
      const story = (await (await ask(`${INCIDENTS}/${key}`)).json()) as { waiting: object | null };
      return story.waiting;
    };
    expect(await waitingOf()).toMatchObject({ destination: 'incidents' });
    await decide('{"opened":"INC1"}');
    expect(await waitingOf()).toBeNull();
    const about = { key: key as IncidentKey, alarmId: 'disk' as AlarmId, episode: 'e' as EpisodeId };
    const call = { policy: 'critical', incidentNum: 'INC1' };
    await outbox.decide(() => [
      {
        type: 'entry.queued',
        body: { kind: 'remark-incident', ...about, ...call },
      },
    ]);
    expect(await waitingOf()).toMatchObject({ destination: 'incident-remarks' });
    await outbox.decide(() => [
      {
        type: 'entry.queued',
        body: { kind: 'handle-incident', ...about, ...call, operator: 'u', step: 'accept' },
      },
    ]);
    expect(await waitingOf()).toMatchObject({ destination: 'incident-steps' });
  });

  it('have each long text cut with a mark in lists, and whole by themselves', async () => {
    const { outbox, ask } = await startAdmin();
    const title = 't'.repeat(5_000);
    const name = 'n'.repeat(5_000);
    await outbox.accept(intakeOf(firing('disk', { name, incident: { ...INCIDENT, title } })));
    const report = await outbox.take('alarms/default');
    if (report) await outbox.settle(report, { kind: 'delivered', result: 'alarm-reported' });
    const [incident] = [...outbox.state.ledger.everyIncident()];
    expect(await (await ask(INCIDENTS)).json()).toMatchObject({
      incidents: [{ key: incident?.key, title: `${'t'.repeat(2_047)}…` }],
    });
    expect(await (await ask(`${INCIDENTS}/${incident?.key}`)).json()).toMatchObject({
      incident: { title },
      request: { title },
      alarms: [{ name: `${'n'.repeat(2_047)}…` }],
    });
  });

  it.each([
    ['?limit=0', 400, 'limit is 1 to 500, offset 0 or more'],
    ['?state=gone', 400, expect.stringContaining('state is one of requested, undecided')],
    ['/nobody', 404, 'there is no incident with this id'],
  ])('answer %s with %i', async (path, status, error) => {
    const { ask } = await undecided();
    const answer = await ask(`${INCIDENTS}${path}`);
    expect([answer.status, await answer.json()]).toEqual([status, { error }]);
  });

  it('are decided once, by an operator who is written down', async () => {
    const { decide, key, ask } = await undecided();
    expect(await decide('{"opened":"INC1"}')).toEqual({
      status: 200,
      body: { key, done: true, outcome: 'opened' },
    });
    expect((await decide('{"again":true}')).status).toBe(409);
    expect(await (await ask('/metrics')).text()).toContain('incidents_decided_total{choice="corrected"} 0');
    const { steps } = (await (await ask(`${INCIDENTS}/${key}`)).json()) as { steps: { words: string }[] };
    expect(steps.map(({ words }) => words)).toContain(
      `An operator (local) found incident ${key} in COC as INC1.`,
    );
  });

  it('are decided also while COC is searched for them, and that search no longer counts', async () => {
    const { decide, outbox } = await undecided();
    const look = await lookOf(outbox);
    expect(await decide('{"opened":"INC1"}')).toMatchObject({ status: 200 });
    await outbox.settle(look, { kind: 'delivered', result: 'incident-opened', incidentNum: 'INC2' });
    expect([...outbox.state.ledger.everyIncident()]).toMatchObject([
      { state: 'opened', incidentNum: 'INC1' },
    ]);
    expect(outbox.state.pendingCount).toBe(0);
  });

  it('are not decided while COC is asked for them', async () => {
    const { decide, outbox } = await undecided();
    expect(await decide('{"again":true}')).toMatchObject({ body: { outcome: 'asked-again' } });
    const opening = await outbox.take('incidents');
    if (!opening) throw new Error('no incident is due');
    await outbox.started(opening);
    expect(await decide('{"again":true}')).toMatchObject({
      status: 409,
      body: { error: 'COC is being asked for it just now; try again' },
    });
  });

  it('that COC opened twice wait for a decision, which says what to close', async () => {
    const { decide, outbox, ask, key } = await undecided();
    await decide('{"opened":"INC1"}');
    expect(await decide('{"keep":"INC1"}')).toMatchObject({
      status: 409,
      body: { error: 'COC opened it only once, as far as is known' },
    });
    const alarmId = 'disk' as AlarmId;
    await outbox.decide(() => [
      { type: 'incident.doubled', key: key as IncidentKey, alarmId, incidentNums: ['INC2', 'INC3'] },
    ]);
    expect(await (await ask(`${INCIDENTS}/${key}`)).json()).toMatchObject({
      incident: { incidentNum: 'INC1', doubles: ['INC2', 'INC3'], awaits: 'doubled' },
    });
    expect(await (await ask('/api/v1/status')).json()).toMatchObject({
      incidentsAwaitingDecision: { undecided: 0, doubled: 1 },
    });
    expect(await (await ask('/metrics')).text()).toContain(
      'coc_alarm_agent_incidents_awaiting_decision{reason="doubled"} 1',
    );
    expect(await decide('{"keep":"INC9"}')).toMatchObject({
      status: 409,
      body: { error: 'its numbers are INC1, INC2, INC3' },
    });
    expect(await decide('{"keep":"INC2"}')).toEqual({
      status: 200,
      body: { key, done: true, outcome: 'kept', close: ['INC1', 'INC3'] },
    });
    const story = (await (await ask(`${INCIDENTS}/${key}`)).json()) as {
      incident: object;
      steps: { words: string }[];
    };
    expect(story.incident).toMatchObject({ incidentNum: 'INC2', spares: ['INC1', 'INC3'], awaits: null });
    expect(story.incident).not.toHaveProperty('doubles');
    expect(story.steps.map(({ words }) => words)).toEqual(
      expect.arrayContaining([
        `COC opened incident ${key} more than once: it also has INC2, INC3. Decide which one to go on with.`,
        `An operator (local) goes on with INC2 for incident ${key}; close INC1, INC3 in COC.`,
      ]),
    );
    const alarm = (await (await ask('/api/v1/alarms/disk')).json()) as { steps: { step: string }[] };
    expect(alarm.steps.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['incident.doubled', 'incident.kept']),
    );
  });

  it('are taken by force under a number that COC does not prove, and corrected later', async () => {
    const { decide, coc, ask, key } = await undecided();
    coc.itself = { kind: 'foreign' };
    expect(await decide('{"opened":"INC1"}')).toMatchObject({
      ...{ status: 409, body: { error: expect.stringContaining("INC1 is another problem's") } },
    });
    expect(await decide('{"opened":"INC1","force":" it is the umbrella "}')).toEqual({
      ...{ status: 200, body: { key, done: true, outcome: 'opened', unproven: true } },
    });
    expect(await (await ask(`${INCIDENTS}/${key}`)).json()).toMatchObject({
      incident: { decided: true, unproven: 'it is the umbrella', leftAlone: true },
    });
    coc.itself = { kind: 'ours' };
    expect(await decide('{"opened":"INC2"}')).toEqual({
      ...{ status: 200, body: { key, done: true, outcome: 'opened', was: 'INC1' } },
    });
    expect(await (await ask('/metrics')).text()).toContain('incidents_decided_total{choice="corrected"} 1');
  });

  it.each([
    ['no reason', '{"opened":"INC1","force":" "}', 400, /give \{"opened"|give a reason/],
    [
      'a long reason',
      `{"opened":"INC1","force":"${'x'.repeat(501)}"}`,
      400,
      /500 characters|give \{"opened"/,
    ],
    ['a wrong number', '{"opened":"a b"}', 400, /this is not COC's number of an incident/],
    ['a step back in a path', '{"opened":".."}', 400, /this is not COC's number of an incident/],
    [
      'two choices',
      '{"opened":"INC1","again":true}',
      400,
      /give \{"opened".*\{"again": true\} or \{"keep".*\}/,
    ],
    ['no JSON', '{', 400, /^the body is not JSON$/],
    ['too much', `"${'x'.repeat(5_000)}"`, 413, /larger than 4096 bytes/],
  ])('refuse a decision with %s', async (_what, body, status, error) => {
    const { decide, outbox } = await undecided();
    const answer = await decide(body);
    expect([answer.status, answer.body.error]).toEqual([status, expect.stringMatching(error)]);
    expect([...outbox.state.ledger.everyIncident()].map(({ state }) => state)).toEqual(['undecided']);
  });

  it('answer a decision that is not posted with 405', async () => {
    const { ask, key } = await undecided();
    const answer = await ask(`${INCIDENTS}/${key}/decision`, { method: 'PUT' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });
});
