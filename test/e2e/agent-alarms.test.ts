import { afterEach, describe, expect, it } from 'vitest';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { runCommand } from '../support/command-line.ts';
import { fakeSourceApi } from '../support/fake-source-api.ts';
import { listedAlert } from '../support/listed-alert.ts';
import {
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

const DOWN = { rules: [{ fault: { type: 'status' as const, status: 503 } }] };

describe('the alarms of an agent', () => {
  it('are listed, filtered, and told page by page', async () => {
    const emulator = await runEmulator();
    const agent = await runAgent({ cocUrl: emulator.url, directory: await temporaryDirectory() });
    const names = ['Disk', 'Memory', 'Network'];
    await agent.post('alertmanager', alertmanagerBody(...names.map((name) => ({ name }))));
    await agent.post('alertmanager', alertmanagerBody({ name: 'Disk', status: 'resolved' }));
    await until('all is delivered', () => emulator.alarms().length === 4);
    await until('all is settled', async () => (await agent.metric('outbox_entries')) === 0);
    const list = (...args: string[]) => runCommand('alarms', 'list', ...args, '--admin', agent.adminUrl);

    const firing = await list();
    expect(firing.code).toBe(0);
    expect(firing.out).toMatch(/^ID +AGE +SINCE +LEVEL +STATE +ALARM +RESOURCE +NAMESPACE +SOURCE +COC\n/);
    expect(firing.out).toMatch(
      /am\w{32} +\d+[dhms] +2026-11-24 03:00:00 +Minor +firing +Memory +.* alertmanager +knows\n/,
    );
    expect(firing.out).not.toContain('Disk');
    expect(firing.out).toContain('2 of 2 alarms, times in UTC\n');
    expect((await list('--state', 'resolved')).out).toMatch(/resolved +Disk +node-1 +- +alertmanager +knows/);
    const page = await list('--state', 'all', '--limit', '2');
    const cursor = /--cursor (\S+)/.exec(page.out)?.[1] ?? '';
    const rest = await list('--state', 'all', '--cursor', cursor);
    for (const name of names) expect([page, rest].filter(({ out }) => out.includes(name))).toHaveLength(1);
    expect(JSON.parse((await list('--text', 'netw', '--json')).out)).toMatchObject({ total: 1, next: null });
    expect(await list('--level', 'Bad')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/Give any of Critical, Major, Minor, Info.*usage: .* alarms list/s),
    });
  });

  it('tell of an outage and a repair as a story, in the zone of the operator', async () => {
    const emulator = await runEmulator();
    let listed = [{ name: 'Disk' }];
    const api = await fakeSourceApi(({ path }) =>
      path === '/api/v2/status'
        ? { body: { uptime: '2026-11-24T00:00:00Z' } }
        : { body: listed.map(listedAlert) },
    );
    const reconcile = `{ url: '${api.url}', receivers: [coc], every: 100ms, grace: 200ms, missedAfter: 1ms }`;
    const agent = await runAgent({
      cocUrl: emulator.url,
      directory: await temporaryDirectory(),
      sources: `alertmanager: { type: alertmanager, reconcile: ${reconcile} }`,
      rest: 'admin: { timezone: Asia/Shanghai }',
    });
    emulator.setFaults(DOWN);
    await agent.post('alertmanager', alertmanagerBody({ name: 'Disk' }));
    await until('an attempt has failed', async () => (await agent.metric(FAILED)) !== 0);
    await agent.post('alertmanager', alertmanagerBody({ name: 'Disk' }));
    emulator.setFaults({ rules: [] });
    await until('COC knows', () => emulator.alarms().length === 1);
    listed = [];
    await until('its end is repaired', () => emulator.alarms().length === 2);
    await until('all is settled', async () => (await agent.metric('outbox_entries')) === 0);

    const id = String(emulator.alarms()[0]?.body?.alarmId);
    const { out } = await runCommand('alarms', 'show', id, '--admin', agent.adminUrl);
    await api.stop();
    const told = out.split('\n').map((line) => line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}/, ''));
    expect(told[0]).toBe('Disk (Minor), from alertmanager');
    expect(told[1]).toMatch(/^Resolved at .*\. It fired from 2026-11-24 11:00:00, for /);
    expect(told).toContain(`Alarm id ${id}. Times in Asia/Shanghai.`);
    const steps = [
      /"Disk" began to fire \(Minor\), reported by alertmanager/,
      /queued: tell COC \(integration default\) that it fires/,
      /not delivered, because the destination failed \(server-error:/,
      /without any change|it is tried again/,
      /COC took it/,
      /no longer lists it as active, but sent no message about its end: corrected/,
      /"Disk" is resolved/,
      /COC took it/,
    ];
    let from = 0;
    for (const step of steps) {
      const at = told.findIndex((line, i) => i >= from && step.test(line));
      expect(at, `${step} after line ${from} of\n${out}`).toBeGreaterThanOrEqual(0);
      from = at + 1;
    }
    const none = await runCommand('alarms', 'show', 'am0', '--admin', agent.adminUrl);
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining('there is no alarm with this id') });
  });
});

const FAILED = 'attempts_failed_total{outcome="retry",reason="server-error"}';
