import { afterEach, expect, it } from 'vitest';
import type { SentAlert } from '../support/alertmanager-body.ts';
import { runCommand } from '../support/command-line.ts';
import { heal, incidentRun, minutes, openIn, refuse } from '../support/incident-run.ts';
import { critical, policyWith, reloadWith, resolved, send, uncoveredIn } from '../support/incident-setup.ts';
import { stopEverything, until } from '../support/running-agent.ts';

afterEach(stopEverything);

/** An agent with one policy for critical alarms, which has these further keys. */
async function setUp(...keys: readonly string[]) {
  const run = await incidentRun(policyWith(...keys));
  return {
    ...run,
    /** Fires on a host, and in a cluster. */
    fires: (name: string, labels: NonNullable<SentAlert['labels']> = {}) =>
      send(run.agent, critical(name, { startsAt: run.time(), labels })),
  };
}

it('alarms have another incident where COC refuses to take its solution back', async () => {
  const { emulator, agent, time, fires, hasIncidents, isCovered } = await setUp(
    'correlateBy: [alertname]',
    'resolve: { mode: propose, after: 1m }',
  );
  const since = { startsAt: time() };
  await send(agent, critical('disk', since));
  await hasIncidents(1);
  await send(agent, resolved('disk', { ...since, endsAt: time() }));
  await until('it is solved', () => openIn(emulator).length === 0);
  await minutes(1);
  refuse(emulator, 'incident-handle');
  await fires('disk');
  await hasIncidents(2);
  heal(emulator);
  await fires('disk', { instance: 'node-77' });
  await isCovered();
  expect(openIn(emulator)).toHaveLength(1);
  expect(emulator.incidents()).toHaveLength(2);
});

it('a solution of a person is taken back for a new alarm, whatever COC refused before', async () => {
  const { emulator, agent, time, fires, works, hasIncidents, isCovered } = await setUp(
    'correlateBy: [alertname]',
    'resolve: { mode: propose, after: 1m }',
  );
  const since = { startsAt: time() };
  await send(agent, critical('disk', since));
  await hasIncidents(1);
  refuse(emulator, 'incident-handle');
  await send(agent, resolved('disk', { ...since, endsAt: time() }));
  await until('the step is refused', async () =>
    (await agent.admin('/api/v1/incidents')).text.includes('"stuck":true'),
  );
  heal(emulator);
  await fires('disk');
  // Long enough that the person knows of the alarm.
  await minutes(3);
  works(0, 'resolve');
  await until('it is known', async () => (await uncoveredIn(agent)).includes('disk: solved'));
  await fires('disk', { instance: 'node-77' });
  await until('it is open again', () => openIn(emulator).length === 1);
  await isCovered();
  expect(emulator.incidents()).toHaveLength(1);
});

it('what a person solved is raised again after a renaming that the configuration does not tell', async () => {
  const { agent, fires, works, hasIncidents, isCovered } = await setUp('reraiseAfter: 10m');
  await fires('disk');
  await hasIncidents(1);
  works(0, 'resolve');
  await until('it is known', async () => (await uncoveredIn(agent)).includes('disk: solved'));
  await reloadWith(agent, (text) => text.replace('name: critical', 'name: pages'));
  await hasIncidents(2);
  await isCovered();
});

it('what COC refused is asked for by the policy that is right now, also under another name', async () => {
  const { emulator, agent, fires, hasIncidents, isCovered } = await setUp('correlateBy: [alertname]');
  refuse(emulator, 'incident-create');
  await fires('disk');
  await until('it is refused', async () => (await uncoveredIn(agent)).includes('disk: refused'));
  heal(emulator);
  await reloadWith(agent, (text) => text.replace('name: critical', 'name: pages'));
  await hasIncidents(1);
  await fires('disk', { instance: 'node-77' });
  await isCovered();
  expect(emulator.incidents()).toHaveLength(1);
});

