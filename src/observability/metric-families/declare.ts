import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** The prefix of our metrics. The registry also has those of Node itself (`nodejs_`, `process_`). */
export const METRIC_PREFIX = 'coc_alarm_agent_';

/** Buckets from a fraction of a second to a long outage, in seconds. */
const LATENCIES = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 14_400, 86_400];
/** Buckets of the duration of a call, in seconds. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Makers of our metrics: each declares one in the registry, under our prefix. */
export type Declare = ReturnType<typeof declareIn>;

/** Makers of the metrics of `registry`. `seconds` is for durations of calls, `latency` for waits up to a day. */
export function declareIn(registry: Registry) {
  const about = (name: string, help: string, labels: readonly string[]) => ({
    name: `${METRIC_PREFIX}${name}`,
    help,
    labelNames: [...labels],
    registers: [registry],
  });
  return {
    counter: (name: string, help: string, ...labels: readonly string[]) =>
      new Counter<string>(about(name, help, labels)),
    gauge: (name: string, help: string, ...labels: readonly string[]) =>
      new Gauge<string>(about(name, help, labels)),
    seconds: (name: string, help: string, ...labels: readonly string[]) =>
      new Histogram<string>({ ...about(name, help, labels), buckets: SECONDS }),
    latency: (name: string, help: string, ...labels: readonly string[]) =>
      new Histogram<string>({ ...about(name, help, labels), buckets: LATENCIES }),
  };
}
