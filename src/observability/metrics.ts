import { collectDefaultMetrics, Registry } from 'prom-client';
import { agentMetrics } from './metric-families/agent-metrics.ts';
import { alertMetrics } from './metric-families/alert-metrics.ts';
import { cocMetrics } from './metric-families/coc-metrics.ts';
import { declareIn, METRIC_PREFIX } from './metric-families/declare.ts';
import { entryMetrics } from './metric-families/entry-metrics.ts';
import { heartbeatMetrics } from './metric-families/heartbeat-metrics.ts';
import { incidentMetrics } from './metric-families/incident-metrics.ts';
import { outboxMetrics } from './metric-families/outbox-metrics.ts';
import { repairMetrics } from './metric-families/repair-metrics.ts';
import { webhookMetrics } from './metric-families/webhook-metrics.ts';

/** All metrics of the agent, with their registry. Labels come from closed sets only. */
export type Metrics = ReturnType<typeof createMetrics>;

/** Declares all metrics. The names are public: dashboards, rules and the documentation use them. */
export function createMetrics(build: { readonly version: string }) {
  const registry = new Registry();
  const declare = declareIn(registry);
  const metrics = {
    registry,
    ...webhookMetrics(declare),
    ...alertMetrics(declare),
    ...entryMetrics(declare),
    ...incidentMetrics(declare),
    ...repairMetrics(declare),
    ...heartbeatMetrics(declare),
    ...outboxMetrics(declare),
    ...cocMetrics(declare),
    ...agentMetrics(declare),
  };
  metrics.buildInfo.set({ version: build.version, node: process.version }, 1);
  collectDefaultMetrics({ register: registry });
  return metrics;
}

/** The sorted names of our metrics, for documents that must agree with the code. */
export function metricNames({ registry }: Pick<Metrics, 'registry'>): readonly string[] {
  const names = registry.getMetricsAsArray().map(({ name }) => name);
  return names.filter((name) => name.startsWith(METRIC_PREFIX)).sort();
}
