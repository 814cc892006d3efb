import { afterEach, describe, expect, it } from 'vitest';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { runCommand } from '../support/command-line.ts';
import {
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

const REFUSED = { rules: [{ fault: { type: 'status' as const, status: 400 } }] };

/** An agent with a critical alarm and its incident, two alarms of one name, and three dead letters. */
async function running() {
  const emulator = await runEmulator();
  const agent = await runAgent({ cocUrl: emulator.url, directory: await temporaryDirectory() });
  const run = (...args: string[]) => runCommand(...args, '--admin', agent.adminUrl);
  const settled = () => until('all is settled', async () => (await agent.metric('outbox_entries')) === 0);
  const cpu = ['web-1', 'web-2'].map((instance) => ({ name: 'HighCPU', labels: { instance } }));
  await agent.post('alertmanager', alertmanagerBody({ name: 'Database', severity: 'critical' }, ...cpu));
  await settled();
  await until('the incident is open', () => emulator.incidents().length === 1);
  await settled();
  emulator.setFaults(REFUSED);
  await agent.post('alertmanager', alertmanagerBody({ name: 'Disk full' }, { name: 'Load' }));
  await agent.post('alertmanager', { version: '4', alerts: [{ nonsense: true }] });
  await until('three dead letters', async () => (await agent.metric('dead_letters')) === 3);
  await settled();
  emulator.setFaults({ rules: [] });
  const alarmId = String(emulator.alarms()[0]?.body?.alarmId);
  const listed = JSON.parse((await run('dead-letters', 'list', '--json')).out);
  const deadLetters: { id: string; kind: string; alarm?: { name: string } }[] = listed.deadLetters;
  const number = JSON.parse((await run('incidents', 'list', '--json')).out).incidents[0];
  return { agent, emulator, run, settled, alarmId, deadLetters, number };
}

it('shows a dead letter of every kind', async () => {
  const { agent, run, deadLetters } = await running();
  await agent.post('alertmanager', { 'no webhook': '这不是告警' });
  await until('four dead letters', async () => (await agent.metric('dead_letters')) === 4);
  const body = JSON.parse((await run('dead-letters', 'list', '--kind', 'unreadable-body', '--json')).out);
  const kinds = new Map<string, string>();
  for (const { id, kind } of [...deadLetters, ...body.deadLetters]) {
    const { code, out, err } = await run('dead-letters', 'show', id);
    expect([code, err, out]).toEqual([0, '', expect.stringContaining(`${id}: ${kind}, from alertmanager`)]);
    kinds.set(kind, out);
  }
  expect([...kinds.keys()].sort()).toEqual(['refused', 'unreadable-alert', 'unreadable-body']);
  expect(kinds.get('unreadable-body')).toContain('"no webhook": "这不是告警"');
  expect(kinds.get('unreadable-alert')).toContain('"nonsense": true');
});

describe('what names an alarm, an incident or a dead letter', () => {
  it('is an id, its beginning, a name, or the number in COC', async () => {
    const { run, alarmId, number, deadLetters } = await running();
    const { key, incidentNum } = number;
    for (const typed of [alarmId, alarmId.slice(0, 12), 'Database', 'dataBASE', incidentNum]) {
      const { code, out } = await run('alarms', 'show', typed);
      expect([code, out]).toEqual([0, expect.stringContaining(`Alarm id ${alarmId}.`)]);
    }
    for (const typed of [
      key,
      key.slice(0, 6),
      incidentNum,
      incidentNum.toLowerCase(),
      'IM',
      'database',
      alarmId,
    ]) {
      const { code, out } = await run('incidents', 'show', typed);
      expect([typed, code, out]).toEqual([typed, 0, expect.stringContaining(`Incident ${key} `)]);
    }
    const disk = deadLetters.find(({ alarm }) => alarm?.name === 'Disk full');
    const input = deadLetters.find(({ kind }) => kind === 'unreadable-alert');
    for (const typed of [disk?.id, disk?.id.replace('entry-', ''), 'disk FULL'])
      expect((await run('dead-letters', 'show', String(typed))).out).toContain(`${disk?.id}: refused`);
    for (const typed of [input?.id.slice(0, 8), 'in'])
      expect((await run('dead-letters', 'show', String(typed))).out).toContain(
        `${input?.id}: unreadable-alert`,
      );
  });

  it('is listed with its candidates when it fits several, and is known to nobody when it fits none', async () => {
    const { run, agent } = await running();
    const alarms = await run('alarms', 'show', 'highcpu');
    expect([alarms.code, alarms.out]).toEqual([1, '']);
    expect(alarms.err).toMatch(/^coc-alarm-agent: "highcpu" fits 2 alarms; give more of the id\n/);
    for (const host of ['web-1', 'web-2'])
      expect(alarms.err).toMatch(
        new RegExp(`^ {2}am\\w{32} {2}HighCPU \\(Minor\\), firing since .*, ${host}$`, 'm'),
      );
    const deadLetters = await run('dead-letters', 'show', 'entry');
    expect(deadLetters).toMatchObject({
      code: 1,
      err: expect.stringContaining('"entry" fits 2 dead letters'),
    });
    expect(deadLetters.err).toMatch(/ {2}entry-\d+ {2}Disk full, refused, .* from alertmanager: /);
    const { status, text } = await agent.admin('/api/v1/alarms/am');
    expect([status, JSON.parse(text)]).toMatchObject([409, { count: 5, candidates: [{}, {}, {}, {}, {}] }]);
    for (const group of ['alarms', 'incidents', 'dead-letters'])
      expect(await run(group, 'show', 'nobody')).toMatchObject({
        code: 1,
        err: expect.stringMatching(/404: there is no/),
      });
  });

  it('names what is changed: a dead letter that is put back, and an incident that is decided', async () => {
    const { run, emulator, deadLetters, settled, agent } = await running();
    const several = await run('dead-letters', 'redrive', 'entry', 'nobody');
    expect(several.code).toBe(1);
    expect(several.out).toContain('nothing was changed\n"entry" fits 2 dead letters; give more of the id\n');
    expect(several.out).toContain('nobody: there is no dead letter with this id\n');
    const before = emulator.alarms().length;
    expect(await run('dead-letters', 'redrive', 'Disk full')).toMatchObject({ code: 0, out: '1 queued\n' });
    await until('it has arrived', () => emulator.alarms().length === before + 1);
    await settled();
    expect(emulator.alarms().at(-1)?.body).toMatchObject({ alarmName: 'Disk full' });
    const input = deadLetters.find(({ kind }) => kind === 'unreadable-alert');
    expect(await run('dead-letters', 'discard', 'in-')).toMatchObject({ code: 0, out: '1 discarded\n' });
    expect((await agent.admin(`/api/v1/dead-letters/${input?.id}`)).status).toBe(404);
    expect((await agent.admin('/api/v1/dead-letters/load', { method: 'DELETE' })).status).toBe(200);
    const decided = await run('incidents', 'decide', 'Database', '--open-again');
    expect(decided).toMatchObject({
      code: 1,
      err: expect.stringContaining('it does not wait for a decision'),
    });
  });

  it('of a name that several have is the one that fires', async () => {
    const { run, agent, settled } = await running();
    const over = { name: 'HighCPU', labels: { instance: 'web-1' }, status: 'resolved' as const };
    await agent.post('alertmanager', alertmanagerBody(over));
    await settled();
    const { code, out } = await run('alarms', 'show', 'HighCPU');
    expect([code, out]).toEqual([0, expect.stringContaining('instance="web-2"')]);
  });
});

describe('the list of alarms', () => {
  it('is filtered by labels, grouped, and sorted from the command line', async () => {
    const { run } = await running();
    const hosts = await run('alarms', 'list', '--match', 'instance=~"web.*"', '--sort', 'oldest');
    expect(hosts.out.match(/ HighCPU +web-\d /g)).toHaveLength(2);
    const levels = await run(
      'alarms',
      'list',
      '--level',
      'critical,Minor',
      '--level',
      'Major',
      '--group-by',
      'level',
    );
    expect(levels.out).toMatch(/^ALARMS +GROUP .*\n +4 +Minor .*\n +1 +Critical /);
    const bad = await run('alarms', 'list', '--match', 'team');
    expect(bad).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^error: in the matcher team: .*\n+usage: coc-alarm-agent alarms list /),
    });
  });
});
