import { afterEach, expect, it } from 'vitest';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import {
  type RunningAgent,
  runAgent,
  runEmulator,
  stopEverything,
  temporaryDirectory,
  until,
} from '../support/running-agent.ts';

afterEach(stopEverything);

const PERSON = '7da46971b7e24eed90cf777cc2ff8b91';
const INCIDENTS = `
  - name: each
    match: ['alarmLevel="Critical"', 'shared!="yes"']
    level: level_20
    type: inc_type_p_monitoring_issues
    creator: ${PERSON}
    assignee: { user: ${PERSON} }
    resolve: { mode: complete, after: 100ms, cause: it was full, solution: it was cleaned }
  - name: shared
    match: ['alarmLevel="Critical"', 'shared="yes"']
    correlateBy: [shared]
    level: level_20
    type: inc_type_p_monitoring_issues
    creator: ${PERSON}
    assignee: { user: ${PERSON} }`;

interface Step {
  readonly step: string;
  readonly words: string;
}

/** What the words of a step say of an entry: its number, and whether it is queued now. */
function entriesIn({ step, words }: Step): { readonly number: number; readonly queued: boolean }[] {
  const [, number] = /^Entry (\d+)\b/.exec(words) ?? [];
  const [, into] = /entry (\d+) replaces it/.exec(words) ?? [];
  const named = [number, into].flatMap((one) => (one === undefined ? [] : [Number(one)]));
  return named.map((one, i) => ({ number: one, queued: step === 'entry.queued' && i === 0 }));
}

/** Steps that name an entry which the same story did not queue, or which no entry has. */
function strayIn(steps: readonly Step[], tried: ReadonlySet<number>): string[] {
  const all = steps.map((step) => ({ step, entries: entriesIn(step) }));
  const queued = new Set(
    all.flatMap(({ entries }) => entries.filter((one) => one.queued).map((one) => one.number)),
  );
  return all.flatMap(({ step, entries }) =>
    entries.some(({ number, queued: now }) => (now ? !tried.has(number) : !queued.has(number)))
      ? [step.words]
      : [],
  );
}

async function storiesOf(agent: RunningAgent) {
  const read = async (path: string) => JSON.parse((await agent.admin(path)).text);
  const { alarms } = await read('/api/v1/alarms?limit=500');
  const { incidents } = await read('/api/v1/incidents?limit=500');
  const paths = [
    ...alarms.map(({ alarmId }: { alarmId: string }) => `/api/v1/alarms/${alarmId}`),
    ...incidents.map(({ key }: { key: string }) => `/api/v1/incidents/${key}`),
  ];
  return Promise.all(paths.map(async (path) => (await read(path)).steps as Step[]));
}

it('every story names the entries that it queued, through bodies of many alerts, an outage, flaps and redrives', async () => {
  const emulator = await runEmulator();
  const agent = await runAgent({
    cocUrl: emulator.url,
    directory: await temporaryDirectory(),
    incidents: INCIDENTS,
  });
  const settled = () => until('all is settled', async () => (await agent.metric('outbox_entries')) === 0);
  const names = ['a', 'b', 'c', 'd', 'e'];
  /** All alerts, of the problem that began in this minute. */
  const all = (status: 'firing' | 'resolved', minute: number) => {
    const times = { startsAt: `2026-11-24T03:0${minute}:00Z`, endsAt: `2026-11-24T03:0${minute}:30Z` };
    const labelled = names.map((name) => ({ name, labels: { shared: name < 'c' ? 'yes' : 'no' } }));
    return alertmanagerBody(
      { name: 'first', severity: 'warning', status, ...times },
      ...labelled.map((one) => ({ ...one, severity: 'critical', status, ...times })),
    );
  };
  const first = all('firing', 0) as { alerts: object[] };
  await agent.post('alertmanager', { ...first, alerts: [{ odd: true }, ...first.alerts] });
  await settled();
  await until('incidents are open', () => emulator.incidents().length === 4);
  await settled();
  emulator.setFaults({ rules: [{ fault: { type: 'status', status: 503 } }] });
  await agent.post('alertmanager', all('resolved', 0));
  await until('it failed', async () => (await agent.metric(FAILED)) !== 0);
  for (const minute of [1, 2])
    for (const status of ['firing', 'resolved'] as const)
      await agent.post('alertmanager', all(status, minute));
  await agent.post('alertmanager', all('firing', 3));
  emulator.setFaults({ rules: [] });
  await settled();
  emulator.setFaults({ rules: [{ fault: { type: 'status', status: 400 } }] });
  await agent.post(
    'alertmanager',
    alertmanagerBody({ name: 'first', severity: 'warning' }, { name: 'refused' }),
  );
  await settled();
  emulator.setFaults({ rules: [] });
  await agent.admin('/api/v1/dead-letters/redrive', { method: 'POST', body: '{"all":true,"dryRun":false}' });
  await agent.post('alertmanager', all('resolved', 3));
  await settled();
  const stories = await storiesOf(agent);
  const steps = stories.flat();
  for (const step of [
    'entry.collapsed',
    'attempt.started',
    'attempt.failed',
    'letter.redriven',
    'incident.joined',
  ])
    expect(steps.map((one) => one.step)).toContain(step);
  const tried = new Set(
    steps
      .filter(({ step }) => step !== 'entry.queued')
      .flatMap((step) => entriesIn(step).map(({ number }) => number)),
  );
  expect(stories.flatMap((story) => strayIn(story, tried))).toEqual([]);
});

const FAILED = 'attempts_failed_total{outcome="retry",reason="server-error"}';
