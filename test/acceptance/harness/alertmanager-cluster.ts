import { freePort } from '../../support/free-port.ts';
import { WEBHOOK_TOKEN } from './agent-config.ts';
import type { PostedAlert } from './alertmanager.ts';
import { callJson } from './json-call.ts';
import type { Lab } from './lab.ts';
import { type Relay, startRelay } from './relay.ts';
import { waitFor } from './wait-for.ts';

interface Member {
  readonly name: string;
  readonly address: string;
  readonly gossipPort: number;
}

/** Two real Alertmanagers that know of each other, and send to one webhook. */
export class AlertmanagerCluster {
  readonly #members: readonly [Member, Member];
  readonly #relays: readonly [Relay, Relay];

  private constructor(members: readonly [Member, Member], relays: readonly [Relay, Relay]) {
    this.#members = members;
    this.#relays = relays;
  }

  /** Starts both, and waits until they are a cluster. The relays between them end with `stop`. */
  static async start(lab: Lab, webhookUrl: string): Promise<AlertmanagerCluster> {
    const members = [await prepare('first'), await prepare('second')] as const;
    const [first, second] = members;
    const relays = [
      await startRelay(first.gossipPort, second.gossipPort),
      await startRelay(second.gossipPort, first.gossipPort),
    ] as const;
    const cluster = new AlertmanagerCluster(members, relays);
    await run(lab, first, { webhookUrl, advertised: relays[0].port });
    await run(lab, second, { webhookUrl, advertised: relays[1].port, peer: relays[0].port });
    await cluster.#waitForPeers(2);
    return cluster;
  }

  /** Each member is told of the alerts, as Prometheus does. */
  async post(alerts: readonly PostedAlert[]): Promise<void> {
    for (const { address } of this.#members)
      await callJson(`http://${address}/api/v2/alerts`, { body: alerts });
  }

  /** The members don't hear of each other any more. */
  async partition(): Promise<void> {
    for (const relay of this.#relays) relay.cut();
    await this.#waitForPeers(1);
  }

  /** They do again. */
  async heal(): Promise<void> {
    for (const relay of this.#relays) relay.mend();
    await this.#waitForPeers(2);
  }

  async stop(): Promise<void> {
    for (const relay of this.#relays) await relay.stop();
  }

  async #waitForPeers(count: number): Promise<void> {
    for (const { name, address } of this.#members)
      await waitFor(
        `Alertmanager ${name} to see ${count} of its cluster`,
        async () => {
          const answer = await callJson<{ cluster: { peers: unknown[] } }>(`http://${address}/api/v2/status`);
          return answer.cluster.peers.length;
        },
        (peers) => peers === count,
      );
  }
}

async function prepare(name: string): Promise<Member> {
  return { name, address: `127.0.0.1:${await freePort()}`, gossipPort: await freePort() };
}

interface Running {
  readonly webhookUrl: string;
  /** The port at which the other one is to reach it. */
  readonly advertised: number;
  readonly peer?: number;
}

async function run(lab: Lab, member: Member, { webhookUrl, advertised, peer }: Running): Promise<void> {
  const { name, address, gossipPort } = member;
  const http_config = { authorization: { type: 'Bearer', credentials: WEBHOOK_TOKEN } };
  const file = await lab.writeFile(`${name}.yaml`, {
    route: {
      receiver: 'coc',
      group_by: ['alertname'],
      group_wait: '500ms',
      group_interval: '1s',
      repeat_interval: '12h',
    },
    receivers: [{ name: 'coc', webhook_configs: [{ url: webhookUrl, send_resolved: true, http_config }] }],
  });
  lab.run(name, 'prometheus-alertmanager', [
    `--config.file=${file}`,
    `--storage.path=${await lab.makeDirectory(name)}`,
    `--web.listen-address=${address}`,
    `--cluster.listen-address=127.0.0.1:${gossipPort}`,
    `--cluster.advertise-address=127.0.0.1:${advertised}`,
    ...(peer === undefined ? [] : [`--cluster.peer=127.0.0.1:${peer}`]),
    '--cluster.peer-timeout=2s',
    '--cluster.settle-timeout=3s',
    '--cluster.pushpull-interval=1s',
    '--cluster.reconnect-interval=1s',
  ]);
  await waitFor(`Alertmanager ${name}`, () => callJson(`http://${address}/api/v2/status`), Boolean);
}
