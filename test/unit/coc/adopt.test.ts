import { appendFileSync, rmSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { CocDestination } from '../../../src/coc/coc-destination.ts';
import { cocSchema } from '../../../src/coc/config.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { makeCertificates } from '../../support/certificates.ts';
import { json, type Script, SUCCESS, startServer } from './coc-server.ts';
import { due, incident, report } from './entries.ts';

const KEY = '0123456789abcdef0123456789abcdef';
const AKSK = { type: 'aksk', accessKey: 'AK-OF-OURS', secretKey: 'SK-OF-OURS' };
const SIGNAL = new AbortController().signal;

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const configOf = (changes: Record<string, unknown> = {}) =>
  cocSchema.parse({ endpoint: 'http://127.0.0.1:9', integrationKey: KEY, auth: AKSK, ...changes });

function open(changes: Record<string, unknown> = {}): CocDestination {
  const destination = new CocDestination(configOf(changes), { clock: systemClock, random: () => 0 });
  closers.push(() => destination.close());
  return destination;
}

describe('a client of COC takes over', () => {
  it('other integrations and types of incidents, with what it knows of the credentials', async () => {
    const refusal: Script = (_request, response) => json(response, 401, { error_code: 'APIG.0301' });
    const answers = [refusal];
    const server = await startServer((request, response, ...rest) =>
      (answers[0] ?? ((_r, answer) => json(answer, 200, SUCCESS)))(request, response, ...rest),
    );
    closers.push(() => server.close());
    const destination = open({ endpoint: server.origin });
    await destination.deliver(due(report()), SIGNAL);
    answers.pop();
    const calls = server.seen.length;
    const integrations = { db: { integrationKey: 'dbkey' } };
    expect(destination.adopt(configOf({ endpoint: server.origin, integrations }))).toBe(true);
    const again = await destination.deliver(due(report({ alarm: { integration: 'db' } })), SIGNAL);
    expect(again).toMatchObject({ kind: 'retry', reason: 'credentials' });
    expect(server.seen).toHaveLength(calls);
  });

  it('the integrations at once', async () => {
    const server = await startServer((_request, response) => json(response, 200, SUCCESS));
    closers.push(() => server.close());
    const destination = open({ endpoint: server.origin });
    const next = configOf({
      endpoint: server.origin,
      serviceInterruptAs: 'string',
      integrationKey: 'newkey',
    });
    expect(destination.adopt(next)).toBe(true);
    await destination.deliver(due(report()), SIGNAL);
    await destination.deliver(due(incident()), SIGNAL);
    expect(server.seen.map(({ url }) => url)).toEqual([
      '/v1/event/huawei/custom/newkey',
      '/v1/external/incident/create',
    ]);
    expect(JSON.parse(server.seen[1]?.body ?? '')).toMatchObject({
      is_service_interrupt: expect.any(String),
    });
  });
});

describe('a client of COC does not take over', () => {
  it.each([
    ['another endpoint', { endpoint: 'http://127.0.0.1:10' }],
    ['another secret', { auth: { ...AKSK, secretKey: 'SK-OTHER' } }],
    ['other credentials', { auth: { type: 'none' } }],
    ['a proxy', { proxy: 'http://127.0.0.1:3128' }],
    ['another limit of a call', { timeout: '3s' }],
    ['another number of connections', { connections: 3 }],
  ])('%s', (_, changes) => {
    expect(open().adopt(configOf(changes))).toBe(false);
  });

  it('the file of the authorities when it has another content', async () => {
    const { caFile, dir } = await makeCertificates();
    closers.push(() => rmSync(dir, { recursive: true }));
    const destination = open({ caFile });
    expect(destination.adopt(configOf({ caFile }))).toBe(true);
    appendFileSync(caFile, '\n');
    expect(destination.adopt(configOf({ caFile }))).toBe(false);
    rmSync(caFile);
    expect(destination.adopt(configOf({ caFile }))).toBe(false);
  });
});
