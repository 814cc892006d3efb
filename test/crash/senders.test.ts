import { connect } from 'node:net';
import { describe, expect } from 'vitest';
import { WEBHOOK_TOKEN } from '../acceptance/harness/agent-config.ts';
import { test } from '../acceptance/harness/lab.ts';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { Patient } from './system/patient.ts';

/**
 * Sends an endless request, one piece every half second. Resolves with the lifetime of its connection, ms.
 */
function drip({ agent }: Patient, begin: string, piece: string): Promise<number> {
  const [host, port] = agent.config.listen.webhooks.split(':');
  const beganAt = performance.now();
  const socket = connect(Number(port), host);
  socket.on('error', () => undefined);
  socket.resume();
  socket.write(begin);
  const timer = setInterval(() => socket.write(piece), 500);
  return new Promise((resolve) => {
    socket.once('close', () => {
      clearInterval(timer);
      resolve(performance.now() - beganAt);
    });
  });
}

describe('a sender that drips', () => {
  test('is cut after 10 seconds in its head, and after 30 in its body; others are served', async ({
    lab,
  }) => {
    const patient = await Patient.prepare(lab);
    await patient.start();
    const authorization = `Authorization: Bearer ${WEBHOOK_TOKEN}`;
    const request = `POST /webhooks/alertmanager HTTP/1.1\r\nHost: agent\r\n${authorization}\r\n`;
    const [heads, body] = await Promise.all([
      Promise.all(Array.from({ length: 200 }, () => drip(patient, request, 'X-More: x\r\n'))),
      drip(patient, `${request}Content-Length: 1000000\r\n\r\n`, ' '),
      patient.sendUntil(200),
    ]);
    expect(Math.min(...heads)).toBeGreaterThan(9_000);
    expect(Math.max(...heads)).toBeLessThan(13_000);
    expect(body).toBeGreaterThan(29_000);
    expect(body).toBeLessThan(33_000);
    expect(await patient.send()).toEqual({ status: 200 });
  });
});

describe('one webhook that comes a thousand times at once', () => {
  test('is acknowledged each time, and makes one alarm and one incident', async ({ lab }) => {
    const patient = await Patient.prepare(lab);
    const { agent, emulator } = patient;
    await patient.start();
    const body = alertmanagerBody({ name: 'Down', severity: 'critical' });
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => agent.receive(body)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await agent.waitForMetric('incidents', { state: 'opened' }, 1);
    await agent.waitForMetric('outbox_entries', {}, 0);
    expect(emulator.alarms()).toHaveLength(1);
    expect(emulator.incidents()).toHaveLength(1);
  });
});
