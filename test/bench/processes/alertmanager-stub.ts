import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { activeList } from '../harness/alerts.ts';
import { serveTasks } from '../harness/child.ts';

let list = '[]';
const askedAt: number[] = [];

const tasks = {
  /** Starts a server on loopback that lists this many series of the stream as active. Returns its URL. */
  async listen(series: number) {
    list = activeList(series);
    const server = createServer(({ url = '' }, response) => {
      response.setHeader('Content-Type', 'application/json');
      if (url.startsWith('/api/v2/status')) return response.end('{"uptime":"2026-01-01T00:00:00Z"}');
      askedAt.push(Date.now());
      return response.end(list);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  /** The times of the requests for the list, epoch ms. */
  async asked(_: undefined): Promise<readonly number[]> {
    return askedAt;
  },
};

/** An Alertmanager that only lists active alerts. */
export type AlertmanagerStub = typeof tasks;

serveTasks(tasks);
