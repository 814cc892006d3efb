import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
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

/** What COC received, in order: name, status and level. */
function received(emulator: Emulator): string[] {
  return emulator.alarms().map(({ body }) => `${body?.alarmName} ${body?.alarmStatus} ${body?.alarmLevel}`);
}

describe('the agent between a sender and COC', () => {
  it('delivers a fire and its resolve in order, and one incident for a critical alarm', async () => {
    const emulator = await runEmulator();
    const agent = await runAgent({ cocUrl: emulator.url, directory: await temporaryDirectory() });

    const fired = await agent.post('alertmanager', alertmanagerBody({ name: 'Disk', severity: 'critical' }));
    await until('the incident is open', () => emulator.incidents().length > 0);
    const again = await agent.post('alertmanager', alertmanagerBody({ name: 'Disk', severity: 'critical' }));
    const ended = await agent.post(
      'alertmanager',
      alertmanagerBody({ name: 'Disk', severity: 'critical', status: 'resolved' }),
    );
    await until('the recovery is there', () => emulator.alarms().length === 2);

    expect([fired, again, ended].map(({ status, text }) => `${status} ${text}`)).toEqual([
      '200 {"accepted":1,"repeated":0,"rejected":[]}',
      '200 {"accepted":0,"repeated":1,"rejected":[]}',
      '200 {"accepted":1,"repeated":0,"rejected":[]}',
    ]);
    expect(received(emulator)).toEqual(['Disk alarm Critical', 'Disk ok Critical']);
    expect(new Set(emulator.alarms().map(({ body }) => body?.alarmId)).size).toBe(1);
    expect(emulator.incidents()).toHaveLength(1);
    expect(emulator.incidents()[0]).toMatchObject({
      level: 'level_20',
      title: expect.stringContaining('Disk on node-1'),
    });
  });

  it('keeps everything while COC answers 503, stays ready, and delivers each once and in order afterwards', async () => {
    const emulator = await runEmulator();
    const agent = await runAgent({ cocUrl: emulator.url, directory: await temporaryDirectory() });
    emulator.setFaults({ rules: [{ fault: { type: 'status', status: 503 } }] });

    const names = Array.from({ length: 20 }, (_, i) => `Series${i}`);
    for (const name of names) await agent.post('alertmanager', alertmanagerBody({ name }));
    for (const name of names)
      await agent.post('alertmanager', alertmanagerBody({ name, status: 'resolved' }));
    await until(
      'COC was tried',
      async () => (await agent.metric('destination_paused{destination="alarms/default"}')) === 1,
    );
    expect((await agent.admin('/-/ready')).status).toBe(200);
    expect(await agent.metric('outbox_entries')).toBe(40);
    expect(await agent.metric('outbox_oldest_entry_timestamp_seconds')).toBeGreaterThan(1_700_000_000);
    expect(
      await agent.metric('attempts_failed_total{outcome="retry",reason="server-error"}'),
    ).toBeGreaterThan(0);

    emulator.setFaults({ rules: [] });
    await until('everything has arrived', () => emulator.alarms().length >= 40);
    await until('the outbox is empty', async () => (await agent.metric('outbox_entries')) === 0);

    expect(emulator.alarms()).toHaveLength(40);
    for (const name of names) {
      expect(received(emulator).filter((line) => line.startsWith(`${name} `))).toEqual([
        `${name} alarm Minor`,
        `${name} ok Minor`,
      ]);
    }
    expect(await agent.metric('destination_paused{destination="alarms/default"}')).toBe(0);
  });

  it('goes on after a stop in the middle of an outage where it was', async () => {
    const emulator = await runEmulator();
    const directory = await temporaryDirectory();
    const first = await runAgent({ cocUrl: emulator.url, directory });
    emulator.setFaults({ rules: [{ fault: { type: 'status', status: 503 } }] });
    await first.post(
      'alertmanager',
      alertmanagerBody({ name: 'Disk', severity: 'critical' }, { name: 'Cpu' }),
    );
    await first.post('alertmanager', alertmanagerBody({ name: 'Cpu', status: 'resolved' }));
    await first.stop();
    emulator.setFaults({ rules: [] });

    const second = await runAgent({ cocUrl: emulator.url, directory });
    await until(
      'everything has arrived',
      () => emulator.alarms().length >= 3 && emulator.incidents().length >= 1,
    );
    const repeated = await second.post(
      'alertmanager',
      alertmanagerBody({ name: 'Disk', severity: 'critical' }),
    );

    expect(repeated.text).toContain('"repeated":1');
    expect(received(emulator).filter((line) => line.startsWith('Cpu'))).toEqual([
      'Cpu alarm Minor',
      'Cpu ok Minor',
    ]);
    expect(received(emulator)).toHaveLength(3);
    expect(emulator.incidents()).toHaveLength(1);
  });

  it('notes durably that it is about to ask for an incident, before it does', async () => {
    const clock = fastClock();
    const emulator = await runEmulator({ clock });
    const directory = await temporaryDirectory();
    const agent = await runAgent({ cocUrl: emulator.url, directory, clock });
    const match = { operation: 'incident-create' as const };
    emulator.setFaults({ rules: [{ match, fault: { type: 'hang' } }] });
    await agent.post('alertmanager', alertmanagerBody({ name: 'Disk', severity: 'critical' }));
    await until('COC is asked', () =>
      emulator.requests(9).some((one) => one.operation === 'incident-create'),
    );
    const segment = await readFile(join(directory, 'data/segments/0000000001.log'), 'utf8');
    expect(segment).toContain('attempt.started');
    emulator.setFaults({ rules: [] });
  });

  it('opens no second incident when COC opened it but the answer was lost', async () => {
    const emulator = await runEmulator();
    const agent = await runAgent({ cocUrl: emulator.url, directory: await temporaryDirectory() });
    const lost = {
      match: { operation: 'incident-create' as const },
      times: 1,
      fault: { type: 'reset-after' as const },
    };
    emulator.setFaults({ rules: [lost] });

    await agent.post('alertmanager', alertmanagerBody({ name: 'Disk', severity: 'critical' }));
    await until('it was found', async () => (await agent.metric('incidents{state="opened"}')) === 1);

    expect(emulator.incidents()).toHaveLength(1);
    const story = await agent.admin(`/api/v1/alarms/${emulator.alarms()[0]?.body?.alarmId}`);
    expect(story.text).toContain(emulator.incidents()[0]?.incidentNum);
  });

  it('lets an incident wait in sight when nothing tells whether it was opened', async () => {
    const emulator = await runEmulator({ incidentList: false });
    const agent = await runAgent({ cocUrl: emulator.url, directory: await temporaryDirectory() });
    const lost = {
      match: { operation: 'incident-create' as const },
      times: 1,
      fault: { type: 'reset-after' as const },
    };
    emulator.setFaults({ rules: [lost] });

    await agent.post('alertmanager', alertmanagerBody({ name: 'Disk', severity: 'critical' }));
    await until('the look-up failed', async () => {
      const failures = await agent.metric(
        'attempts_failed_total{outcome="unknown",reason="lookup-unavailable"}',
      );
      return (failures ?? 0) > 0;
    });

    expect(await agent.metric('incidents{state="undecided"}')).toBe(1);
    expect(emulator.incidents()).toHaveLength(1);
  });

  it('sets aside what COC refuses, twice confirmed, and lets the others pass', async () => {
    const emulator = await runEmulator();
    const agent = await runAgent({ cocUrl: emulator.url, directory: await temporaryDirectory() });
    await agent.post('alertmanager', alertmanagerBody({ name: 'Poison' }));
    await until('it has arrived', () => emulator.alarms().length === 1);
    const poison = String(emulator.alarms()[0]?.body?.alarmId);
    const refusal = {
      type: 'status' as const,
      status: 400,
      errorCode: 'COC.00000001',
      shape: 'coc' as const,
    };
    emulator.setFaults({ rules: [{ match: { alarmId: poison }, fault: refusal }] });

    await agent.post(
      'alertmanager',
      alertmanagerBody({ name: 'Poison', status: 'resolved' }, { name: 'Good' }),
    );
    await until('it is set aside', async () => (await agent.metric('dead_letters')) === 1);
    await agent.post('alertmanager', alertmanagerBody({ name: 'Good', status: 'resolved' }));
    await until('the good ones have passed', () => emulator.alarms().length === 3);

    expect(received(emulator).slice(1)).toEqual(['Good alarm Minor', 'Good ok Minor']);
    const letters = await agent.admin('/api/v1/dead-letters');
    const [letter] = JSON.parse(letters.text).deadLetters;
    expect(letter).toMatchObject({ kind: 'refused', detail: expect.stringContaining('COC.00000001') });
    expect((await agent.admin(`/api/v1/dead-letters/${letter.id}`)).text).toContain('Poison');
  });

  it('gives nothing up when COC refuses everything', async () => {
    const emulator = await runEmulator();
    const agent = await runAgent({ cocUrl: emulator.url, directory: await temporaryDirectory() });
    const refusal = {
      type: 'status' as const,
      status: 400,
      errorCode: 'COC.00000001',
      shape: 'coc' as const,
    };
    emulator.setFaults({ rules: [{ fault: refusal }] });

    const names = Array.from({ length: 10 }, (_, i) => ({ name: `Series${i}` }));
    await agent.post('alertmanager', alertmanagerBody(...names));
    await until('it is seen as the fault of COC', async () => {
      return (await agent.metric('destination_paused{destination="alarms/default"}')) === 1;
    });
    emulator.setFaults({ rules: [] });
    await until('everything has arrived', () => emulator.alarms().length === 10);

    expect(await agent.metric('dead_letters')).toBe(0);
  });
});
