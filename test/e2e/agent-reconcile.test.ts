import { writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { type FakeAnswer, type FakeSourceApi, fakeSourceApi } from '../support/fake-source-api.ts';
import { fastClock } from '../support/fast-clock.ts';
import { type ListedOptions, listedAlert } from '../support/listed-alert.ts';
import {
  agentConfig,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

/** Intervals of 100 ms take a fifth of it. */
const clock = fastClock(5);

const apis: FakeSourceApi[] = [];
afterEach(async () => {
  await stopEverything();
  for (const api of apis.splice(0)) await api.stop();
});

/** An Alertmanager that lists what the test tells it to. */
async function fakeAlertmanager() {
  const state = { alerts: [] as readonly ListedOptions[], answer: undefined as FakeAnswer | undefined };
  const api = await fakeSourceApi(({ path }) => {
    if (state.answer) return state.answer;
    if (path === '/api/v2/status') return { body: { uptime: '2026-11-24T00:00:00Z' } };
    return { body: state.alerts.map(listedAlert) };
  });
  apis.push(api);
  return { api, state };
}

function asked(url: string, more = ''): string {
  const reconcile = `{ url: '${url}', receivers: [coc], every: 100ms, grace: 300ms, missedAfter: 1ms, auth: { bearer: { token: abc } }${more} }`;
  return `alertmanager: { type: alertmanager, reconcile: ${reconcile} }`;
}

function received(emulator: Emulator): string[] {
  return emulator.alarms().map(({ body }) => `${body?.alarmName} ${body?.alarmStatus}`);
}

describe('an agent that may ask its Alertmanager', () => {
  it('tells COC of an alert whose webhook never came, once, and takes the webhook that comes later as a repeat', async () => {
    const emulator = await runEmulator({ clock });
    const { api, state } = await fakeAlertmanager();
    state.alerts = [
      { name: 'Disk' },
      { name: 'Silenced', state: 'suppressed' },
      { name: 'Elsewhere', receivers: ['pager'] },
      { name: 'Watchdog', severity: 'none' },
    ];
    const agent = await runAgent({
      cocUrl: emulator.url,
      directory: await temporaryDirectory(),
      sources: asked(api.url),
      clock,
    });

    await until('the alarm is there', () => emulator.alarms().length > 0);
    const later = await agent.post('alertmanager', alertmanagerBody({ name: 'Disk' }));
    const seen = api.requests.length;
    await until('it was asked again', () => api.requests.length > seen + 4);

    expect(later.text).toContain('"repeated":1');
    expect(received(emulator)).toEqual(['Disk alarm']);
    expect(api.requests[0]?.headers.authorization).toBe('Bearer abc');
    expect(await agent.metric('repairs_total{source="alertmanager",reason="missed-fire"}')).toBe(1);
    expect(await agent.metric('alerts_total{source="alertmanager",outcome="dropped"}')).toBe(0);
    const answered = await agent.metric('reconcile_last_success_timestamp_seconds{source="alertmanager"}');
    expect(Math.abs(clock.now() / 1_000 - (answered ?? 0))).toBeLessThan(60);
  });

  it('closes an alarm whose resolve was lost, with the name and application of its fire, and says why', async () => {
    const emulator = await runEmulator({ clock });
    const { api, state } = await fakeAlertmanager();
    state.alerts = [{ name: 'Disk' }, { name: 'Silenced', state: 'suppressed' }];
    const agent = await runAgent({
      cocUrl: emulator.url,
      directory: await temporaryDirectory(),
      sources: asked(api.url),
      clock,
    });
    await agent.post('alertmanager', alertmanagerBody({ name: 'Disk' }, { name: 'Silenced' }));
    await until('both are there', () => emulator.alarms().length === 2);

    state.alerts = [{ name: 'Silenced', state: 'suppressed' }];
    await until('the recovery is there', () => emulator.alarms().length === 3);

    const [fired, , ended] = emulator.alarms().map(({ body }) => body);
    expect(received(emulator)[2]).toBe('Disk ok');
    const { alarmId, alarmName, nameSpace, applicationId, resourceName, alarmLevel } = fired ?? {};
    expect(ended).toMatchObject({ alarmId, alarmName, nameSpace, applicationId, resourceName, alarmLevel });
    expect(JSON.stringify(ended)).toContain('gone-at-source');
    const story = await agent.admin(`/api/v1/alarms/${alarmId}`);
    expect(story.text).toContain('no longer lists it as active');
    expect(agent.log()).toContain('"reason":"lost-resolve"');
  });

  it.each<[string, FakeAnswer]>([
    ['an error', { status: 503, body: 'down' }],
    ['a page', { body: '<html>please sign in</html>' }],
    ['a redirect', { status: 302, headers: { location: '/login' }, body: '' }],
    ['another JSON', { body: { status: 'success', data: [] } }],
    ['a list that is cut off', { body: '[{"labels":{"alertname":"Disk"}},' }],
  ])('takes %s for no answer, and warns once', async (_title, answer) => {
    const emulator = await runEmulator({ clock });
    const { api, state } = await fakeAlertmanager();
    const agent = await runAgent({
      cocUrl: emulator.url,
      directory: await temporaryDirectory(),
      sources: asked(api.url),
      clock,
    });
    await agent.post('alertmanager', alertmanagerBody({ name: 'Disk' }));
    state.answer = answer;
    const failures = 'reconcile_failures_total{source="alertmanager"}';
    await until('it failed often', async () => ((await agent.metric(failures)) ?? 0) >= 6);

    expect(received(emulator)).toEqual(['Disk alarm']);
    expect(agent.log().split('could not list the active alerts').length - 1).toBe(1);
    expect(await agent.metric('repairs_total{source="alertmanager",reason="lost-resolve"}')).toBe(0);
  });

  it('repairs after a restart what changed while it was down, and follows a configuration that stops the asking', async () => {
    const emulator = await runEmulator({ clock });
    const { api, state } = await fakeAlertmanager();
    const directory = await temporaryDirectory();
    state.alerts = [{ name: 'Disk' }];
    const setup = { cocUrl: emulator.url, directory, sources: asked(api.url), clock };
    const first = await runAgent(setup);
    await until('the alarm is there', () => emulator.alarms().length === 1);
    await first.stop();
    state.alerts = [{ name: 'Cpu', severity: 'critical' }];
    const second = await runAgent(setup);
    await until('all is told', () => emulator.alarms().length === 3);
    expect(received(emulator)).toEqual(['Disk alarm', 'Cpu alarm', 'Disk ok']);

    await writeFile(second.configFile, agentConfig({ cocUrl: emulator.url, directory }));
    await second.reload('test');
    const count = api.requests.length;
    await until('it was looked at for a while', () => new Promise((done) => setTimeout(done, 100, true)));
    expect(api.requests.length).toBe(count);
  });

  it('leaves an alarm of a source that can not be asked open until it is stale', async () => {
    const emulator = await runEmulator({ clock });
    const agent = await runAgent({
      cocUrl: emulator.url,
      directory: await temporaryDirectory(),
      sources: `resolving: { type: alertmanager, staleAfter: 600ms }
  marking: { type: alertmanager, staleAfter: 600ms, stale: mark }`,
      clock,
    });
    await agent.post('resolving', alertmanagerBody({ name: 'Disk' }));
    await agent.post('marking', alertmanagerBody({ name: 'Cpu' }));
    await until('the stale one is over', () => emulator.alarms().length === 3);
    const marked = 'alarms_marked_stale_total{source="marking"}';
    await until('the other is marked', async () => (await agent.metric(marked)) === 1);
    await until('it was looked at for a while', () => new Promise((done) => setTimeout(done, 100, true)));

    expect(received(emulator).sort()).toEqual(['Cpu alarm', 'Disk alarm', 'Disk ok']);
    expect(JSON.stringify(emulator.alarms()[2]?.body)).toContain('stale');
    expect(await agent.metric(marked)).toBe(1);
    expect(await agent.metric('repairs_total{source="resolving",reason="stale"}')).toBe(1);
  });
});