it('alarms wait for nothing at an incident whose dead letter was discarded', async () => {
  const { emulator, agent, fires, hasIncidents } = await setUp('correlateBy: [alertname]');
  refuse(emulator, 'incident-create');
  await fires('disk');
  await until('it is refused', async () => (await uncoveredIn(agent)).includes('disk: refused'));
  heal(emulator);
  const listed = await agent.admin('/api/v1/dead-letters');
  const { deadLetters } = JSON.parse(listed.text) as { deadLetters: readonly { id: string }[] };
  await runCommand('dead-letters', 'discard', deadLetters[0]?.id ?? '', '--yes', '--admin', agent.adminUrl);
  await fires('disk', { instance: 'node-77' });
  await hasIncidents(1);
  await until('only the first one waits', async () => (await uncoveredIn(agent)).join() === 'disk: refused');
});

it('alarms of a storm that a person closed are raised again as a storm', async () => {
  const { emulator, fires, works, hasIncidents } = await setUp(
    ...['reraiseAfter: 70m', 'correlateBy: [cluster]', 'maxPerHour: 1'],
  );
  await fires('Zero', { cluster: 'zero' });
  await hasIncidents(1);
  for (const cluster of ['a', 'b', 'c']) await fires(`Down-${cluster}`, { cluster });
  await hasIncidents(2);
  await minutes(2);
  works(1, 'complete');
  await minutes(62);
  await fires('Other-a', { cluster: 'a' });
  await hasIncidents(4);
  const texts = emulator.incidents().map(({ title, description }) => `${title}\n${description}`);
  expect(texts[3]).toMatch(/Down-a.*Down-b.*Down-c/);
  expect(texts[3]).not.toContain('cluster=');
  expect(texts[2]).not.toContain('Down');
});

it('alarms that part count towards the budget, and the storm that they become names their hosts', async () => {
  const { emulator, agent, fires, works, hasIncidents, isCovered } = await setUp(
    ...['reraiseAfter: 10m', 'correlateBy: [cluster]', 'maxPerHour: 3'],
  );
  for (const instance of ['n-1', 'n-2', 'n-3', 'n-4', 'n-5']) await fires('Down', { cluster: 'a', instance });
  await hasIncidents(1);
  await reloadWith(agent, (text) => text.replace('correlateBy: [cluster]', 'correlateBy: [instance]'));
  await minutes(3);
  works(0, 'reject');
  await until('it is known', async () => (await uncoveredIn(agent)).length === 5);
  await isCovered();
  await hasIncidents(4);
  expect(emulator.incidents()[3]?.title).toContain('storm');
  expect(emulator.incidents()[3]?.description).toMatch(/n-\d.*n-\d.*n-\d/);
});

it('an incident that COC did not show for a while is covered by it again, and ends with its alarms', async () => {
  const { emulator, agent, time, hasIncidents, isCovered } = await setUp(
    'resolve: { mode: complete, after: 1m }',
  );
  const since = { startsAt: time() };
  await send(agent, critical('disk', since));
  await hasIncidents(1);
  const gone = { type: 'status', status: 400, errorCode: 'COC.00067003' } as const;
  emulator.setFaults({ rules: [{ match: { operation: 'incident-detail' }, fault: gone }] });
  await until('it is gone', async () => (await uncoveredIn(agent)).includes('disk: gone'));
  heal(emulator);
  await isCovered();
  await send(agent, resolved('disk', { ...since, endsAt: time() }));
  await until('it is completed', () => openIn(emulator).length === 0);
  expect(emulator.incidents()).toHaveLength(1);
});

it('an alarm that a policy matched late is raised again as the source told it last', async () => {
  const { emulator, agent, time, works, hasIncidents } = await setUp('reraiseAfter: 10m');
  await reloadWith(agent, (text) => text.replace(`match: ['alarmLevel="Critical"']`, `match: ['team="db"']`));
  const since = { startsAt: time(), fingerprint: 'd15c' };
  await send(agent, critical('disk', since));
  await until('no policy wants it', async () => (await uncoveredIn(agent)).includes('disk: no-policy'));
  await send(agent, critical('disk', { ...since, labels: { team: 'db' } }));
  await hasIncidents(1);
  works(0, 'reject');
  await hasIncidents(2);
  expect(emulator.incidents()[1]?.description).toContain('Raised again:');
});
