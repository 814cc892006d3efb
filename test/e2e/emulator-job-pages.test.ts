import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { send, stopEmulators } from './emulator-client.ts';
import { createScript, execute, reviewers, script, startJobs } from './emulator-jobs.ts';

afterEach(stopEmulators);

const press = (emulator: Emulator, path: string, body: string, origin = emulator.url) =>
  send(`${emulator.url}${path}`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });

describe('the pages of orders and scripts', () => {
  it('show nothing of them before there are any', async () => {
    const { emulator } = await startJobs();
    expect((await send(emulator.url)).text).not.toContain('<h2>Orders</h2>');
  });

  it('lead from the overview to each order', async () => {
    const { emulator, clock } = await startJobs();
    await execute(emulator, [['i-<b>']]);
    clock.advance(10_000);
    const overview = (await send(emulator.url)).text;
    expect(overview).toContain('<h2>Scripts</h2>');
    const [, path] = /href="(\/orders\/SCT[^"]+)"/.exec(overview) ?? [];
    const page = await send(`${emulator.url}${path}`);
    expect(page).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    expect(page.text).toContain('script_1 on i-&lt;b&gt;\nexit code 0');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect((await send(`${emulator.url}/orders/SCT1`)).status).toBe(404);
  });

  it('have buttons to work on an order, which other sites cannot press', async () => {
    const { emulator, clock } = await startJobs();
    const uuid = await execute(emulator, [['i-1'], ['i-2']]);
    clock.advance(1_000);
    const path = `/orders/${uuid}`;
    const operate = (operation: string, origin?: string) =>
      press(emulator, `${path}/operation`, `operation=${operation}`, origin);
    const stateOf = () => emulator.orders()[0]?.status;
    expect((await operate('PAUSE_ORDER', 'https://evil.example')).status).toBe(403);
    expect(await operate('DELETE')).toMatchObject({ status: 303, headers: { location: path } });
    expect(stateOf()).toBe('PROCESSING');
    expect(await operate('PAUSE_ORDER')).toMatchObject({ status: 303, headers: { location: path } });
    expect(stateOf()).toBe('PAUSED');
    await operate('SKIP_BATCH+2');
    await operate('CONTINUE_ORDER');
    await operate('CANCEL_INSTANCE+1');
    expect(emulator.orders()[0]?.interventions).toMatchObject([
      { type: 'PAUSE_ORDER' },
      { type: 'SKIP_BATCH', batchIndex: 2 },
      { type: 'CONTINUE_ORDER' },
      { type: 'CANCEL_INSTANCE', instanceId: 1 },
    ]);
    expect(stateOf()).toBe('CANCELED');
    expect((await press(emulator, '/orders/SCT1/operation', 'operation=PAUSE_ORDER')).status).toBe(303);
  });

  it('have buttons to approve or reject a script', async () => {
    const { emulator } = await startJobs();
    const properties = { ...script.properties, reviewers };
    const one = await createScript(emulator, { properties });
    const two = await createScript(emulator, { name: 'two', properties });
    expect((await send(emulator.url)).text).toContain(`action="/scripts/${one}/review"`);
    const approve = (uuid: string, review: string, origin?: string) =>
      press(emulator, `/scripts/${uuid}/review`, `review=${review}`, origin);
    expect((await approve(one, 'approve', 'https://evil.example')).status).toBe(403);
    expect(await approve(one, 'burn')).toMatchObject({ status: 303, headers: { location: '/' } });
    expect(emulator.scripts()).toMatchObject([{ status: 'PENDING_APPROVE' }, {}]);
    await approve(one, 'approve');
    await approve(two, 'reject');
    expect(emulator.scripts()).toMatchObject([{ status: 'APPROVED' }, { status: 'REJECTED' }]);
    expect((await send(emulator.url)).text).not.toContain('/review"');
  });
});
