import { afterEach, describe, expect, it } from 'vitest';
import { runCommand } from '../support/command-line.ts';
import { critical, isIdle, policyWith, resolved, send, storyOf } from '../support/incident-setup.ts';
import {
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

describe('alarms of one correlation', () => {
  it('share one incident, also over a restart, and their stories say so', async () => {
    const emulator = await runEmulator();
    const setup = {
      cocUrl: emulator.url,
      directory: await temporaryDirectory(),
      incidents: policyWith('correlateBy: [cluster]'),
    };
    const first = await runAgent(setup);
    const cluster = { labels: { cluster: 'a' } };
    const names = Array.from({ length: 20 }, (_, i) => `Down${i}`);
    await send(first, ...names.map((name) => critical(name, cluster)));
    await until('COC has them', () => emulator.alarms().length === names.length);
    await until('the incident is open', () => emulator.incidents().length > 0);
    await first.stop();

    const second = await runAgent(setup);
    await send(second, critical('Late', cluster), critical('Elsewhere', { labels: { cluster: 'b' } }));
    await until('the other cluster has one too', () => emulator.incidents().length === 2);
    await until('nothing waits', () => isIdle(second));
    expect(emulator.incidents()).toHaveLength(2);
    expect(await storyOf(second, emulator, 'Late')).toMatch(
      /It belongs to incident \S+, which was requested already/,
    );
    expect(await second.metric('incidents_joined_total{reason="open"}')).toBe(1);
  });
});

describe('openAfter', () => {
  it('opens no incident for what is over by then, and the story says so, over a restart', async () => {
    const emulator = await runEmulator();
    const setup = {
      cocUrl: emulator.url,
      directory: await temporaryDirectory(),
      incidents: policyWith('openAfter: 4s'),
    };
    const first = await runAgent(setup);
    const startsAt = new Date().toISOString();
    await send(first, critical('Short', { startsAt }), critical('Long', { startsAt }));
    await until('COC has them', () => emulator.alarms().length === 2);
    await send(first, resolved('Short', { startsAt, endsAt: new Date().toISOString() }));
    await first.stop();
    expect(emulator.incidents()).toHaveLength(0);

    const second = await runAgent(setup);
    await until('nothing waits', () => isIdle(second));
    expect(emulator.incidents()).toMatchObject([{ title: expect.stringContaining('Long') }]);
    expect(await storyOf(second, emulator, 'Short')).toContain(
      'the problem was over before the incident was opened',
    );
    expect(await second.metric('incidents{state="cancelled"}')).toBe(1);
  });
});

describe('a budget of incidents', () => {
  it('that is spent makes one storm incident, which lists what it stands for', async () => {
    const emulator = await runEmulator();
    const agent = await runAgent({
      cocUrl: emulator.url,
      directory: await temporaryDirectory(),
      incidents: policyWith('maxPerHour: 3'),
      rest: 'incidentBudget: { gather: 500ms }',
    });
    const names = Array.from({ length: 12 }, (_, i) => `Down${i}`);
    await send(agent, ...names.map((name) => critical(name)));
    await until('the storm incident is there', () => emulator.incidents().length === 4);
    await until('nothing waits', () => isIdle(agent));

    const storms = emulator.incidents().filter(({ title }) => title.startsWith('Alarm storm'));
    expect(emulator.incidents()).toHaveLength(4);
    expect(storms).toMatchObject([{ title: expect.stringContaining('Alarm storm: 9 alarms: ') }]);
    const stories = await Promise.all(names.map((name) => storyOf(agent, emulator, name)));
    const inStorm = names.filter((_, i) => /[Ss]torm incident/.test(stories[i] ?? ''));
    expect(inStorm).toHaveLength(9);
    for (const name of inStorm) expect(storms[0]?.description).toContain(name);
  });

  it('never puts a graver alarm into the storm of a lesser level', async () => {
    const emulator = await runEmulator();
    const people = `
    type: inc_type_p_monitoring_issues
    creator: 7da46971b7e24eed90cf777cc2ff8b91
    assignee: { user: 7da46971b7e24eed90cf777cc2ff8b91 }`;
    const agent = await runAgent({
      cocUrl: emulator.url,
      directory: await temporaryDirectory(),
      incidents: `
  - name: core
    match: ['team="core"']
    level: level_10${people}
  - name: batch
    match: ['alarmLevel="Critical"']
    level: level_50${people}`,
      rest: 'incidentBudget: { maxPerHour: 5, gather: 300ms }',
    });
    await send(agent, ...Array.from({ length: 12 }, (_, i) => critical(`Job${i}`)));
    await until('the storm is there', () => emulator.incidents().length === 5);
    await until('nothing waits', () => isIdle(agent));
    const core = { labels: { team: 'core' } };
    await send(agent, critical('CoreDown', core), critical('CoreSlow', core));
    await until('each graver one has its place', () => emulator.incidents().length === 7);
    await until('nothing is left', () => isIdle(agent));

    const rows = emulator.incidents().map(({ level, title }) => `${level} ${title.split(/[ :]/)[0]}`);
    expect(rows.filter((row) => row.startsWith('level_10'))).toEqual([
      'level_10 CoreDown',
      'level_10 CoreSlow',
    ]);
    expect(rows.filter((row) => row === 'level_50 Alarm')).toHaveLength(1);
    const { out } = await runCommand('incidents', 'list', '--admin', agent.adminUrl);
    expect(out).toMatch(/Alarm storm: 8 alarms/);
  });
});
