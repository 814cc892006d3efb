import { describe, expect } from 'vitest';
import { test } from '../acceptance/harness/lab.ts';
import { waitFor } from '../acceptance/harness/wait-for.ts';
import { seededRandom } from '../support/random.ts';
import { textOf } from './kill/account.ts';
import { judge } from './kill/judge.ts';
import { Victim } from './kill/victim.ts';
import { report, SEED } from './simulation/budget.ts';

const CYCLES = Number(process.env.CRASH_CYCLES ?? 200);
const VICTIMS = [1, 2, 3, 4];
const PATIENCE_MS = 120_000 + CYCLES * 10_000;

describe.concurrent('an agent that is killed again and again under load', () => {
  test.for(VICTIMS)(
    'delivers all that it acknowledged, in order, with no incident twice (%i)',
    { timeout: PATIENCE_MS },
    async (number, { lab }) => {
      report(`seed ${SEED}, victim ${number}: begins`);
      const victim = await Victim.prepare(lab, `victim-${number}`, seededRandom(SEED + number));
      try {
        victim.load();
        const began = performance.now();
        for (let cycle = 0; cycle < CYCLES / VICTIMS.length; cycle++) await victim.liveAndDie();
        await victim.comeToRest();
        const { wrong, ...figures } = judge(victim);
        const kills = `${victim.kills.length} kills in ${Math.round(performance.now() - began)} ms`;
        report(`seed ${SEED}, victim ${number}: ${kills}, ${JSON.stringify(figures)}`);
        expect(wrong).toEqual([]);
        await freshAlarmGetsThrough(victim);
      } finally {
        await victim.close();
      }
    },
  );
});

async function freshAlarmGetsThrough({ agent, emulator }: Victim): Promise<void> {
  const fresh = textOf({ series: 'Fresh', number: 1, status: 'firing' });
  const alert = {
    status: 'firing',
    labels: { alertname: 'Fresh', severity: 'warning', instance: 'node-1' },
    annotations: { description: fresh },
    startsAt: new Date().toISOString(),
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus.example/graph',
  };
  const { status } = await agent.receive({
    version: '4',
    status: 'firing',
    groupKey: '{}',
    alerts: [alert],
    ...COMMON,
  });
  expect(status).toBe(200);
  const began = performance.now();
  await waitFor(
    'the fresh alarm',
    async () => emulator.alarms().some(({ body }) => body?.alarmDesc === fresh),
    (came) => came,
  );
  expect(performance.now() - began).toBeLessThan(10_000);
}

const COMMON = {
  ...{ receiver: 'coc', truncatedAlerts: 0, externalURL: 'http://alertmanager.example' },
  ...{ groupLabels: {}, commonLabels: {}, commonAnnotations: {} },
};
