import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'vitest';
import { test } from '../acceptance/harness/lab.ts';
import { Patient } from './system/patient.ts';

/** Runs an agent until several segments hold pending alarms, and kills it. Returns its data directory. */
async function killedWithBacklog(patient: Patient): Promise<string> {
  patient.cocIsDown();
  await patient.start();
  while (patient.acknowledged.length < 60) await patient.send(4_000);
  await patient.process.kill();
  patient.cocIsBack();
  return patient.agent.config.dataDir;
}

type Damage = (dataDir: string) => void;

const segmentsOf = (dataDir: string) =>
  readdirSync(join(dataDir, 'segments'))
    .filter((name) => name.endsWith('.log'))
    .map((name) => join(dataDir, 'segments', name));

const HARMLESS: readonly (readonly [string, Damage])[] = [
  [
    'files of other programs, also with names like ours',
    (dataDir) => {
      writeFileSync(join(dataDir, 'segments/.DS_Store'), 'x');
      mkdirSync(join(dataDir, 'segments/0000000099.log'));
      copyFileSync(segmentsOf(dataDir)[0] ?? '', join(dataDir, 'segments/copy of 1.log'));
      writeFileSync(join(dataDir, 'ledger/shard-1.json.swp'), 'x');
    },
  ],
  ['an epoch file that is empty', (dataDir) => truncateSync(join(dataDir, 'epoch.json'), 0)],
  ['an epoch file that holds null', (dataDir) => writeFileSync(join(dataDir, 'epoch.json'), 'null')],
  [
    'indexes that are garbage or gone',
    (dataDir) => {
      const indexes = readdirSync(join(dataDir, 'segments')).filter((name) => name.endsWith('.idx'));
      indexes.forEach((name, i) => {
        if (i % 2 === 0) writeFileSync(join(dataDir, 'segments', name), 'garbage');
        else rmSync(join(dataDir, 'segments', name));
      });
    },
  ],
  ['a ledger that is gone', (dataDir) => rmSync(join(dataDir, 'ledger'), { recursive: true })],
  [
    'a ledger of garbage',
    (dataDir) => {
      for (let shard = 0; shard < 256; shard += 5)
        writeFileSync(join(dataDir, `ledger/shard-${String(shard).padStart(3, '0')}.json`), '{}');
    },
  ],
  [
    'a tail of zeros',
    (dataDir) => {
      const last = segmentsOf(dataDir).at(-1) ?? '';
      writeFileSync(last, Buffer.concat([readFileSync(last), Buffer.alloc(4_096)]));
    },
  ],
];

test.for(HARMLESS)('starts with %s, and delivers everything', async ([, damage], { lab }) => {
  const patient = await Patient.prepare(lab);
  damage(await killedWithBacklog(patient));
  await patient.start();
  await patient.untilAllDelivered();
});

test('starts with a damaged record in the middle, keeps it as evidence, and delivers the others', async ({
  lab,
}) => {
  const patient = await Patient.prepare(lab);
  const dataDir = await killedWithBacklog(patient);
  const first = segmentsOf(dataDir)[0] ?? '';
  const bytes = readFileSync(first);
  // Not any record: one about an attempt would take no alarm with it.
  const at = bytes.indexOf('"entry.queued"', Math.floor(bytes.length / 2));
  expect(at).toBeGreaterThan(0);
  bytes[at + 1] = (bytes[at + 1] ?? 0) ^ 1;
  writeFileSync(first, bytes);
  // The index would restore the entry without reading the damaged record.
  rmSync(first.replace('.log', '.idx'), { force: true });
  await patient.start();
  await patient.agent.waitForMetric('outbox_entries', {}, 0);
  expect(patient.missing()).toHaveLength(1);
  expect(readdirSync(join(dataDir, 'damaged'))).toHaveLength(1);
});

/** Runs an agent until five segments hold pending alarms and the inventory lists them, and kills it. */
async function killedWithSegments(patient: Patient): Promise<readonly string[]> {
  patient.cocIsDown();
  await patient.start();
  const { dataDir } = patient.agent.config;
  const listed = () => readFileSync(join(dataDir, 'inventory.json'), 'utf8');
  while (!listed().includes('"segment":5')) await patient.send(4_000);
  await patient.process.kill();
  patient.cocIsBack();
  return segmentsOf(dataDir);
}

