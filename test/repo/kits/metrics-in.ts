import { createMetrics } from '../../../src/observability/metrics.ts';

const HISTOGRAM_PARTS = ['_bucket', '_sum', '_count'];

/** Every metric that the agent exposes, Node's included, and those that Prometheus makes of a scrape. */
export function knownMetrics(): ReadonlySet<string> {
  const metrics = createMetrics({ version: '0.0.0' }).registry.getMetricsAsArray();
  return new Set([
    'up',
    ...metrics.flatMap(({ name }) => [name, ...HISTOGRAM_PARTS.map((part) => `${name}${part}`)]),
  ]);
}

/** The metrics that a PromQL expression reads; what the rules record themselves has a colon in its name. */
export function metricsIn(expression: string): readonly string[] {
  const names = expression
    .replace(/"[^"]*"/g, '')
    .matchAll(/\b(?:coc_alarm_agent|nodejs|process)_[a-z0-9_]+|\bup\b|[a-z_]+:[a-z0-9_:]+/g);
  return [...new Set([...names].map(([name]) => name))];
}
