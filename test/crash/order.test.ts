import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { WEBHOOK_TOKEN } from '../acceptance/harness/agent-config.ts';
import { type Lab, test } from '../acceptance/harness/lab.ts';
import { DiskOrder } from '../support/disk-order.ts';
import { readTrace, straceTo } from './real-disk/trace.ts';
import { Patient } from './system/patient.ts';

const ALERTS = 24;
const PADDING = 8_000;
const BROKEN = '{"this is": "no webhook of Alertmanager';

/** Runs a built agent in a directory whose parents do not exist, and returns its trace with all that it answered. */
async function aTracedLife(lab: Lab) {
  const parent = join(lab.directory, 'var');
  const dataDir = join(parent, 'lib/agent');
  const file = join(lab.directory, 'trace');
  const patient = await Patient.prepare(lab, { dataDir });
  await patient.start('bash', '-c', 'umask 0; exec "$@"', 'open', ...straceTo(file));
  for (let n = 0; n < ALERTS; n++) expect(await patient.send(PADDING)).toEqual({ status: 200 });
  const headers = { authorization: `Bearer ${WEBHOOK_TOKEN}`, 'content-type': 'application/json' };
  const refused = await fetch(patient.agent.webhookUrl, { method: 'POST', headers, body: BROKEN });
  expect(refused.status).toBe(400);
  await patient.untilAllDelivered();
  await patient.agent.waitForMetric('outbox_entries', {}, 0);
  const modes = modesBelow(parent);
  await patient.process.stop();
  return { trace: readTrace(readFileSync(file, 'utf8')), patient, dataDir, modes };
}

function modesBelow(parent: string): readonly string[] {
  return readdirSync(parent, { recursive: true, encoding: 'utf8' }).flatMap((path) => {
    const mode = statSync(join(parent, path)).mode & 0o777;
    return (mode & 0o077) === 0 ? [] : [`${path} has the mode ${mode.toString(8)}`];
  });
}

test('a built agent answers 2xx only when content, name and directories are durable', async ({ lab }) => {
  const { trace, patient, dataDir, modes } = await aTracedLife(lab);
  const isOurs = ({ path }: { readonly path: string }) => path.startsWith(lab.directory);
  const order = new DiskOrder(trace.calls.filter(isOurs));
  const answers = trace.sent.filter(
    ({ text }) => text.includes('HTTP/1.1 200') && text.includes('{\\"accepted\\":1'),
  );
  expect(answers).toHaveLength(ALERTS);
  const [first] = answers;
  answers.forEach(({ began }, n) => {
    const name = patient.acknowledged[n] ?? '';
    expect(order.notDurable(`"alarmName\\":\\"${name}\\"`, began)).toEqual([]);
  });
  for (const path of ['', 'segments', 'ledger', 'history', 'dead-letters', 'damaged'])
    expect(order.nameNotDurable(join(dataDir, path), first?.began ?? 0)).toEqual([]);
  expect(order.nameNotDurable(join(dataDir, 'epoch.json'), first?.began ?? 0)).toEqual([]);
  const [letter] = readdirSync(join(dataDir, 'dead-letters'));
  const refusal = trace.sent.find(({ text }) => text.includes('HTTP/1.1 400'));
  expect(order.nameNotDurable(join(dataDir, 'dead-letters', letter ?? ''), refusal?.began ?? 0)).toEqual([]);
  expect(order.faults()).toEqual([]);
  expect(trace.calls.some(({ operation, to }) => operation === 'rename' && to?.endsWith('.idx'))).toBe(true);
  const open = trace.modes.filter(isOurs).filter(({ mode }) => (Number.parseInt(mode, 8) & 0o077) !== 0);
  expect([open, modes]).toEqual([[], []]);
});