/** The lines of the log that say this. */
function saying(patient: Patient, text: string): readonly string[] {
  return patient.process
    .output()
    .split('\n')
    .filter((line) => line.includes(text));
}

test.for([
  ['in the middle', 1],
  ['at the end', -1],
] as const)(
  'says which segment is missing %s, once, counts it, and delivers the others',
  async ([, at], { lab }) => {
    const patient = await Patient.prepare(lab);
    const removed = (await killedWithSegments(patient)).at(at) ?? '';
    const inIt = readFileSync(removed, 'utf8');
    const lost = patient.acknowledged.filter((name) => inIt.includes(`"${name}"`));
    rmSync(removed);
    rmSync(removed.replace('.log', '.idx'), { force: true });
    await patient.start();
    await patient.agent.waitForMetric('missing_files_total', { kind: 'segment' }, 1);
    // A kill leaves nothing that tells how many records the newest segment had: it counts as one.
    const least = at < 0 ? 1 : lost.length;
    await patient.agent.waitForMetric('entries_lost_total', {}, (entries) => entries >= least);
    expect(saying(patient, 'a segment is missing: alarms that waited in it are lost')).toHaveLength(1);
    expect(saying(patient, 'first_number')[0]).toContain(basename(removed));
    await patient.agent.waitForMetric('outbox_entries', {}, 0);
    expect(lost.length).toBeGreaterThan(0);
    expect(patient.missing()).toEqual(lost);
    const status = await fetch(`http://${patient.agent.config.listen.admin}/api/v1/status`);
    expect(await status.json()).toMatchObject({
      missingFiles: [{ kind: 'segment', file: basename(removed), isNew: true }],
    });
    await patient.process.kill();
    await patient.start();
    await patient.agent.waitForMetric('missing_files_total', { kind: 'segment' }, 0);
    expect(saying(patient, 'a segment is missing')).toEqual([]);
    expect(saying(patient, 'are still missing')).toHaveLength(1);
  },
);

test('counts each entry of a missing segment whose index is there', async ({ lab }) => {
  const patient = await Patient.prepare(lab);
  const removed = (await killedWithSegments(patient))[1] ?? '';
  const inIt = readFileSync(removed, 'utf8');
  const lost = patient.acknowledged.filter((name) => inIt.includes(`"${name}"`));
  rmSync(removed);
  await patient.start();
  await patient.agent.waitForMetric('entries_lost_total', {}, lost.length);
  await patient.agent.waitForMetric('outbox_entries', {}, 0);
  expect(patient.missing()).toEqual(lost);
});

test('says that the dead letters are gone, and a segment whose lists are gone too', async ({ lab }) => {
  const patient = await Patient.prepare(lab);
  const removed = (await killedWithSegments(patient))[1] ?? '';
  const { dataDir } = patient.agent.config;
  for (const path of [removed, removed.replace('.log', '.idx')]) rmSync(path, { force: true });
  for (const name of ['inventory.json', 'epoch.json']) rmSync(join(dataDir, name));
  await patient.start();
  expect(saying(patient, 'a segment is missing')).toHaveLength(1);
  await patient.agent.waitForMetric('entries_lost_total', {}, (entries) => entries > 0);
  await patient.process.kill();
  rmSync(join(dataDir, 'dead-letters'), { recursive: true });
  await patient.start();
  expect(saying(patient, 'dead-letters/kept.list')).toHaveLength(1);
  await patient.agent.waitForMetric('missing_files_total', { kind: 'inventory' }, 1);
});

test('counts what was cut off the last segment after a clean stop', async ({ lab }) => {
  const patient = await Patient.prepare(lab, { outbox: { segmentBytes: '1MiB' } });
  patient.cocIsDown();
  await patient.start();
  while (patient.acknowledged.length < 20) await patient.send(1_000);
  await patient.process.stop();
  const last = segmentsOf(patient.agent.config.dataDir).at(-1) ?? '';
  truncateSync(last, Math.floor(statSync(last).size / 2));
  patient.cocIsBack();
  await patient.start();
  await patient.agent.waitForMetric('outbox_entries', {}, 0);
  const lost = patient.missing().length;
  expect(lost).toBeGreaterThan(0);
  await patient.agent.waitForMetric('entries_lost_total', {}, (entries) => entries >= lost);
});

