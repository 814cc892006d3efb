import { copyFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { Figure } from './harness/figure.ts';
import { Lab, type Size } from './harness/lab.ts';
import { tableOf } from './harness/table.ts';
import { measureAppends } from './rows/appends.ts';
import { measureBacklogs } from './rows/backlogs.ts';
import { measureDrain } from './rows/drain.ts';
import { measureIngest } from './rows/ingest.ts';
import { measureLatency } from './rows/latency.ts';
import { measureMemory } from './rows/memory.ts';
import { measureOpenAlarms } from './rows/open-alarms.ts';
import { measureWrites } from './rows/writes.ts';

const ROWS = {
  ingest: measureIngest,
  appends: measureAppends,
  drain: measureDrain,
  backlogs: measureBacklogs,
  latency: measureLatency,
  writes: measureWrites,
  memory: measureMemory,
  open: measureOpenAlarms,
} as const;
type RowName = keyof typeof ROWS;

/** The rows with figures that do not scatter from run to run, on which a build may fail. */
const GATE: readonly RowName[] = ['writes', 'memory', 'backlogs'];
function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      minutes: { type: 'string' },
    },
  });
  const gate = positionals.includes('gate');
  const named = positionals.filter((name): name is RowName => Object.hasOwn(ROWS, name));
  if (named.length + (gate ? 1 : 0) !== positionals.length)
    throw new Error(`the rows are: ${Object.keys(ROWS).join(', ')}; or gate`);
  const size: Size = gate ? 'gate' : values.quick ? 'quick' : 'full';
  const all = gate ? GATE : (Object.keys(ROWS) as RowName[]);
  const minutes = Number(values.minutes ?? (size === 'full' ? 1 : 0.25));
  return { size, minutes, gate, json: values.json, rows: named.length > 0 ? named : all };
}

async function measure(rows: readonly RowName[], size: Size, minutes: number): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const name of rows) {
    const lab = new Lab(size, minutes);
    const giveUp = () => void lab.tidyUp().finally(() => process.exit(1));
    process.once('SIGINT', giveUp).once('SIGTERM', giveUp);
    lab.say(`measuring ${name}`);
    try {
      figures.push(...(await ROWS[name](lab)));
    } finally {
      await lab.tidyUp();
      process.off('SIGINT', giveUp).off('SIGTERM', giveUp);
    }
  }
  return figures;
}

const { rows, size, minutes, gate, json } = readArguments();
// The program under test reads its version from the package.json beside it.
await copyFile('package.json', new URL('../../package.json', import.meta.url));
const figures = await measure(rows, size, minutes);
const machine = { node: process.version, cpus: cpus().length, model: cpus()[0]?.model ?? '', size, minutes };
process.stdout.write(`${tableOf(figures)}\n`);
if (json !== undefined)
  await writeFile(json, `${JSON.stringify({ at: new Date().toISOString(), machine, figures }, null, 2)}\n`);
const missed = figures.filter((figure) => figure.gate && figure.met === false);
if (gate && missed.length > 0) {
  for (const { row, name } of missed) process.stderr.write(`the gate is missed: ${row}, ${name}\n`);
  process.exitCode = 1;
}
