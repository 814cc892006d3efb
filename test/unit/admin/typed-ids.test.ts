import { describe, expect, it } from 'vitest';
import { firing, intakeOf } from '../../support/alerts.ts';
import { openIncidents } from '../../support/opened-incidents.ts';
import { startAdmin } from './start-admin.ts';

/** An admin listener over two alarms `am1` and `am2` with incidents `IM-am1` and `IM-am2`, and two dead letters. */
async function started() {
  const admin = await startAdmin();
  const { outbox, deadLetters } = admin;
  const [key = ''] = await openIncidents(outbox, 'am1', 'am2');
  const why = { source: 'open', kind: 'unreadable-body', reason: 'not-json', detail: 'd' } as const;
  for (const id of ['in-aa1', 'in-aa2']) await deadLetters.keep({ id, at: 0, ...why });
  const ask = async (method: string, path: string, body?: object) => {
    const text = body && JSON.stringify(body);
    const answer = await admin.ask(`/api/v1${path}`, { method, ...(text && { body: text }) });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  return { ...admin, ask, key };
}

describe('an id that fits several', () => {
  it.each([
    ['GET', '/alarms/am', 'alarm', ['am1', 'am2']],
    ['GET', '/incidents/IM-am', 'incident', undefined],
    ['POST', '/incidents/IM-am/decision', 'incident', undefined],
    ['GET', '/dead-letters/in-aa', 'dead letter', ['in-aa1', 'in-aa2']],
    ['DELETE', '/dead-letters/in-aa', 'dead letter', ['in-aa1', 'in-aa2']],
    ['POST', '/dead-letters/in-aa/redrive', 'dead letter', ['in-aa1', 'in-aa2']],
  ])('is answered with them, and nothing is done: %s %s', async (method, path, noun, ids) => {
    const { ask, deadLetters } = await started();
    const touched: string[] = [];
    const get = deadLetters.get.bind(deadLetters);
    deadLetters.get = (id) => {
      touched.push(id);
      return get(id);
    };
    const { status, body } = await ask(method, path, path.endsWith('decision') ? { again: true } : undefined);
    expect(status).toBe(409);
    expect(body).toMatchObject({
      error: expect.stringMatching(`fits 2 ${noun}s; give more of the id$`),
      count: 2,
      candidates: ids ? expect.arrayContaining(ids.map((id) => expect.objectContaining({ id }))) : [{}, {}],
    });
    expect(deadLetters.ids()).toHaveLength(2);
    expect(touched.filter((id) => !ids?.includes(id))).toEqual([]);
  });
});

describe('the beginning of an id', () => {
  it('is enough for whatever is asked for', async () => {
    const { ask, key, deadLetters } = await started();
    expect(await ask('GET', '/alarms/alert%20AM1')).toMatchObject({ status: 200, body: { alarmId: 'am1' } });
    expect(await ask('GET', '/incidents/im-AM1')).toMatchObject({ status: 200, body: { incident: { key } } });
    expect(await ask('POST', '/incidents/IM-am1/decision', { again: true })).toMatchObject({
      ...{ status: 409, body: { key } },
    });
    expect(await ask('GET', '/dead-letters/in-aa1')).toMatchObject({
      ...{ status: 200, body: { id: 'in-aa1', timezone: 'UTC' } },
    });
    expect(await ask('DELETE', '/dead-letters/in-aa2')).toMatchObject({
      status: 200,
      body: { id: 'in-aa2' },
    });
    expect(await ask('POST', '/dead-letters/in-a/redrive')).toMatchObject({
      ...{ status: 200, body: { id: 'in-aa1' } },
    });
    expect(deadLetters.ids()).not.toContain('in-aa1');
  });

  it.each([
    ['GET', '/alarms/nobody'],
    ['GET', '/incidents/nobody'],
    ['POST', '/incidents/nobody/decision'],
    ['GET', '/dead-letters/nobody'],
    ['DELETE', '/dead-letters/nobody'],
    ['POST', '/dead-letters/nobody/redrive'],
  ])('of nothing is answered 404: %s %s', async (method, path) => {
    const { ask } = await started();
    expect((await ask(method, path, path.endsWith('decision') ? { again: true } : undefined)).status).toBe(
      404,
    );
  });
});

describe('the list of alarms', () => {
  it('has the time zone, and refuses a query that it does not know', async () => {
    const { ask } = await started();
    expect(await ask('GET', '/alarms?sort=name&limit=1')).toMatchObject({
      ...{ status: 200, body: { timezone: 'UTC', total: 2, alarms: [{ alarmId: 'am1' }] } },
    });
    expect(await ask('GET', '/alarms?sort=size')).toMatchObject({
      ...{ status: 400, body: { error: 'sort is one of newest, oldest, level, name' } },
    });
  });

  it('is read no further when nobody waits for it any more, and that is no fault', async () => {
    const { url, outbox, lines, ask, journal } = await started();
    await outbox.accept(intakeOf(firing('am3')));
    let reads = 0;
    const begun = new Promise<void>((resolve) => {
      const read = journal.read.bind(journal);
      journal.read = async (refs) => {
        reads += 1;
        resolve();
        if (reads === 1) await gone;
        return read(refs);
      };
    });
    const leave = new AbortController();
    let left: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      left = resolve;
    });
    const asked = fetch(`${url}/api/v1/alarms?match=a%3Db`, { signal: leave.signal }).catch(() => 'left');
    await begun;
    leave.abort();
    expect(await asked).toBe('left');
    // The listener hears of it before it answers another request on a new connection.
    await ask('GET', '/status');
    left();
    expect((await ask('GET', '/alarms')).status).toBe(200);
    expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});
