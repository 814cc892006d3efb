import {
  chmodSync,
  chownSync,
  cpSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { encodeFrame } from '../../src/journals/file/disk/frame.ts';
import { type Lab, test } from '../acceptance/harness/lab.ts';
import { seededRandom } from '../support/random.ts';
import { Load } from './kill/load.ts';
import { Patient } from './system/patient.ts';

const NOBODY = 65_534;
/** A command that takes root's rights over the files of other owners away. */
const AS_ANYBODY = ['setpriv', '--bounding-set', '-dac_override,-dac_read_search,-fowner,-chown'];

describe('a data directory', () => {
  test('of another owner ends the start with 1, and a message that names it', async ({ lab }) => {
    const patient = await Patient.prepare(lab);
    const { dataDir } = patient.agent.config;
    chownSync(dataDir, NOBODY, NOBODY);
    chmodSync(dataDir, 0o700);
    const { exit } = await patient.launch(...AS_ANYBODY);
    expect((await exit).code).toBe(1);
    expect(patient.process.output()).toMatch(/EACCES/);
    expect(patient.process.output()).toContain(dataDir);
    chownSync(dataDir, 0, 0);
    await patient.start(...AS_ANYBODY);
    expect(await patient.send()).toEqual({ status: 200 });
    await patient.untilAllDelivered();
  });

  test('in use is not touched by an agent in other namespaces of processes and networks', async ({ lab }) => {
    const first = await Patient.prepare(lab);
    await first.start();
    const { dataDir } = first.agent.config;
    const epoch = readFileSync(join(dataDir, 'epoch.json'));
    const second = await Patient.prepare(lab, { dataDir });
    const { exit } = await second.launch('unshare', '--net', '--pid', '--fork', '--mount-proc');
    expect((await exit).code).toBe(1);
    expect(second.process.output()).toContain('another process is using');
    expect(readFileSync(join(dataDir, 'epoch.json'))).toEqual(epoch);
    expect(await first.send()).toEqual({ status: 200 });
    await first.untilAllDelivered();
  });

  test('that is deleted while the agent runs is named as that, and the next start says that it is new', async ({
    lab,
  }) => {
    const patient = await Patient.prepare(lab);
    patient.cocIsDown();
    await patient.start();
    for (let n = 0; n < 5; n++) expect(await patient.send()).toEqual({ status: 200 });
    const { dataDir } = patient.agent.config;
    const { exit } = patient.process;
    // At once: an agent that retries may write in the middle of a deletion, file by file.
    renameSync(dataDir, `${dataDir}-gone`);
    expect((await patient.send()).status).not.toBe(200);
    expect((await exit).code).toBe(1);
    expect(patient.process.output()).toContain(`the data directory ${dataDir} was deleted or unmounted`);
    expect(patient.process.output()).toContain('5 entries that waited for COC were in it');
    expect(patient.process.output()).not.toContain('taken over');
    await patient.start();
    expect(patient.process.output()).toContain('began an empty data directory');
    await patient.agent.waitForMetric('started_empty', {}, 1);
    const status = await fetch(`http://${patient.agent.config.listen.admin}/api/v1/status`);
    expect(await status.json()).toMatchObject({ startedEmpty: true });
    await patient.process.stop();
    await patient.start();
    await patient.agent.waitForMetric('started_empty', {}, 0);
  });

  test('is made for its owner alone, whatever the umask', async ({ lab }) => {
    const patient = await Patient.prepare(lab);
    const { dataDir } = patient.agent.config;
    rmSync(dataDir, { recursive: true });
    await patient.start('bash', '-c', 'umask 0; exec "$@"', 'open');
    expect(await patient.send()).toEqual({ status: 200 });
    const names = readdirSync(dataDir, { recursive: true, withFileTypes: true });
    expect(names.length).toBeGreaterThan(8);
    for (const { name, parentPath } of names) {
      const { mode } = lstatSync(join(parentPath, name));
      expect(`${name} ${(mode & 0o077).toString(8)}`).toBe(`${name} 0`);
    }
    await patient.untilAllDelivered();
  });

  test('that a newer version has written to ends the start with 1, and goes on there', async ({ lab }) => {
    const patient = await Patient.prepare(lab);
    patient.cocIsDown();
    await patient.start();
    expect(await patient.send()).toEqual({ status: 200 });
    await patient.process.stop();
    const segments = join(patient.agent.config.dataDir, 'segments');
    const [number] = readdirSync(segments).flatMap((name) => /^(\d+)\.log$/.exec(name)?.slice(1) ?? []);
    const newer = join(segments, `${String(Number(number) + 1).padStart(10, '0')}.log`);
    const header = { format: 'coc-alarm-agent-segment', version: 2, segment: Number(number) + 1 };
    writeFileSync(newer, encodeFrame(JSON.stringify(header)));
    const { exit } = await patient.launch();
    expect((await exit).code).toBe(1);
    expect(patient.process.output()).toMatch(/newer version \(format 2.*start the newer version again/);
    rmSync(newer);
    patient.cocIsBack();
    await patient.start();
    await patient.untilAllDelivered();
  });
});

function textsIn({ emulator }: Patient): readonly string[] {
  return emulator.alarms().map(({ body }) => String(body?.alarmDesc));
}

/**
 * Copies the directory of an agent under load, file by file. The agent then runs on for a while. Returns the
 * copy.
 */
async function copiedUnderLoad(lab: Lab, patient: Patient): Promise<string> {
  const { agent } = patient;
  await patient.start();
  const load = new Load(agent, seededRandom(3));
  load.start();
  await sleep(1_500);
  const copy = await lab.makeDirectory('copied');
  cpSync(agent.config.dataDir, copy, { recursive: true, filter: (path) => !path.endsWith('.sock') });
  await sleep(500);
  await load.stop();
  await agent.waitForMetric('outbox_entries', {}, 0);
  await patient.process.stop();
  return copy;
}

test('a copy that was made while an agent ran is refused until it is adopted, and then sends COC nothing new', async ({
  lab,
}) => {
  const patient = await Patient.prepare(lab);
  const { agent } = patient;
  const copy = await copiedUnderLoad(lab, patient);
  const before = new Set(textsIn(patient));
  expect(before.size).toBeGreaterThan(0);

  Object.assign(agent.config, { dataDir: copy });
  const { exit } = await patient.launch();
  expect((await exit).code).toBe(2);
  const [, name] = /--adopt=([0-9a-f]{8})/.exec(patient.process.output()) ?? [];
  expect(textsIn(patient).filter((text) => !before.has(text))).toEqual([]);
  await patient.start('env', `COC_ALARM_AGENT_ADOPT=${name}`);
  await agent.waitForMetric('outbox_entries', {}, 0);

  expect(textsIn(patient).filter((text) => !before.has(text))).toEqual([]);
  expect(readdirSync(join(copy, 'segments')).length).toBeGreaterThan(0);
  expect(await patient.send()).toEqual({ status: 200 });
  await patient.untilAllDelivered();
});
