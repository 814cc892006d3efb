import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createEmulator } from '../../src/emulator/emulator.ts';
import {
  alarm,
  alarmPath,
  incident,
  openIncident,
  post,
  send,
  startEmulator,
  stopEmulators,
} from './emulator-client.ts';

afterEach(stopEmulators);

const open = { auth: { required: false } };

describe('the control API', () => {
  it('lists accepted alarms in order of arrival, filtered and in pages', async () => {
    const { url } = await startEmulator(open);
    for (const alarmId of ['a', 'b', 'a']) await post(url + alarmPath, { ...alarm, alarmId });
    await post(`${url}/v1/event/huawei/custom/other`, { ...alarm, alarmId: 'a' });
    await post(url + alarmPath, { ...alarm, alarmId: '' });
    const alarms = async (query: string) => (await send(`${url}/emulator/alarms${query}`)).json;
    expect(await alarms('')).toMatchObject({
      total: 4,
      alarms: [{ seq: 1 }, { seq: 2 }, { seq: 3 }, { seq: 4 }],
    });
    expect(await alarms('?alarmId=a')).toMatchObject({ total: 3 });
    expect(await alarms('?alarmId=a&integrationKey=other')).toMatchObject({
      total: 1,
      alarms: [{ integrationKey: 'other', body: { alarmName: 'NodeDown' } }],
    });
    expect(await alarms('?limit=1&offset=2')).toMatchObject({ total: 4, alarms: [{ seq: 3 }] });
    expect(await alarms('/refused')).toMatchObject({ total: 1, alarms: [{ status: 400 }] });
    expect(await alarms('/summary')).toMatchObject({
      alarms: [{ alarmId: 'a', count: 3 }, { alarmId: 'b' }],
    });
  });

  it('keeps no credentials with an alarm', async () => {
    const { url } = await startEmulator(open);
    await post(url + alarmPath, alarm, { 'x-auth-token': 'TOPSECRET', 'user-agent': 'agent/1' });
    await post(url + alarmPath, alarm, { 'user-agent': 'agent/1' });
    const { text } = await send(`${url}/emulator/alarms`);
    expect(text).toContain('agent/1');
    expect(text).not.toContain('TOPSECRET');
  });

  it('shows incidents at once, with their state and timeline', async () => {
    const { url } = await startEmulator(open);
    await post(`${url}/v1/external/incident/create`, incident);
    expect((await send(`${url}/emulator/incidents`)).json).toMatchObject({
      total: 1,
      incidents: [
        { title: 'NodeDown on db-1', status: 'INCIDENT_STATUS_TRIGGERED', timeline: [{ action: 'create' }] },
      ],
    });
  });

  it('logs requests to the emulated API with their fault, but not its own', async () => {
    const { url } = await startEmulator(open);
    const put = await send(`${url}/emulator/faults`, {
      method: 'PUT',
      body: JSON.stringify({ rules: [{ times: 1, fault: { type: 'status', status: 503 } }] }),
    });
    expect(put.json).toMatchObject({ seed: 1, applied: [0] });
    await post(url + alarmPath, alarm);
    await post(`${url}/nowhere`, {});
    expect((await send(`${url}/emulator/requests?limit=2`)).json).toMatchObject({
      total: 2,
      requests: [
        { method: 'POST', path: alarmPath, operation: 'alarm', alarmId: 'a1', status: 503, fault: 'status' },
        { path: '/nowhere', status: 404 },
      ],
    });
    expect((await send(`${url}/emulator/faults`)).json).toMatchObject({ applied: [1] });
    await send(`${url}/emulator/faults`, { method: 'DELETE' });
    expect((await send(`${url}/emulator/faults`)).json).toMatchObject({ rules: [] });
  });

  it('forgets everything on reset, but never repeats a number', async () => {
    const emulator = await startEmulator(open);
    await post(emulator.url + alarmPath, alarm);
    await post(`${emulator.url}/v1/external/incident/create`, incident);
    emulator.setFaults({ rules: [{ fault: { type: 'hang' } }] });
    expect((await send(`${emulator.url}/emulator/reset`, { method: 'POST' })).status).toBe(204);
    expect([emulator.alarms(), emulator.incidents(), emulator.requests(9)]).toEqual([[], [], []]);
    expect((await post(emulator.url + alarmPath, alarm)).status).toBe(200);
    expect(emulator.alarms()).toMatchObject([{ seq: 2 }]);
    await post(`${emulator.url}/v1/external/incident/create`, incident);
    expect(emulator.incidents()[0]?.incidentNum).toMatch(/2$/);
  });

  it.each([
    ['PUT', '/emulator/faults', '{"rules":[{}]}', 400],
    ['PUT', '/emulator/faults', '{', 400],
    ['PUT', '/emulator/access-keys', '[]', 400],
    ['GET', '/emulator/alarms?limit=many', undefined, 400],
    ['GET', '/emulator/nothing', undefined, 404],
    ['DELETE', '/emulator/alarms', undefined, 404],
  ])('answers %s %s with body %s by saying what is wrong', async (method, path, body, status) => {
    const { url } = await startEmulator(open);
    const reply = await send(url + path, body === undefined ? { method } : { method, body });
    expect(reply).toMatchObject({ status, json: { error: expect.any(String) } });
  });

  it('refuses requests from pages of other sites', async () => {
    const { url } = await startEmulator(open);
    const reset = (origin: string) => send(`${url}/emulator/reset`, { method: 'POST', headers: { origin } });
    expect((await reset('https://evil.example')).status).toBe(403);
    expect((await reset(url)).status).toBe(204);
  });
});

