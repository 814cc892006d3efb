import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
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
  bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
  writeFileSync(first, bytes);
  // The index would restore the entry without reading the damaged record.
  rmSync(first.replace('.log', '.idx'), { force: true });
  await patient.start();
  await patient.agent.waitForMetric('outbox_entries', {}, 0);
  expect(patient.missing()).toHaveLength(1);
  expect(readdirSync(join(dataDir, 'damaged'))).toHaveLength(1);
});
