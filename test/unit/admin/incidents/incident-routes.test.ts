import { describe, expect, it } from 'vitest';
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
    const { steps } = (await (await ask(`${INCIDENTS}/${key}`)).json()) as { steps: { words: string }[] };
    expect(steps.map(({ words }) => words)).toContain(
      `An operator (local) found incident ${key} in COC as INC1.`,
    );
  });

  it.each([
    ['a wrong number', '{"opened":"a b"}', 400, /this is not COC's number of an incident/],
    ['two choices', '{"opened":"INC1","again":true}', 400, /give \{"opened".*\} or \{"again": true\}/],
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
