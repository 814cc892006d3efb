import { describe, expect, it } from 'vitest';
import { inlineSecret, Secret } from '../../../../src/settings/secret.ts';
import { firing } from '../agent-parts.ts';
import { startAdmin } from '../start-admin.ts';

const DELIVER_NOW = '/api/v1/destinations/deliver-now';

function post(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method: 'POST', body: JSON.stringify(body), headers };
}

describe('the destinations', () => {
  it('are listed with their state', async () => {
    const { ask } = await startAdmin();
    expect(await (await ask('/api/v1/destinations')).json()).toMatchObject({
      timezone: 'UTC',
      destinations: [{ name: 'alarms/default', state: 'paused', waiting: 0 }],
    });
  });

  it('are tried at once when they are asked to, all of them or those that are named', async () => {
    const { ask, send, lines } = await startAdmin();
    await send(firing('DiskFull'));
    const all = { name: 'alarms/default', waiting: 1, pauseEnded: false, backoffsEnded: 0, parked: 0 };
    for (const body of [{}, { destinations: ['alarms/default'] }]) {
      const answer = await ask(DELIVER_NOW, post(body));
      expect([answer.status, await answer.json()]).toEqual([200, { destinations: [all] }]);
    }
    const noted = lines.filter((line) => line.includes('trying at once'));
    expect(noted.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'info', actor: 'local', destinations: ['alarms/default'] },
      { level: 'info', actor: 'local' },
    ]);
  });

  it('that do not exist are refused, with the names that do', async () => {
    const { ask, send, lines } = await startAdmin();
    expect(await (await ask(DELIVER_NOW, post({ destinations: ['x'] }))).json()).toEqual({
      error: 'there is no destination x; there are: none so far',
      known: [],
    });
    await send(firing('DiskFull'));
    const answer = await ask(DELIVER_NOW, post({ destinations: ['alarms/default', 'x'] }));
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { error: 'there is no destination x; there are: alarms/default', known: ['alarms/default'] },
    ]);
    expect(lines.join('')).not.toContain('trying at once');
  });

  it.each([[], null, { destinations: [] }, { destination: 'x' }, { destinations: 'x' }])(
    'are asked for in the right form: %j',
    async (body) => {
      const { ask } = await startAdmin();
      const answer = await ask(DELIVER_NOW, post(body));
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('give {} for all')]);
    },
  );

  it('are tried at once by nobody without the token, where there is one', async () => {
    const { ask } = await startAdmin({ token: () => inlineSecret(new Secret('right')) });
    expect((await ask(DELIVER_NOW, post({}))).status).toBe(401);
    expect((await ask(DELIVER_NOW, post({}, { authorization: 'Bearer right' }))).status).toBe(200);
    expect((await ask(DELIVER_NOW)).status).toBe(401);
  });
});