/** Replaces a line behind the header of an indexed segment, one that queues an alarm, by what `change` makes of it. */
function changeLine(path: string, change: (line: string) => string): void {
  const lines = readFileSync(path, 'utf8').split('\n');
  const chosen = lines.findIndex((line, i) => i >= 2 && line.includes('"entry.queued"'));
  const changed = lines.map((line, i) =>
    i === chosen ? change(line) : `${line}${i < lines.length - 1 ? '\n' : ''}`,
  );
  writeFileSync(path, changed.join(''));
}

test.for([
  ['removed', () => '', 1],
  ['doubled', (line: string) => `${line}\n${line}\n`, 0],
  ['given a longer length', (line: string) => `${line.slice(0, 9)}1${line.slice(9)}\n`, 1],
] as const)(
  'loses no other record of an indexed segment in which a line was %s',
  async ([, change, lost], { lab }) => {
    const patient = await Patient.prepare(lab);
    const [first = ''] = await killedWithSegments(patient);
    expect(existsSync(first.replace('.log', '.idx'))).toBe(true);
    changeLine(first, change);
    await patient.start();
    await patient.agent.waitForMetric('outbox_entries', {}, 0);
    expect(patient.missing()).toHaveLength(lost);
    const came = patient.emulator.alarms().map(({ body }) => String(body?.alarmName));
    expect(came.length).toBe(new Set(came).size);
  },
);

type Lines = readonly string[];

/** Puts copies of lines at the places of two others, of which the first queues an alarm. */
function placed(
  lines: Lines,
  change: (alarm: number, last: number) => Readonly<Record<number, number>>,
): Lines {
  const alarm = lines.findIndex((line, i) => i >= 2 && line.includes('"entry.queued"'));
  const places = change(alarm, lines.length - 1);
  return lines.map((line, i) => lines[places[i] ?? i] ?? line);
}

test.for([
  [
    'a copy of its last line was put near its front',
    (all: Lines) => all.toSpliced(2, 0, all.at(-1) ?? ''),
    0,
  ],
  ['two lines were swapped', (all: Lines) => placed(all, (one, two) => ({ [one]: two, [two]: one })), 0],
  ['all lines were turned round', (all: Lines) => all.toReversed(), 0],
  ['one line was copied over another', (all: Lines) => placed(all, (one, two) => ({ [one]: two })), 1],
] as const)(
  'loses no other record of a segment in which %s, with and without its index',
  async ([, change, lost], { lab }) => {
    const patient = await Patient.prepare(lab);
    const [first = '', second = ''] = await killedWithSegments(patient);
    for (const path of [first, second]) {
      const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
      writeFileSync(path, `${change(lines).join('\n')}\n`);
    }
    rmSync(first.replace('.log', '.idx'), { force: true });
    await patient.start();
    await patient.agent.waitForMetric('outbox_entries', {}, 0);
    // In the segment without an index, each missing event counts.
    await patient.agent.waitForMetric('entries_lost_total', {}, (entries) =>
      lost === 0 ? entries === 0 : entries >= 2 * lost,
    );
    await patient.agent.waitForMetric('missing_files_total', { kind: 'records' }, lost);
    expect(patient.missing()).toHaveLength(2 * lost);
    const came = patient.emulator.alarms().map(({ body }) => String(body?.alarmName));
    expect(came.length).toBe(new Set(came).size);
  },
);

test.for([
  ['a pipe', (path: string) => execFileSync('mkfifo', [path])],
  ['a link', (path: string) => symlinkSync('/dev/zero', path)],
] as const)('starts at once with %s that has the name of a file of ours', async ([, make], { lab }) => {
  const patient = await Patient.prepare(lab);
  const dataDir = await killedWithBacklog(patient);
  const names = [
    'segments/0000000098.log',
    'segments/0000000098.idx',
    'history/0000000001.log',
    'ledger/shard-003.json',
  ];
  for (const name of names) {
    rmSync(join(dataDir, name), { force: true });
    make(join(dataDir, name));
  }
  await patient.start();
  for (const name of names) expect(saying(patient, `${name} was a `)).toHaveLength(1);
  await patient.untilAllDelivered();
});
