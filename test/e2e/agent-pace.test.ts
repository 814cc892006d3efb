import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { systemClock } from '../../src/time/clock.ts';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { fastClock } from '../support/fast-clock.ts';
import {
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

const PAUSED = 'destination_paused{destination="alarms/default"}';
const AT_ONCE = 'destination_concurrency{destination="alarms/default"}';

function series(count: number, prefix = 'Series') {
  return alertmanagerBody(...Array.from({ length: count }, (_, i) => ({ name: `${prefix}${i}` })));
}

function namesOf(emulator: Emulator): string[] {
  return emulator.alarms().map(({ body }) => String(body?.alarmName));
}

async function start(delivery: string, clock = systemClock) {
  const emulator = await runEmulator({ clock });
  const directory = await temporaryDirectory();
  return { emulator, agent: await runAgent({ cocUrl: emulator.url, directory, delivery, clock }) };
}

describe('the pace of delivery', () => {
  it('is never faster than the configured rate and its burst', async () => {
    const clock = fastClock(5);
    const { emulator, agent } = await start('requestsPerSecond: 20\n  burst: 5', clock);
    const sentAt = clock.now();
    await agent.post('alertmanager', series(30));
    await until('all have arrived', () => emulator.alarms().length === 30);
    // Five at once, the other 25 at 20 a second.
    expect((emulator.alarms().at(-1)?.receivedAt ?? 0) - sentAt).toBeGreaterThanOrEqual(1_240);
  });

  it('gets slower, without a pause, at 429 that names no time to wait, and recovers', async () => {
    const { emulator, agent } = await start('concurrency: 16');
    await agent.post('alertmanager', alertmanagerBody({ name: 'First' }));
    await until('the key is known to be right', () => emulator.alarms().length === 1);
    emulator.setFaults({ rules: [{ times: 20, fault: { type: 'status', status: 429, shape: 'empty' } }] });
    await agent.post('alertmanager', series(60));
    await until('it was slowed down', async () => ((await agent.metric(AT_ONCE)) ?? 16) < 16);
    expect(await agent.metric(PAUSED)).toBe(0);
    await until('all have arrived', () => emulator.alarms().length === 61);
    await until('the outbox is empty', async () => (await agent.metric('outbox_entries')) === 0);
    expect(await agent.metric('attempts_failed_total{outcome="retry",reason="throttled"}')).toBe(20);
    await agent.post('alertmanager', series(150, 'Later'));
    await until('it is as fast as before', async () => (await agent.metric(AT_ONCE)) === 16);
    expect(await agent.metric('dead_letters')).toBe(0);
  });

  it('pauses for as long as a 429 asks for, over restarts too', async () => {
    const emulator = await runEmulator();
    const setup = { cocUrl: emulator.url, directory: await temporaryDirectory() };
    emulator.setFaults({ rules: [{ fault: { type: 'status', status: 429, retryAfter: '600' } }] });
    let agent = await runAgent({ ...setup, delivery: 'concurrency: 1' });
    await agent.post('alertmanager', alertmanagerBody({ name: 'First' }));
    await until('it pauses', async () => (await agent.metric(PAUSED)) === 1);
    for (let restart = 0; restart < 3; restart++) {
      await agent.stop();
      agent = await runAgent({ ...setup, delivery: 'concurrency: 1' });
      expect(await agent.metric(PAUSED)).toBe(1);
      await agent.post('alertmanager', alertmanagerBody({ name: `Later${restart}` }));
    }
    await agent.stop();
    expect(emulator.requests(1_000)).toHaveLength(1);
  });

  it('pauses for as long as a 429 asks for', async () => {
    const { emulator, agent } = await start('concurrency: 4');
    await agent.post('alertmanager', alertmanagerBody({ name: 'First' }));
    await until('the key is known to be right', () => emulator.alarms().length === 1);
    emulator.setFaults({
      rules: [{ times: 4, fault: { type: 'status', status: 429, retryAfter: '1', shape: 'empty' } }],
    });
    const sentAt = Date.now();
    await agent.post('alertmanager', series(10));
    await until('it is paused', async () => (await agent.metric(PAUSED)) === 1);
    await until('all have arrived', () => emulator.alarms().length === 11);
    expect((emulator.alarms()[1]?.receivedAt ?? 0) - sentAt).toBeGreaterThanOrEqual(950);
  });
});

describe('an integration that hangs', () => {
  it('starves neither another one nor the incidents', async () => {
    const clock = fastClock();
    const emulator = await runEmulator({ clock });
    const hanging = 'fedcba9876543210fedcba9876543210';
    const agent = await runAgent({
      cocUrl: emulator.url,
      directory: await temporaryDirectory(),
      clock,
      coc: `auth: { type: aksk, accessKey: emulator-access-key, secretKey: emulator-secret-key }
  integrations: { hanging: { integrationKey: ${hanging} } }`,
      rest: `routes: [{ match: ['alertname=~"Hang.*"'], integration: hanging }]`,
    });
    await agent.post('alertmanager', alertmanagerBody({ name: 'Known', severity: 'critical' }));
    await until('its incident is open', () => emulator.incidents().length === 1);
    emulator.setFaults({ rules: [{ match: { integrationKey: hanging }, fault: { type: 'hang' } }] });
    await agent.post('alertmanager', series(200, 'Hang'));
    await until('it hangs', async () => (await agent.metric('outbox_entries')) === 200);

    for (let i = 0; i < 10; i++)
      await agent.post('alertmanager', alertmanagerBody({ name: `Well${i}`, severity: 'critical' }));
    await until('the others have arrived', () => emulator.alarms().length === 11);
    await until('and their incidents', () => emulator.incidents().length === 11);
    expect(await agent.metric('outbox_entries')).toBeGreaterThanOrEqual(200);
  });
});

describe('a queue', () => {
  it('is served with what is Critical first', async () => {
    const { emulator, agent } = await start('concurrency: 1');
    emulator.setFaults({ rules: [{ fault: { type: 'status', status: 503 } }] });
    await agent.post('alertmanager', series(30));
    await until('COC was tried', async () => (await agent.metric(PAUSED)) === 1);
    await agent.post('alertmanager', alertmanagerBody({ name: 'Grave', severity: 'critical' }));
    emulator.setFaults({ rules: [] });
    await until('all have arrived', () => emulator.alarms().length === 31);
    expect(namesOf(emulator).indexOf('Grave')).toBeLessThanOrEqual(1);
  });
});
