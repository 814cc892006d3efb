import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { Agent } from './harness/agent.ts';
import { startEmulator } from './harness/emulator.ts';
import { test } from './harness/lab.ts';
import { startPrometheus } from './harness/prometheus.ts';
import { firing, webhookBody } from './harness/series.ts';
import { waitFor } from './harness/wait-for.ts';

const disk = { alertname: 'DiskFillsUp', severity: 'warning', instance: 'db-1:9100' };

test('Prometheus scrapes the agent, and its queries have answers', async ({ lab }) => {
  const coc = await startEmulator(lab);
  const agent = await Agent.start(lab, { cocUrl: coc.url });
  const prometheus = await startPrometheus(lab, { target: agent.config.listen.admin });
  await agent.receive(webhookBody([firing(disk)]));

  const ask = (expression: string) => () => prometheus.query(expression);
  const isOne = ([value]: readonly string[]) => value === '1';
  await waitFor('the target to be up', ask('up{job="coc-alarm-agent"}'), isOne);
  const delivered = 'coc_alarm_agent_entries_delivered_total{kind="report-alarm"}';
  await waitFor('the delivered alarm', ask(delivered), isOne);
  const duration = 'histogram_quantile(0.9, sum by (le) (coc_alarm_agent_attempt_duration_seconds_bucket))';
  const [seconds] = await waitFor('the duration of attempts', ask(duration), ([value]) => Number(value) > 0);
  expect(Number(seconds)).toBeLessThan(15);
  expect(await prometheus.query('coc_alarm_agent_build_info')).toEqual(['1']);
});

test('promtool finds no fault with any metric', async ({ lab }) => {
  const coc = await startEmulator(lab);
  const agent = await Agent.prepare(lab, { cocUrl: coc.url });
  Object.assign(agent.config.sources, { grafana: { type: 'grafana' }, zabbix: { type: 'zabbix' } });
  await agent.start();
  await agent.receive(webhookBody([firing(disk)]));
  for (const [source, fixture] of [
    ['grafana', 'unified-11'],
    ['zabbix', 'problem'],
  ]) {
    const body = await readFile(`test/fixtures/${source}/${fixture}.json`);
    const url = `http://${agent.config.listen.webhooks}/webhooks/${source}`;
    expect((await fetch(url, { method: 'POST', body })).status).toBe(200);
  }
  await coc.waitForAlarms(3);
  await agent.waitForMetric('incidents_opened_total', {}, 1);

  const { text } = await agent.metrics();
  for (const source of ['alertmanager', 'grafana', 'zabbix'])
    expect(text).toContain(`coc_alarm_agent_alerts_total{source="${source}",outcome="queued"} 1\n`);
  for (const prefix of ['coc_alarm_agent_', 'nodejs_', 'process_'])
    expect(text).toContain(`# TYPE ${prefix}`);
  expect(check(text)).toEqual({ status: 0, stdout: '', stderr: '' });
  // It looks at each line.
  expect(check(`${text}# TYPE odd_total gauge\nodd_total 1\n`).stderr).toContain('odd_total');
});

function check(text: string) {
  const options = { input: text, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], options);
  return { status, stdout, stderr };
}
