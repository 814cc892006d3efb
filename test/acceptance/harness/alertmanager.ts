import { freePort } from '../../support/free-port.ts';
import { WEBHOOK_TOKEN } from './agent-config.ts';
import { callJson } from './json-call.ts';
import type { Lab } from './lab.ts';
import { waitFor } from './wait-for.ts';

/** An alert as a client posts it to Alertmanager. Without `endsAt` it fires. */
export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt?: string;
}

/** A real Alertmanager. */
export interface Alertmanager {
  readonly address: string;
  /** Takes alerts in, as from Prometheus. */
  post(alerts: readonly PostedAlert[]): Promise<void>;
  /** The alerts that fire now. */
  alerts(): Promise<readonly PostedAlert[]>;
}

/** How an Alertmanager is set up. */
export interface AlertmanagerOptions {
  readonly webhookUrl: string;
  readonly groupBy: readonly string[];
  /** How soon it repeats a notification in which nothing has changed. */
  readonly repeatInterval: string;
}

/** Starts an Alertmanager that sends everything to one webhook, the resolved alerts too. */
export async function startAlertmanager(lab: Lab, options: AlertmanagerOptions): Promise<Alertmanager> {
  const address = `127.0.0.1:${await freePort()}`;
  const file = await lab.writeFile('alertmanager.yaml', alertmanagerConfig(options));
  lab.run('alertmanager', 'prometheus-alertmanager', [
    `--config.file=${file}`,
    `--storage.path=${await lab.makeDirectory('alertmanager')}`,
    `--web.listen-address=${address}`,
    `--web.external-url=http://${address}`,
    '--cluster.listen-address=',
  ]);
  const url = `http://${address}/api/v2/alerts`;
  const alerts = () => callJson<readonly PostedAlert[]>(url);
  await waitFor('Alertmanager', alerts, () => true);
  return { address, alerts, post: (body) => callJson(url, { body }) };
}

function alertmanagerConfig({ webhookUrl, groupBy, repeatInterval }: AlertmanagerOptions) {
  const http_config = { authorization: { type: 'Bearer', credentials: WEBHOOK_TOKEN } };
  return {
    route: {
      receiver: 'coc',
      group_by: groupBy,
      group_wait: '500ms',
      group_interval: '1s',
      repeat_interval: repeatInterval,
    },
    receivers: [{ name: 'coc', webhook_configs: [{ url: webhookUrl, send_resolved: true, http_config }] }],
  };
}
