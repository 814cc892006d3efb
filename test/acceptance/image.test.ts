import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { type AgentConfig, agentConfig, WEBHOOK_TOKEN } from './harness/agent-config.ts';
import { ensureDebianPackages } from './harness/debian-packages.ts';
import { type CocEmulator, startEmulator } from './harness/emulator.ts';
import { type BuiltImage, buildImage, installedPackages, lockedPackages } from './harness/image-build.ts';
import { ImageContainer } from './harness/image-container.ts';
import { type Lab, test } from './harness/lab.ts';
import { NODE_FLAGS } from './harness/program.ts';
import { mustRun } from './harness/run-command.ts';
import { firing, webhookBody } from './harness/series.ts';
import { waitFor } from './harness/wait-for.ts';

const BUILD_TIMEOUT_MS = 600_000;
const LARGEST_MIB = 200;
const STOPS_WITHIN_MS = 10_000;
const SENDERS = 8;

let directory: string;
let image: BuiltImage;

beforeAll(async () => {
  ensureDebianPackages([{ name: 'buildah', commands: ['buildah'] }]);
  directory = await mkdtemp(join(tmpdir(), 'coc-alarm-agent-image-'));
  image = await buildImage(directory);
}, BUILD_TIMEOUT_MS);

afterAll(() => rm(directory, { recursive: true, force: true }));

describe('the image', () => {
  test('says how it is run', () => {
    expect(image.config).toMatchObject({
      User: '65532:65532',
      Entrypoint: ['node', ...NODE_FLAGS, '/app/dist/main.js'],
      Cmd: ['serve', '--config', '/etc/coc-alarm-agent/config.yaml'],
      ExposedPorts: { '9095/tcp': {}, '9096/tcp': {} },
      Volumes: { '/data': {} },
      StopSignal: 'SIGTERM',
      Healthcheck: { Test: ['CMD', 'node', '-e', expect.any(String)] },
      Labels: {
        'org.opencontainers.image.version': '1.2.3',
        'org.opencontainers.image.licenses': 'Apache-2.0',
      },
    });
  });

  test('is small', async () => {
    const [mib] = (await mustRun('du', ['-sm', image.root])).split('\t');
    expect(Number(mib)).toBeLessThan(LARGEST_MIB);
  });

  test('holds the production packages of the lock file and no others, and no npm', async () => {
    expect(await installedPackages(image)).toEqual(await lockedPackages());
    for (const path of ['npm', 'usr/bin/npm', 'app/src', 'app/test', 'bin/sh'])
      expect(existsSync(join(image.root, path)), path).toBe(false);
  });
});

describe('a container with a read-only root', () => {
  test('runs as process 1 and user 65532, and its health check succeeds as long as it runs', async ({
    lab,
  }) => {
    const { config, places } = await prepare(lab, await startEmulator(lab));
    const container = await startContainer(lab, config, places);
    const healthy = `http://${config.listen.admin}/-/healthy`;
    expect((await container.status('NSpid')).at(-1)).toBe('1');
    expect(new Set(await container.status('Uid'))).toEqual(new Set(['65532']));
    expect(await container.checkHealth(healthy)).toMatchObject({ code: 0 });
    container.terminate();
    expect(await container.process.exit).toMatchObject({ code: 0 });
    expect(await container.checkHealth(healthy)).toMatchObject({ code: 1 });
  });

  test('ends in time under load with 0, and loses nothing that it had answered for', async ({ lab }) => {
    const coc = await startEmulator(lab);
    const { config, places } = await prepare(lab, coc);
    await coc.useFaults({ fault: { type: 'status', status: 503 } });
    const first = await startContainer(lab, config, places);
    const sending = sendUntilRefused(`http://${config.listen.webhooks}/webhooks/alertmanager`);
    await waitFor(
      'some answers',
      async () => sending.answered.size,
      (count) => count > 50,
    );
    const asked = performance.now();
    first.terminate();
    expect(await first.process.exit).toMatchObject({ code: 0, signal: null });
    expect(performance.now() - asked).toBeLessThan(STOPS_WITHIN_MS);
    await sending.done;

    await coc.endFaults();
    await startContainer(lab, config, places);
    const missing = async () => {
      const arrived = new Set((await coc.alarms()).map(({ alarmName }) => alarmName));
      return [...sending.answered].filter((name) => !arrived.has(name));
    };
    await waitFor('every alarm that was answered for', missing, ({ length }) => length === 0);
  });
});

interface Prepared {
  readonly config: AgentConfig;
  readonly places: { readonly data: string; readonly config: string };
}

async function prepare(lab: Lab, coc: CocEmulator): Promise<Prepared> {
  const address = async () => `127.0.0.1:${await freePort()}`;
  const listeners = { webhooks: await address(), admin: await address() };
  const config = agentConfig({ ...listeners, dataDir: '/data', cocUrl: coc.url }, 'aksk');
  const places = { data: await lab.makeDirectory('data'), config: await lab.makeDirectory('config') };
  await lab.writeFile('config/config.yaml', config);
  return { config, places };
}

async function startContainer(
  lab: Lab,
  config: AgentConfig,
  places: Prepared['places'],
): Promise<ImageContainer> {
  const container = await ImageContainer.start(lab, image, places);
  const ready = async () => (await fetch(`http://${config.listen.admin}/-/ready`)).status;
  await waitFor('the container to be ready', ready, (status) => status === 200);
  return container;
}

/** Sends one alert after the other in several lines, each until it is refused. Answers which were taken. */
function sendUntilRefused(url: string): { readonly answered: Set<string>; readonly done: Promise<unknown> } {
  const answered = new Set<string>();
  const headers = { authorization: `Bearer ${WEBHOOK_TOKEN}`, 'content-type': 'application/json' };
  const send = async (alertname: string): Promise<boolean> => {
    const alert = firing({ alertname, severity: 'warning', instance: 'db-1:9100' });
    const body = JSON.stringify(webhookBody([alert]));
    const answer = await fetch(url, { method: 'POST', headers, body }).catch(() => undefined);
    await answer?.arrayBuffer().catch(() => undefined);
    if (answer?.status === 200) answered.add(alertname);
    return answer?.status === 200;
  };
  const lines = Array.from({ length: SENDERS }, async (_line, line) => {
    for (let i = 0; await send(`Disk${line}FillsUp${i}`); i += 1);
  });
  return { answered, done: Promise.all(lines) };
}