describe('the page', () => {
  it('shows what arrived, escaped, and allows no scripts', async () => {
    const { url } = await startEmulator(open);
    await post(url + alarmPath, { ...alarm, alarmName: '<script>alert(1)</script>' });
    await post(`${url}/v1/external/incident/create`, incident);
    const page = await send(url);
    expect(page.status).toBe(200);
    expect(page.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page.text).not.toContain('<script');
    expect(page.text).toContain('NodeDown on db-1');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['strict-transport-security']).toBeUndefined();
    expect((await send(`${url}/emulator/page.css`)).headers['content-type']).toContain('text/css');
  });

  it('links to a page for each incident, and says when an incident does not exist', async () => {
    const emulator = await startEmulator(open);
    await post(`${emulator.url}/v1/external/incident/create`, incident);
    const [, path] = /href="(\/incidents\/IM\d+)"/.exec((await send(emulator.url)).text) ?? [];
    const page = await send(`${emulator.url}${path}`);
    expect(page).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    expect(page.text).toContain('<h1>NodeDown on db-1</h1>');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['strict-transport-security']).toBeUndefined();
    expect((await send(`${emulator.url}/incidents/IM1`)).status).toBe(404);
  });

  it('has buttons to work on an incident, which other sites cannot press', async () => {
    const emulator = await startEmulator(open);
    const incidentNum = await openIncident(emulator);
    const path = `/incidents/${incidentNum}`;
    const press = (body: string, origin = emulator.url) =>
      send(`${emulator.url}${path}/work`, {
        method: 'POST',
        headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
        body,
      });
    expect((await press('action=accept', 'https://evil.example')).status).toBe(403);
    expect(await press('action=delete')).toMatchObject({ status: 303, headers: { location: path } });
    expect(emulator.incidents()).toMatchObject([{ status: 'INCIDENT_STATUS_TRIGGERED' }]);
    expect(await press('action=accept')).toMatchObject({ status: 303, headers: { location: path } });
    expect((await press('action=reject')).status).toBe(303);
    expect(emulator.incidents()).toMatchObject([
      { status: 'INCIDENT_STATUS_ACKNOWLEDGED', timeline: [{}, { operator: 'user1', byHand: true }] },
    ]);
    expect((await send(emulator.url)).headers['referrer-policy']).toBe('same-origin');
  });
});

describe('the state', () => {
  it('survives a restart when it has a directory', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'emulator-'));
    const options = { ...open, dataDir, incidentLagMs: 0 };
    const before = await createEmulator(options);
    await post(before.url + alarmPath, alarm);
    const created = await post(`${before.url}/v1/external/incident/create`, incident);
    await before.stop();
    const after = await startEmulator(options);
    expect(after.alarms()).toMatchObject([{ seq: 1, body: alarm }]);
    await post(after.url + alarmPath, alarm);
    expect(after.alarms()).toMatchObject([{ seq: 1 }, { seq: 2 }]);
    const again = await post(`${after.url}/v1/external/incident/create`, incident);
    expect(again.text).not.toBe(created.text);
    await after.stop();
    await rm(dataDir, { recursive: true });
  });

  it('that cannot be read is an error at the start', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'emulator-'));
    await writeFile(join(dataDir, 'alarms.json'), '{"nextSeq":');
    await expect(createEmulator({ dataDir })).rejects.toThrow();
    await rm(dataDir, { recursive: true });
  });

  it('is not opened on a port that is taken, or with unknown options', async () => {
    const { port } = await startEmulator();
    await expect(createEmulator({ port })).rejects.toHaveProperty('code', 'EADDRINUSE');
    await expect(createEmulator({ colour: 'red' } as object)).rejects.toThrow('colour');
  });
});
