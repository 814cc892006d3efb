import { freePort } from '../../support/free-port.ts';
import { WEBHOOK_TOKEN } from './agent-config.ts';
import type { PostedAlert } from './alertmanager.ts';
import { callJson } from './json-call.ts';
import type { Lab } from './lab.ts';
import type { RunningProcess } from './running-process.ts';
import { waitFor } from './wait-for.ts';

interface SeenAlert extends PostedAlert {
  readonly status: { readonly state: string };
}

/** How often an Alertmanager speaks. */
export interface Speaking {
  readonly webhookUrl: string;
  readonly groupInterval: string;
  /** How soon it repeats a notification in which nothing has changed; 12h when it is not said. */
  readonly repeatInterval?: string;
}

/** A real Alertmanager that can be killed and started again at the same address. What it keeps are silences. */
export class MortalAlertmanager {
  readonly address: string;
  readonly #lab: Lab;
  #process: RunningProcess | undefined;

  private constructor(lab: Lab, address: string) {
    this.#lab = lab;
    this.address = address;
  }

  /** Chooses its address, so that an agent can be told before it runs. */
  static async prepare(lab: Lab): Promise<MortalAlertmanager> {
    return new MortalAlertmanager(lab, `127.0.0.1:${await freePort()}`);
  }

  async start({ webhookUrl, groupInterval, repeatInterval = '12h' }: Speaking): Promise<void> {
    const http_config = { authorization: { type: 'Bearer', credentials: WEBHOOK_TOKEN } };
    const file = await this.#lab.writeFile('mortal-alertmanager.yaml', {
      route: {
        receiver: 'coc',
        group_by: ['alertname'],
        group_wait: '500ms',
        group_interval: groupInterval,
        repeat_interval: repeatInterval,
      },
      receivers: [{ name: 'coc', webhook_configs: [{ url: webhookUrl, send_resolved: true, http_config }] }],
    });
    const storage = await this.#lab.makeDirectory('mortal-alertmanager');
    this.#process = this.#lab.run('alertmanager', 'prometheus-alertmanager', [
      `--config.file=${file}`,
      `--storage.path=${storage}`,
      `--web.listen-address=${this.address}`,
      `--web.external-url=http://${this.address}`,
      '--cluster.listen-address=',
    ]);
    await waitFor('Alertmanager', () => this.#alerts(), Array.isArray);
  }

  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  post(alerts: readonly PostedAlert[]): Promise<void> {
    return callJson(`http://${this.address}/api/v2/alerts`, { body: alerts });
  }

  /** Silences an alert by its name, and waits until it is. */
  async silence(alertname: string): Promise<void> {
    const now = Date.now();
    const body = {
      matchers: [{ name: 'alertname', value: alertname, isRegex: false, isEqual: true }],
      startsAt: new Date(now).toISOString(),
      endsAt: new Date(now + 3_600_000).toISOString(),
      createdBy: 'acceptance',
      comment: 'maintenance',
    };
    await callJson(`http://${this.address}/api/v2/silences`, { body });
    await waitFor(
      `${alertname} to be silenced`,
      () => this.#alerts(),
      (alerts) => alerts.some(({ labels, status }) => isSilenced(labels.alertname, status.state, alertname)),
    );
  }

  #alerts(): Promise<readonly SeenAlert[]> {
    return callJson(`http://${this.address}/api/v2/alerts`);
  }
}

function isSilenced(alertname: string | undefined, state: string, wanted: string): boolean {
  return alertname === wanted && state === 'suppressed';
}
