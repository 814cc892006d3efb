import { freePort } from '../../support/free-port.ts';
import { callJson } from './json-call.ts';
import type { Lab } from './lab.ts';
import { waitFor } from './wait-for.ts';

/** An alerting rule. */
export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A real Prometheus. */
export interface Prometheus {
  /** Puts other rules in force. */
  useRules(rules: readonly AlertingRule[]): Promise<void>;
  /** The values of an instant query, as text. */
  query(expression: string): Promise<readonly string[]>;
}

/** How a Prometheus is set up: where its alerts go, and what it scrapes as `coc-alarm-agent`. */
export interface PrometheusOptions {
  readonly alertmanager?: string;
  readonly target?: string;
  readonly rules?: readonly AlertingRule[];
}

interface QueryAnswer {
  readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
}

/** Starts a Prometheus that looks at everything each second. */
export async function startPrometheus(lab: Lab, options: PrometheusOptions): Promise<Prometheus> {
  const url = `http://127.0.0.1:${await freePort()}`;
  await writeRules(lab, options.rules ?? []);
  const file = await lab.writeFile('prometheus.yaml', prometheusConfig(options));
  lab.run('prometheus', 'prometheus', [
    `--config.file=${file}`,
    `--storage.tsdb.path=${await lab.makeDirectory('prometheus')}`,
    `--web.listen-address=${url.slice('http://'.length)}`,
    `--web.external-url=${url}`,
    '--web.enable-lifecycle',
    '--rules.alert.resend-delay=1s',
  ]);
  const query = async (expression: string) => {
    const path = `${url}/api/v1/query?query=${encodeURIComponent(expression)}`;
    return (await callJson<QueryAnswer>(path)).data.result.map(({ value }) => value[1]);
  };
  await waitFor(
    'Prometheus',
    () => query('vector(1)'),
    (values) => values[0] === '1',
  );
  return {
    query,
    async useRules(rules) {
      await writeRules(lab, rules);
      await callJson(`${url}/-/reload`, { method: 'POST' });
    },
  };
}

function writeRules(lab: Lab, rules: readonly AlertingRule[]): Promise<string> {
  return lab.writeFile('rules.yaml', { groups: [{ name: 'acceptance', rules }] });
}

function prometheusConfig({ alertmanager, target }: PrometheusOptions) {
  const static_configs = (address: string) => [{ targets: [address] }];
  return {
    global: { scrape_interval: '1s', evaluation_interval: '1s', external_labels: { cluster: 'acceptance' } },
    rule_files: ['rules.yaml'],
    ...(alertmanager && { alerting: { alertmanagers: [{ static_configs: static_configs(alertmanager) }] } }),
    scrape_configs: target ? [{ job_name: 'coc-alarm-agent', static_configs: static_configs(target) }] : [],
  };
}
