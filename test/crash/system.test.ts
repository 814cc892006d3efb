import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { test } from '../acceptance/harness/lab.ts';
import { waitFor } from '../acceptance/harness/wait-for.ts';
import { mountMemory, remount } from './system/mount.ts';
import { Patient } from './system/patient.ts';

/** Fills the disk to the last byte. */
function fillDisk(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (const chunk = Buffer.alloc(4096); ; ) writeSync(file, chunk);
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  } finally {
    closeSync(file);
  }
}

/** Takes all inodes of a disk that has 64. */
function takeInodes(dataDir: string): void {
  for (let n = 0; n < 64; n++) {
    try {
      writeFileSync(join(dataDir, `foreign-${n}`), '');
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
    }
  }
}

describe('a full disk', () => {
  test('is answered 503, and work goes on when there is room', async ({ lab }) => {
    const dataDir = await mountMemory('size=2m');
    const patient = await Patient.prepare(lab, { dataDir });
    await patient.start();
    expect(await patient.send()).toEqual({ status: 200 });
    fillDisk(join(dataDir, 'foreign'));
    await patient.sendUntil(503);
    expect((await fetch(`http://${patient.agent.config.listen.admin}/-/healthy`)).status).toBe(200);
    rmSync(join(dataDir, 'foreign'));
    await waitFor(
      'an acknowledgement',
      () => patient.send(),
      ({ status }) => status === 200,
    );
    await patient.untilAllDelivered();
  });

  test('loses nothing over a kill -9', async ({ lab }) => {
    const dataDir = await mountMemory('size=3m');
    const patient = await Patient.prepare(lab, { dataDir, outbox: { minFreeDisk: '1MiB' } });
    patient.cocIsDown();
    await patient.start();
    await patient.sendUntil(503, { bytes: 8_000 });
    await patient.process.kill();
    patient.cocIsBack();
    await patient.launch();
    await patient.untilAllDelivered();
  });

  test('to the last byte, by others, holds up no delivery, and no start', async ({ lab }) => {
    const dataDir = await mountMemory('size=6m');
    const patient = await Patient.prepare(lab, { dataDir, outbox: { minFreeDisk: '2MiB' } });
    patient.cocIsDown();
    await patient.start();
    for (let n = 0; n < 20; n++) expect(await patient.send()).toEqual({ status: 200 });
    fillDisk(join(dataDir, 'foreign'));
    await patient.process.kill();
    patient.cocIsBack();
    await patient.launch();
    await patient.untilAllDelivered();
    await patient.agent.waitForMetric('outbox_entries', {}, 0);
    await patient.process.kill();
    await patient.launch();
    await patient.agent.waitForMetric('outbox_entries', {}, 0);
    expect(patient.emulator.alarms()).toHaveLength(20);
  });

  test('of inodes is answered 503, and work goes on when there are some', async ({ lab }) => {
    const dataDir = await mountMemory('size=16m,nr_inodes=64');
    const patient = await Patient.prepare(lab, { dataDir });
    await patient.start();
    takeInodes(dataDir);
    await patient.sendUntil(503, { bytes: 8_000 });
    for (let n = 0; n < 64; n++) rmSync(join(dataDir, `foreign-${n}`), { force: true });
    await waitFor(
      'an acknowledgement',
      () => patient.send(),
      ({ status }) => status === 200,
    );
    await patient.untilAllDelivered();
  });

  test('of inodes holds up no delivery, and no start', async ({ lab }) => {
    const dataDir = await mountMemory('size=16m,nr_inodes=64');
    const patient = await Patient.prepare(lab, { dataDir });
    patient.cocIsDown();
    await patient.start();
    for (let n = 0; n < 20; n++) expect(await patient.send()).toEqual({ status: 200 });
    // The name of the lock is gone after an orderly end, and its inode may be taken.
    await patient.process.stop();
    takeInodes(dataDir);
    for (let life = 0; life < 3; life++) {
      await patient.launch();
      await patient.agent.waitForMetric('outbox_entries', {}, 20);
      await patient.process.kill();
    }
    patient.cocIsBack();
    await patient.launch();
    await patient.untilAllDelivered();
  });

  test('quota ends no process: a file that may not grow is answered 503', async ({ lab }) => {
    const patient = await Patient.prepare(lab);
    await patient.start('bash', '-c', 'ulimit -f 32; exec "$@"', 'limited');
    await patient.sendUntil(503, { bytes: 8_000 });
    await patient.process.kill();
    await patient.start();
    expect(await patient.send()).toEqual({ status: 200 });
    await patient.untilAllDelivered();
  });
});

describe('a read-only disk', () => {
  test('is named at the start, and nothing that was acknowledged is lost', async ({ lab }) => {
    const dataDir = await mountMemory('size=8m');
    const patient = await Patient.prepare(lab, { dataDir });
    patient.cocIsDown();
    await patient.start();
    await patient.sendUntil(200);
    await patient.process.kill();
    await remount(dataDir, 'ro');
    const { exit } = await patient.launch();
    expect((await exit).code).toBe(1);
    expect(patient.process.output()).toContain(dataDir);
    await remount(dataDir, 'rw');
    patient.cocIsBack();
    await patient.start();
    await patient.untilAllDelivered();
  });
});

