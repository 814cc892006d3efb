import { readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { localTimeIn } from '../../src/time/time-zone.ts';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { runCommand } from '../support/command-line.ts';
import {
  agentConfig,
  type RunningAgent,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

const LETTERS = '/api/v1/dead-letters';
const REFUSED = { rules: [{ fault: { type: 'status' as const, status: 400 } }] };

interface Setting {
  readonly emulator: Emulator;
  readonly agent: RunningAgent;
  readonly directory: string;
}

async function start(rest = ''): Promise<Setting> {
  const emulator = await runEmulator();
  const directory = await temporaryDirectory();
  return { emulator, directory, agent: await runAgent({ cocUrl: emulator.url, directory, rest }) };
}

/** Makes COC refuse what is sent until so many dead letters are kept. */
async function refuse({ emulator, agent }: Setting, letters: number, ...bodies: readonly object[]) {
  emulator.setFaults(REFUSED);
  for (const body of bodies) expect((await agent.post('alertmanager', body)).status).toBe(200);
  await until(`${letters} dead letters`, async () => (await agent.metric('dead_letters')) === letters);
  await until('nothing else', async () => (await agent.metric('outbox_entries')) === 0);
  emulator.setFaults({ rules: [] });
}

async function list(agent: RunningAgent, query = '') {
  return JSON.parse((await agent.admin(`${LETTERS}${query}`)).text);
}

async function post(agent: RunningAgent, path: string, body: object) {
  const answer = await agent.admin(`${LETTERS}${path}`, { method: 'POST', body: JSON.stringify(body) });
  return { status: answer.status, body: JSON.parse(answer.text) };
}

function received(emulator: Emulator): string[] {
  return emulator.alarms().map(({ body }) => `${body?.alarmName} ${body?.alarmStatus} ${body?.alarmLevel}`);
}

/** Runs a command line against an agent. */
const run = (agent: RunningAgent, ...args: string[]) =>
  runCommand('dead-letters', ...args, '--admin', agent.adminUrl);

describe('putting a dead letter back', () => {
  it('tells COC of the open episode as it is rendered today, and its story says who did it', async () => {
    const setting = await start();
    const { agent, emulator, directory } = setting;
    await refuse(setting, 1, alertmanagerBody({ name: 'Disk' }));
    const [letter] = (await list(agent)).deadLetters;
    expect(letter).toMatchObject({
      kind: 'refused',
      alarm: { name: 'Disk', level: 'Minor', status: 'alarm' },
    });
    const rest = `routes: [{ match: ['alertname="Disk"'], alarmName: "Mended {{ labels.alertname }}" }]`;
    await writeFile(agent.configFile, agentConfig({ cocUrl: emulator.url, directory, rest }));
    await agent.admin('/-/reload', { method: 'POST' });

    const done = await agent.admin(`${LETTERS}/${letter.id}/redrive`, { method: 'POST' });
    await until('it has arrived', () => emulator.alarms().length === 1);
    const repeat = await agent.post('alertmanager', alertmanagerBody({ name: 'Disk' }));
    await agent.post('alertmanager', alertmanagerBody({ name: 'Disk', status: 'resolved' }));
    await until('its end has arrived', () => emulator.alarms().length === 2);

    expect(JSON.parse(done.text)).toEqual({ id: letter.id, done: true, outcome: 'queued' });
    expect(repeat.text).toContain('"repeated":1');
    expect(received(emulator)).toEqual(['Mended Disk alarm Minor', 'Mended Disk ok Minor']);
    expect(await agent.metric('dead_letters')).toBe(0);
    const story = await agent.admin(`/api/v1/alarms/${letter.alarm.id}`);
    expect(story.text).toContain(`An operator (local) redrove dead letter ${letter.id}`);
    expect((await agent.admin(`${LETTERS}/${letter.id}/redrive`, { method: 'POST' })).status).toBe(404);
  });

  it('never leaves an alarm open in COC whose problem is over', async () => {
    const setting = await start();
    const { agent, emulator } = setting;
    await refuse(setting, 1, alertmanagerBody({ name: 'Disk' }));
    await agent.post('alertmanager', alertmanagerBody({ name: 'Disk', status: 'resolved' }));
    const { body } = await post(agent, '/redrive', { all: true, dryRun: false });
    expect(body).toMatchObject({ dryRun: false, selected: 1, queued: 1, failures: 0, failed: [] });
    await until('both have arrived', () => emulator.alarms().length === 2);
    expect(received(emulator)).toEqual(['Disk alarm Minor', 'Disk ok Minor']);
  });

  it('keeps the order of a fire and the resolve that was refused with it', async () => {
    const setting = await start();
    const { agent, emulator } = setting;
    const bodies = ['firing', 'resolved'].map((status) =>
      alertmanagerBody({ name: 'Disk', status: status as 'firing' | 'resolved' }),
    );
    await refuse(setting, 2, ...bodies);
    const { deadLetters } = await list(agent);
    const { body } = await post(agent, '/redrive', {
      ids: deadLetters.map(({ id }: { id: string }) => id),
      dryRun: false,
    });
    expect(body).toMatchObject({ selected: 2, queued: 1, repeated: 1, failures: 0 });
    await until('both have arrived', () => emulator.alarms().length === 2);
    expect(received(emulator)).toEqual(['Disk alarm Minor', 'Disk ok Minor']);
    await until('nothing waits', async () => (await agent.metric('outbox_entries')) === 0);
  });

  it('asks for a refused incident once more, and once only', async () => {
    const setting = await start();
    const { agent, emulator } = setting;
    emulator.setFaults({
      rules: [{ match: { operation: 'incident-create' }, fault: { type: 'status', status: 400 } }],
    });
    await agent.post('alertmanager', alertmanagerBody({ name: 'Disk', severity: 'critical' }));
    await until('it was refused', async () => (await agent.metric('incidents{state="failed"}')) === 1);
    emulator.setFaults({ rules: [] });
    const [letter] = (await list(agent)).deadLetters;
    expect(letter).toMatchObject({ entryKind: 'open-incident', alarm: { level: 'level_20' } });

    const answers = await Promise.all(
      [1, 2].map(() => agent.admin(`${LETTERS}/${letter.id}/redrive`, { method: 'POST' })),
    );
    await until('it is open', async () => (await agent.metric('incidents{state="opened"}')) === 1);
    expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
    expect(emulator.incidents()).toHaveLength(1);
  });

  it('reads again what could not be read, once its source can', async () => {
    const emulator = await runEmulator();
    const directory = await temporaryDirectory();
    const agent = await runAgent({
      cocUrl: emulator.url,
      directory,
      sources: 'alertmanager: { type: grafana }',
    });
    // To a source of type grafana this is not a message; to one of type alertmanager it is.
    const body = { version: '4', alerts: { not: 'a list' } };
    expect((await agent.post('alertmanager', body)).status).toBe(400);
    const zipped = gzipSync(JSON.stringify({ hello: 'world' }));
    expect((await agent.post('alertmanager', zipped, { 'content-encoding': 'gzip' })).status).toBe(400);
    const still = await post(agent, '/redrive', { all: true, dryRun: false });
    expect(still.body).toMatchObject({ selected: 2, failures: 2 });
    expect(still.body.failed[0].error).toMatch(/still cannot be read/);

    await writeFile(
      agent.configFile,
      agentConfig({
        cocUrl: emulator.url,
        directory,
        sources: 'alertmanager: { type: zabbix, timezone: UTC }',
      }),
    );
    await agent.admin('/-/reload', { method: 'POST' });
    const read = await post(agent, '/redrive', { all: true, dryRun: false });
    expect(read.body.failures + (read.body.queued ?? 0)).toBe(2);
    await writeFile(
      agent.configFile,
      agentConfig({ cocUrl: emulator.url, directory, sources: 'other: { type: alertmanager }' }),
    );
    await agent.admin('/-/reload', { method: 'POST' });
    for (const { error } of (await post(agent, '/redrive', { all: true, dryRun: false })).body.failed)
      expect(error).toMatch(/source alertmanager is not configured any more/);
  });

  it('finds those of a source that has another name, and routes and reads them under it', async () => {
    const setting = await start();
    const { agent, emulator, directory } = setting;
    await agent.post('alertmanager', 'not JSON');
    await refuse(setting, 3, alertmanagerBody({ name: 'Disk' }, { name: 'Cpu' }));
    const renamed = {
      sources: 'site: { type: alertmanager, renamedFrom: alertmanager }',
      rest: `routes: [{ match: ['source="site"', 'alertname="Disk"'], alarmName: 'of {{ source }}' }]`,
    };
    await writeFile(agent.configFile, agentConfig({ cocUrl: emulator.url, directory, ...renamed }));
    await agent.admin('/-/reload', { method: 'POST' });
    expect((await list(agent, '?source=alertmanager')).deadLetters).toEqual([]);
    expect((await list(agent, '?source=site')).deadLetters).toHaveLength(3);
    const { body } = await post(agent, '/redrive', { filter: { source: 'site' }, dryRun: false });
    expect(body).toMatchObject({ selected: 3, queued: 2, failures: 1 });
    expect(body.failed[0].error).toMatch(/still cannot be read/);
    await until('both have arrived', () => received(emulator).length === 2);
    expect(received(emulator).toSorted()).toEqual(['Cpu alarm Minor', 'of site alarm Minor']);
  });

  it('asks for the incident of a source that has another name under that name', async () => {
    const setting = await start();
    const { agent, emulator, directory } = setting;
    emulator.setFaults({
      rules: [{ match: { operation: 'incident-create' }, fault: { type: 'status', status: 400 } }],
    });
    await agent.post('alertmanager', alertmanagerBody({ name: 'Disk', severity: 'critical' }));
    await until('it was refused', async () => (await agent.metric('incidents{state="failed"}')) === 1);
    emulator.setFaults({ rules: [] });
    const renamed = {
      sources: 'site: { type: alertmanager, renamedFrom: alertmanager }',
      incidents: `
  - match: ['source="site"']
    level: level_30
    type: inc_type_p_monitoring_issues
    creator: 7da46971b7e24eed90cf777cc2ff8b91
    assignee: { user: 7da46971b7e24eed90cf777cc2ff8b91 }`,
    };
    await writeFile(agent.configFile, agentConfig({ cocUrl: emulator.url, directory, ...renamed }));
    await agent.admin('/-/reload', { method: 'POST' });
    const { body } = await post(agent, '/redrive', { all: true, dryRun: false });
    expect(body).toMatchObject({ selected: 1, queued: 1 });
    await until('it is open', async () => (await agent.metric('incidents{state="opened"}')) === 1);
    expect(JSON.stringify(emulator.incidents())).toContain('level_30');
  });

  it('takes one unreadable alert of a good body as if it came now', async () => {
    const { agent, emulator } = await start();
    const good = alertmanagerBody({ name: 'Good' }) as { alerts: object[] };
    const bad = { status: 'firing', labels: 7 };
    const answer = await agent.post('alertmanager', { ...good, alerts: [...good.alerts, bad] });
    expect(JSON.parse(answer.text).rejected).toHaveLength(1);
    const { body } = await post(agent, '/redrive', { filter: { kind: 'unreadable-alert' }, dryRun: false });
    expect(body).toMatchObject({ selected: 1, failures: 1 });
    expect(body.failed[0].error).toMatch(/still cannot be read: .*labels/);
    await until('the good one has arrived', () => emulator.alarms().length === 1);
    expect(await agent.metric('dead_letters')).toBe(1);
  });
});

describe('many dead letters', () => {
  async function withThree() {
    const setting = await start();
    await refuse(
      setting,
      3,
      alertmanagerBody({ name: 'One' }),
      alertmanagerBody({ name: 'Two' }),
      alertmanagerBody({ name: 'Three', severity: 'critical' }),
    );
    await setting.agent.post('alertmanager', 'not JSON');
    return setting;
  }

  it('are only looked at unless it is said that it is meant; a wrong id is told and harms no other', async () => {
    const { agent } = await withThree();
    const ids = (await list(agent)).deadLetters.map(({ id }: { id: string }) => id);
    expect((await post(agent, '/discard', { all: true })).body).toMatchObject({
      dryRun: true,
      selected: 4,
      found: 4,
    });
    expect(await agent.metric('dead_letters')).toBe(4);
    const { body } = await post(agent, '/discard', { ids: [ids[0], 'nobody', '../../x'], dryRun: false });
    expect(body).toMatchObject({ discarded: 1, failures: 2 });
    expect(body.failed.map(({ id }: { id: string }) => id).sort()).toEqual(['../../x', 'nobody']);
    expect(await agent.metric('dead_letters')).toBe(3);
    for (const wrong of [
      {},
      { all: true, ids: ['a'] },
      { all: false },
      { ids: [] },
      { filter: { kind: 'x' } },
    ])
      expect((await post(agent, '/redrive', wrong)).status, JSON.stringify(wrong)).toBe(400);
  });

  it('are found by kind, source and reason, and exported whole without any secret', async () => {
    const { agent } = await withThree();
    const names = async (query: string) => (await list(agent, query)).deadLetters.length;
    expect(await names('?kind=refused')).toBe(3);
    expect(await names('?kind=refused&limit=2')).toBe(2);
    expect(await names('?kind=refused&limit=2&offset=2')).toBe(1);
    expect(await names('?source=alertmanager&reason=unreadable')).toBe(1);
    expect(await names('?source=nobody')).toBe(0);
    expect((await agent.admin(`${LETTERS}?kind=nonsense`)).status).toBe(400);
    const { text, headers } = await agent.admin(`${LETTERS}/export`);
    expect(headers['content-type']).toContain('x-ndjson');
    const letters = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(letters.map(({ entry }) => entry?.body.alarm.alarmName)).toEqual([
      'One',
      'Two',
      'Three',
      undefined,
    ]);
    expect(Buffer.from(letters[3].bodyBase64, 'base64').toString()).toBe('not JSON');
    expect(text).not.toMatch(/0123456789abcdef0123456789abcdef|emulator-secret-key/);
  });

  it('survive a restart in their order, and a discarded one does not', async () => {
    const { agent, emulator, directory } = await withThree();
    const before = (await list(agent)).deadLetters;
    await agent.admin(`${LETTERS}/${before[1].id}`, { method: 'DELETE' });
    await agent.stop();
    const second = await runAgent({ cocUrl: emulator.url, directory });
    const after = (await list(second)).deadLetters;
    expect(after.map(({ id }: { id: string }) => id)).toEqual(
      [before[0], before[2], before[3]].map(({ id }) => id),
    );
    const story = await second.admin(`/api/v1/alarms/${before[1].alarm.id}`);
    expect(story.text).toContain(`An operator (local) discarded dead letter ${before[1].id}`);
  });
});

describe('the command dead-letters', () => {
  it('lists, shows, exports, puts back and gives up', async () => {
    const setting = await start('admin: { timezone: Asia/Shanghai }');
    const { agent, emulator, directory } = setting;
    expect(await run(agent, 'list')).toMatchObject({ code: 0, out: 'no dead letters\n' });
    // One after the other, as the list has the newest first.
    await refuse(setting, 1, alertmanagerBody({ name: 'Disk' }));
    await refuse(setting, 2, alertmanagerBody({ name: 'Cpu\u001b[2J' }));
    const { deadLetters, timezone } = await list(agent);
    const ids = deadLetters.map(({ id }: { id: string }) => id);

    const listed = await run(agent, 'list', '--source', 'alertmanager');
    expect(listed.out).toMatch(/^ID +AT +TIMES +KIND .*\n/);
    expect(listed.out).toMatch(/refused +alertmanager +Disk +Minor/);
    expect((await run(agent, 'list', '--color', 'always')).out).toContain('\u001b[1mID\u001b[22m');
    expect(listed.out).toContain(localTimeIn('Asia/Shanghai', deadLetters[0].at));
    expect(listed.out).toContain(`times in ${timezone}\n`);
    expect(listed.out).not.toContain('\u001b');
    expect(JSON.parse((await run(agent, 'list', '--json')).out).deadLetters).toHaveLength(2);
    expect(JSON.parse((await run(agent, 'show', ids[0], '--json')).out)).toMatchObject({ id: ids[0] });
    const shown = await run(agent, 'show', 'disk');
    expect(shown.out).toContain(`${ids[1]}: refused, from alertmanager\nReason: bad-request: `);
    expect(shown.out).toContain(`It was kept at ${localTimeIn('Asia/Shanghai', deadLetters[1].at)}.`);
    expect(shown.out).toContain('"alarmName": "Disk"');
    expect(shown.out).toContain('"time": "2026-11-24 11:00:00"');
    const file = `${directory}/letters.ndjson`;
    expect((await run(agent, 'export', '--output', file)).code).toBe(0);
    expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(2);

    const asked = await run(agent, 'discard', '--all');
    expect([asked.code, asked.out]).toEqual([0, expect.stringContaining('would discard 2 dead letters')]);
    expect(await agent.metric('dead_letters')).toBe(2);
    const mixed = await run(agent, 'redrive', ids[1], 'nobody');
    expect(mixed).toMatchObject({ code: 1, out: '1 queued\nnobody: there is no dead letter with this id\n' });
    await until('it has arrived', () => emulator.alarms().length === 1);
    expect(await run(agent, 'discard', '--all', '--yes')).toMatchObject({ code: 0, out: '1 discarded\n' });
    expect(await agent.metric('dead_letters')).toBe(0);
  });

  it.each([
    [['redrive'], 2, /name the dead letters/],
    [['discard', 'x', '--all'], 2, /name the dead letters/],
    [['show', 'nobody'], 1, /404.*no dead letter with this id/],
    [
      ['list', '--kind', 'nonsense'],
      2,
      /Allowed choices are refused, .*usage: coc-alarm-agent dead-letters list/s,
    ],
    [['nonsense'], 2, /unknown command/],
    [['list', '--token-file', '/nowhere'], 2, /of --token-file: .*usage: coc-alarm-agent dead-letters list/s],
  ])('%j exits with %i', async (args, code, words) => {
    const { agent } = await start();
    const result = await run(agent, ...args);
    expect([result.code, result.err]).toEqual([code, expect.stringMatching(words)]);
  });

  it('finds the agent and its token in the configuration file, or says how to give it', async () => {
    const emulator = await runEmulator();
    const directory = await temporaryDirectory();
    const agent = await runAgent({
      cocUrl: emulator.url,
      directory,
      rest: 'admin: { auth: { bearer: { token: admin-canary } } }',
    });
    const refused = await run(agent, 'discard', 'x');
    expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/401.*--token-file/) });
    expect(refused.err).not.toContain('admin-canary');
    await writeFile(`${directory}/token`, 'admin-canary\n');
    const withFile = await run(agent, 'discard', 'x', '--token-file', `${directory}/token`);
    expect(withFile.out).toContain('there is no dead letter with this id');
    await agent.stop();
    const { code, err } = await run(agent, 'list');
    expect([code, err]).toEqual([1, expect.stringContaining('cannot be reached')]);
  });
});
