import { spawnSync } from 'node:child_process';
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

test('promtool finds no fault with our metrics', async ({ lab }) => {
  const coc = await startEmulator(lab);
  const agent = await Agent.start(lab, { cocUrl: coc.url });
  await agent.receive(webhookBody([firing(disk)]));
  await coc.waitForAlarms(1);

  const text = (await agent.metrics()).ownText();
  expect(text).toContain('coc_alarm_agent_alerts_total{');
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
  });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});