test('a disk that becomes read-only while the agent runs ends it, and loses nothing acknowledged', async ({
  lab,
}) => {
  const patient = await Patient.prepare(lab);
  patient.cocIsDown();
  // Linux refuses to remount while a file is open for writing, so strace injects the errors of a read-only
  // disk.
  const segments = [1, 2, 3].map((n) => `${patient.agent.config.dataDir}/segments/000000000${n}.log`);
  const faults = ['write:error=EROFS:when=9+', 'ftruncate:error=EROFS', 'openat:error=EROFS:when=2+'];
  await patient.start(
    ...['strace', '-f', '-qq', '-o', '/dev/null', '-E', 'UV_THREADPOOL_SIZE=1'],
    ...segments.flatMap((path) => ['-P', path]),
    ...faults.flatMap((fault) => ['-e', `inject=${fault}`]),
  );
  const ended = patient.process.exit;
  for (let n = 0; n < 100; n++) if ((await patient.send()).status === 0) break;
  expect((await ended).code).toBe(1);
  expect(patient.process.output()).toContain('EROFS');
  expect(patient.acknowledged.length).toBeGreaterThan(0);
  patient.cocIsBack();
  await patient.start();
  await patient.untilAllDelivered();
});

describe('a sync that fails', () => {
  /** Injects into the syncs of segments alone: those of the reserve are made in the background, and may fail. */
  const strace = ({ agent }: Patient, fault: string) => [
    ...['strace', '-f', '-qq', '-o', '/dev/null', '-E', 'UV_THREADPOOL_SIZE=1', '-e', 'trace=fdatasync'],
    ...[1, 2, 3].flatMap((n) => ['-P', `${agent.config.dataDir}/segments/000000000${n}.log`]),
    ...['-e', `inject=fdatasync:${fault}`],
  ];

  test.for([3, 4, 6, 9])(
    'at the call %i for a segment loses nothing that was acknowledged',
    async (when, { lab }) => {
      const patient = await Patient.prepare(lab);
      patient.cocIsDown();
      await patient.launch(...strace(patient, `error=EIO:when=${when}`));
      for (let n = 0; n < 400 && patient.acknowledged.length < 12; n++)
        if ((await patient.send()).status === 0) await new Promise((resolve) => setTimeout(resolve, 50));
      await patient.process.kill();
      patient.cocIsBack();
      await patient.start();
      await patient.untilAllDelivered();
    },
  );

  test('for good ends the process, which acknowledged nothing that is lost', async ({ lab }) => {
    const patient = await Patient.prepare(lab);
    await patient.start(...strace(patient, 'error=EIO:when=8+'));
    const ended = patient.process.exit;
    for (let n = 0; n < 50; n++) if ((await patient.send()).status === 0) break;
    expect((await ended).code).toBe(1);
    await patient.start();
    await patient.untilAllDelivered();
  });

  test('or takes very long is answered 503 in time, and the agent lives', async ({ lab }) => {
    const patient = await Patient.prepare(lab);
    await patient.start(...strace(patient, 'delay_exit=12000000:when=8'));
    await patient.sendUntil(503, { most: 20 });
    expect((await fetch(`http://${patient.agent.config.listen.admin}/-/healthy`)).status).toBe(200);
    await waitFor(
      'an acknowledgement',
      () => patient.send(),
      ({ status }) => status === 200,
    );
    await patient.untilAllDelivered();
  });
});

describe('two agents on one directory', () => {
  test('do not work: the second one says so and ends', async ({ lab }) => {
    const first = await Patient.prepare(lab);
    await first.start();
    const second = await Patient.prepare(lab, { dataDir: first.agent.config.dataDir });
    const began = performance.now();
    const { exit } = await second.launch();
    expect((await exit).code).toBe(1);
    expect(second.process.output()).toContain('another process is using');
    expect(performance.now() - began).toBeLessThan(30_000);
    expect(await first.send()).toEqual({ status: 200 });
    await first.untilAllDelivered();
  });

  test('of which one slept while it was replaced: it acknowledges nothing any more, and ends', async ({
    lab,
  }) => {
    const asleep = await Patient.prepare(lab);
    await asleep.start();
    expect(await asleep.send()).toEqual({ status: 200 });
    asleep.process.signal('SIGSTOP');
    // On another machine the socket would not tell that the owner still exists.
    rmSync(join(asleep.agent.config.dataDir, 'owner.sock'));
    const next = await Patient.prepare(lab, { dataDir: asleep.agent.config.dataDir });
    await next.start();
    expect(await next.send()).toEqual({ status: 200 });
    const { exit } = asleep.process;
    asleep.process.signal('SIGCONT');
    const answers = await Promise.all(Array.from({ length: 20 }, () => asleep.send()));
    expect(answers.filter(({ status }) => status === 200)).toEqual([]);
    expect((await exit).code).toBe(1);
    expect(await next.send()).toEqual({ status: 200 });
    await next.untilAllDelivered();
  });
});

describe('an agent', () => {
  test('without descriptors lives on, and works again when there are some', async ({ lab }) => {
    const patient = await Patient.prepare(lab);
    await patient.start('bash', '-c', 'ulimit -n 256; exec "$@"', 'limited');
    const [host, port] = patient.agent.config.listen.webhooks.split(':');
    const idle: Socket[] = Array.from({ length: 400 }, () => {
      const socket = connect(Number(port), host);
      socket.on('error', () => undefined);
      return socket;
    });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    for (const socket of idle) socket.destroy();
    await waitFor(
      'an acknowledgement',
      () => patient.send(),
      ({ status }) => status === 200,
    );
    await patient.untilAllDelivered();
  });

  test('whose output nobody reads works on', async ({ lab }) => {
    const patient = await Patient.prepare(lab);
    Object.assign(patient.agent.config, { log: { level: 'debug' } });
    await patient.start('bash', '-c', '"$@" 2>&1 | sleep 300', 'unread');
    for (let n = 0; n < 400; n++) expect(await patient.send()).toEqual({ status: 200 });
    await patient.untilAllDelivered();
  });
});
