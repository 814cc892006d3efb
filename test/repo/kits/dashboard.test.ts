import { describe, expect, it } from 'vitest';
import { dashboardQueries, formatDashboard } from '../../../.ci/kits/dashboard.ts';
import { knownMetrics, metricsIn } from './metrics-in.ts';

const FILE = '../../../config/prometheus/dashboard.json';
const IN_THE_CHART = '../../../helm/coc-alarm-agent/files/dashboard.json';

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

const { panels } = JSON.parse(formatDashboard()) as { panels: readonly Panel[] };

describe('the dashboard', () => {
  it('in the repository is what the generator makes now (npm run kits writes it)', async () => {
    await expect(formatDashboard()).toMatchFileSnapshot(FILE);
  });

  it('is the one that the chart installs', async () => {
    await expect(formatDashboard()).toMatchFileSnapshot(IN_THE_CHART);
  });

  it('asks only for metrics that the agent has', () => {
    const known = knownMetrics();
    const unknown = dashboardQueries().flatMap((query) =>
      metricsIn(query).filter((name) => !known.has(name)),
    );
    expect(unknown).toEqual([]);
  });

  it('shows every metric of ours', () => {
    const shown = new Set(dashboardQueries().flatMap(metricsIn));
    const hidden = [...knownMetrics()].filter(
      (name) => name.startsWith('coc_alarm_agent_') && !/_(?:sum|count|bucket)$/.test(name),
    );
    const missing = hidden.filter((name) => !shown.has(name) && !shown.has(`${name}_bucket`));
    expect(missing.sort()).toEqual(NOT_SHOWN);
  });

  it('explains every panel, and lays them out without gaps to the right or overlaps', () => {
    for (const { description, gridPos } of panels.filter(({ type }) => type !== 'row')) {
      expect(description).toMatch(/\.$/);
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    }
    const places = panels.map(({ gridPos }) => `${gridPos.x},${gridPos.y}`);
    expect(new Set(places).size).toBe(places.length);
  });
});

/** What other panels tell better. */
const NOT_SHOWN = [
  'coc_alarm_agent_alerts_received_total',
  'coc_alarm_agent_attempt_duration_seconds',
  'coc_alarm_agent_attempts_failed_total',
  'coc_alarm_agent_certificate_expiry_timestamp_seconds',
  'coc_alarm_agent_heartbeat_last_heard_timestamp_seconds',
  'coc_alarm_agent_shutting_down',
  'coc_alarm_agent_started_empty',
  'coc_alarm_agent_webhook_body_bytes_total',
];
