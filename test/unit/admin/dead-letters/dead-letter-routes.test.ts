import { describe, expect, it } from 'vitest';
import { alertmanagerBody, firing } from '../agent-parts.ts';
import { startAdmin } from '../start-admin.ts';

const DEAD_LETTERS = '/api/v1/dead-letters';

/** An admin listener over dead letters: two unreadable bodies, and an unreadable alert. */
async function withDeadLetters() {
  const started = await startAdmin();
  const { ask, outbox, send } = started;
  await outbox.keepUnreadableBody('open', Buffer.from('{'), 'not JSON');
  await outbox.keepUnreadableBody(
    'guarded',
    Buffer.from(alertmanagerBody(firing('Disk'))),
    'a defect of ours',
  );
  await send({ status: 7 });
  const post = async (path: string, body: unknown) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await ask(`${DEAD_LETTERS}${path}`, { method: 'POST', body: text });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const ids = async (query = '') => {
    const answer = await ask(`${DEAD_LETTERS}?${query}`);
    const { deadLetters } = (await answer.json()) as { deadLetters: { id: string; source: string }[] };
    return deadLetters.map(({ id }) => id);
  };
  return { ...started, post, ids };
}

describe('the dead letters', () => {
  it('are listed by page and by filter, the newest first', async () => {
    const { ids } = await withDeadLetters();
    const all = await ids();
    expect(all).toHaveLength(3);
    expect(await ids('kind=unreadable-alert')).toEqual(all.slice(0, 1));
    expect(await ids('source=open&kind=unreadable-body')).toEqual(all.slice(2));
    expect(await ids('kind=unreadable-body&limit=1&offset=1')).toEqual(all.slice(2));
  });

  it('are exported as one JSON document a line, the oldest first', async () => {
    const { ask, ids } = await withDeadLetters();
    const answer = await ask(`${DEAD_LETTERS}/export`);
    expect(answer.headers.get('content-type')).toContain('application/x-ndjson');
    const lines = (await answer.text()).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual((await ids()).reverse());
  });

  it.each(['', '/export'])('answer an unknown kind with 400: %s', async (path) => {
    const { ask } = await withDeadLetters();
    const answer = await ask(`${DEAD_LETTERS}${path}?kind=lost`);
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: 'kind is refused, unreadable-alert or unreadable-body' },
    ]);
  });

  it('stay as they are in a dry run, which is the default', async () => {
    const { post, ids } = await withDeadLetters();
    expect(await post('/discard', { all: true })).toEqual({
      status: 200,
      body: { dryRun: true, selected: 3, found: 3, failures: 0, failed: [] },
    });
    expect(await ids()).toHaveLength(3);
  });

  it('are changed together, and those that cannot be are named', async () => {
    const { post, ids, outbox } = await withDeadLetters();
    const redriven = await post('/redrive', { all: true, dryRun: false });
    expect(redriven).toMatchObject({ status: 200, body: { selected: 3, queued: 1, failures: 2 } });
    expect(outbox.state.pendingCount).toBe(1);
    const asked = { ids: [...(await ids()), 'nobody'], dryRun: false };
    expect(await post('/discard', asked)).toMatchObject({
      body: { discarded: 2, failures: 1, failed: [{ id: 'nobody', why: 'missing' }] },
    });
    expect(await ids()).toEqual([]);
  });

  it('are redriven and discarded one by one', async () => {
    const { ask, ids } = await withDeadLetters();
    const [alert, body, notJson] = await ids();
    const status = async (method: string, path: string) =>
      (await ask(`${DEAD_LETTERS}/${path}`, { method })).status;
    expect(await status('POST', `${body}/redrive`)).toBe(200);
    expect(await status('POST', `${notJson}/redrive`)).toBe(409);
    expect(await status('DELETE', String(notJson))).toBe(200);
    expect(await status('DELETE', String(notJson))).toBe(404);
    expect(await status('GET', `${alert}/redrive`)).toBe(405);
    expect(await status('PUT', String(alert))).toBe(405);
    expect(await ids()).toEqual([alert]);
  });

  it.each([
    ['no JSON', '{', 400, /not JSON/],
    ['no choice', {}, 400, /exactly one of ids, all: true, and filter/],
    ['two choices', { all: true, ids: ['x'] }, 400, /exactly one of/],
    ['an unknown kind', { filter: { kind: 'lost' } }, 400, /filter\.kind/],
    ['too much', `"${'x'.repeat(2 ** 20)}"`, 413, /larger than 1048576 bytes/],
  ])('refuse a change with %s', async (_what, asked, status, error) => {
    const { post, ids } = await withDeadLetters();
    const answer = await post('/redrive', asked);
    expect([answer.status, answer.body.error]).toEqual([status, expect.stringMatching(error)]);
    expect(await ids()).toHaveLength(3);
  });
});
