import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type Request } from 'express';
import { z } from 'zod';
import { serveTasks } from '../harness/child.ts';

const labels = z.record(z.string(), z.string());
const webhook = z.object({
  version: z.literal('4'),
  groupKey: z.string(),
  receiver: z.string(),
  externalURL: z.string(),
  alerts: z.array(
    z.object({
      status: z.enum(['firing', 'resolved']),
      labels,
      annotations: labels,
      startsAt: z.string(),
      endsAt: z.string(),
      generatorURL: z.string(),
      fingerprint: z.string(),
    }),
  ),
});

async function bodyOf(request: Request): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const app = express();
app.disable('x-powered-by');
app.set('etag', false);
app.set('query parser', false);
app.post('/webhooks/:source', async (request, response) => {
  const { alerts } = webhook.parse(JSON.parse((await bodyOf(request)).toString()));
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ accepted: alerts.length }));
});

const tasks = {
  /** Starts to listen on loopback. Returns the URL. */
  async listen() {
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/alertmanager`;
  },
};

/** The baseline: a server that only parses, validates and answers. */
export type BaselineServer = typeof tasks;

serveTasks(tasks);
