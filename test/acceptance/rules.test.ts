import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { parse } from 'yaml';
import { dashboardQueries } from '../../.ci/kits/dashboard.ts';
import { Agent } from './harness/agent.ts';
import { startEmulator } from './harness/emulator.ts';
import { test } from './harness/lab.ts';
import { type AlertingRule, type Prometheus, startPrometheus } from './harness/prometheus.ts';
import { mustRun } from './harness/run-command.ts';
import { firing, resolved, webhookBody } from './harness/series.ts';
import { waitFor } from './harness/wait-for.ts';

const FOLDER = 'config/prometheus';
const checkout = { alertname: 'CheckoutDown', severity: 'critical', instance: 'checkout-1:8080' };

describe('promtool', () => {
  test('takes the rules', async () => {
    expect(await mustRun('promtool', ['check', 'rules', `${FOLDER}/rules.yml`])).toContain('SUCCESS');
  });

  test('takes the scrape configuration beside the rules', async () => {
    expect(await mustRun('promtool', ['check', 'config', `${FOLDER}/scrape.yaml`])).toContain('SUCCESS');
  });

  test('sees each alert quiet before its time, and firing after it', async () => {
    expect(await mustRun('promtool', ['test', 'rules', `${FOLDER}/rules.test.yml`])).toContain('SUCCESS');
  });
});

describe('with a real Prometheus and our rules', () => {
  test('a COC outage fires the alerts about it, and its end resolves them', async ({ lab }) => {
    const coc = await startEmulator(lab);
    const agent = await Agent.start(lab, { cocUrl: coc.url });
    const prometheus = await startPrometheus(lab, {
      target: agent.config.listen.admin,
      rules: await rulesInAHurry(),
    });
    await agent.receive(webhookBody([firing(checkout)]));
    await coc.waitForAlarms(1);
    await waitFor(
      'a scrape',
      () => prometheus.query('coc_alarm_agent_entries_delivered_total > 0'),
      ({ length }) => length > 0,
    );
    await waitUntilQuiet(prometheus);

    await coc.useFaults({ fault: { type: 'status', status: 503 } });
    const stopSending = keepSending(agent);
    for (const alert of ['CocUnreachable', 'OutboxOldestEntryTooOld', 'OutboxBacklogGrowing'])
      await waitUntilFires(prometheus, `CocAlarmAgent${alert}`);
    await stopSending();

    await coc.endFaults();
    await agent.waitForMetric('outbox_entries', {}, 0);
    await waitUntilQuiet(prometheus);
  });

  test('an agent that is gone fires its alert', async ({ lab }) => {
    const coc = await startEmulator(lab);
    const agent = await Agent.start(lab, { cocUrl: coc.url });
    const prometheus = await startPrometheus(lab, {
      target: agent.config.listen.admin,
      rules: await rulesInAHurry(),
    });
    await waitFor(
      'a scrape',
      () => prometheus.query('up == 1'),
      ({ length }) => length > 0,
    );
    await agent.kill();
    await waitUntilFires(prometheus, 'CocAlarmAgentDown');
  });

  test('every query of the dashboard has data', async ({ lab, onTestFinished }) => {
    const coc = await startEmulator(lab);
    const agent = await Agent.prepare(lab, { cocUrl: coc.url });
    const calm = createServer((_request, response) => response.end('[]')).listen(0, '127.0.0.1');
    onTestFinished(() => void calm.close());
    await once(calm, 'listening');
    const { port } = calm.address() as AddressInfo;
    Object.assign(agent.config.sources.alertmanager, {
      reconcile: { url: `http://127.0.0.1:${port}`, receivers: ['coc'] },
    });
    await agent.start();
    const prometheus = await startPrometheus(lab, { target: agent.config.listen.admin });
    const alert = firing(checkout);
    await agent.receive(webhookBody([alert]));
    await coc.waitForAlarms(1);
    await agent.receive(webhookBody([resolved(alert)]));
    await coc.waitForAlarms(2);
    await waitFor(
      'some scrapes',
      () => prometheus.query('count_over_time(coc_alarm_agent_ready[1m]) > 4'),
      ({ length }) => length > 0,
    );

    const empty: string[] = [];
    for (const query of dashboardQueries()) {
      if ((await prometheus.query(asGrafanaSends(query))).length === 0) empty.push(query);
    }
    expect(empty).toEqual([]);
  });
});

/** The shipped rules with seconds for minutes, and with limits that a test can reach. */
async function rulesInAHurry(): Promise<readonly AlertingRule[]> {
  const text = await readFile(`${FOLDER}/rules.yml`, 'utf8');
  const hurried = text
    .replaceAll(/for: \d+m/g, 'for: 1s')
    .replaceAll(/\[\d+[mhd]\]/g, '[5s]')
    .replaceAll('seconds > 600', 'seconds > 3')
    .replaceAll('> 100 and', '> 0 and');
  const { groups } = parse(hurried) as { groups: { rules: AlertingRule[] }[] };
  return groups.flatMap(({ rules }) => rules);
}

/** Sends a new alert every now and then, until told otherwise. */
function keepSending(agent: Agent): () => Promise<void> {
  let wanted = true;
  const sending = (async () => {
    for (let i = 0; wanted; i += 1) {
      await agent.receive(webhookBody([firing({ ...checkout, instance: `checkout-${i}:8080` })]));
      await sleep(300);
    }
  })();
  return async () => {
    wanted = false;
    await sending;
  };
}

/** Before its first scrape Prometheus has the alert about an agent that is down. */
async function waitUntilQuiet(prometheus: Prometheus): Promise<void> {
  await waitFor(
    'the end of all alerts',
    () => prometheus.query('count by (alertname) (ALERTS{alertstate="firing"})'),
    ({ length }) => length === 0,
  );
}

async function waitUntilFires(prometheus: Prometheus, alert: string): Promise<void> {
  await waitFor(
    `the alert ${alert}`,
    () => prometheus.query(`ALERTS{alertstate="firing", alertname="${alert}"}`),
    ({ length }) => length > 0,
  );
}

function asGrafanaSends(query: string): string {
  return query.replaceAll('$__rate_interval', '10s').replaceAll(/\$(?:cluster|namespace|instance)/g, '.*');
}
