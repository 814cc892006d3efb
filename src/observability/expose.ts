import type { Metrics } from './metrics.ts';

/** Gauges of prom-client that are named like counters. Their names stay: people may use them. */
const GAUGES_NAMED_TOTAL = /^(# TYPE nodejs_active_(?:handles|requests|resources)_total) gauge$/gm;

/**
 * Writes all metrics in the text format of Prometheus. `promtool check metrics` finds no fault with it: a gauge whose
 * name ends in `_total` is exposed without a type.
 */
export async function expose({ registry }: Pick<Metrics, 'registry'>): Promise<string> {
  return (await registry.metrics()).replaceAll(GAUGES_NAMED_TOTAL, '$1 untyped');
}
