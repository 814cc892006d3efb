import { readFileSync } from 'node:fs';
import { request } from 'undici';
import { describe, expect } from 'vitest';
import { parse } from 'yaml';
import { WEBHOOK_TOKEN } from '../acceptance/harness/agent-config.ts';
import { test } from '../acceptance/harness/lab.ts';
import { alertmanagerBody } from '../support/alertmanager-body.ts';
import { honestBodies, hostileBodies, type LargeBody } from './system/large-bodies.ts';
import { memoryGroup } from './system/memory-group.ts';
import { Patient } from './system/patient.ts';

const HEAP_PART = 0.7;

/** The default memory limit of the chart, MiB. */
function chartLimit(): number {
  const { resources } = parse(readFileSync('helm/coc-alarm-agent/values.yaml', 'utf8'));
  return Number(/^(\d+)Mi$/.exec(resources.limits.memory)?.[1]);
}

interface Sent {
  readonly status: number;
  readonly text: string;
}

/** Sends a body over a connection of its own. The status 0 means that no answer came. */
async function post(patient: Patient, { bytes, encoding }: Omit<LargeBody, 'name'>): Promise<Sent> {
  const headers = {
    authorization: `Bearer ${WEBHOOK_TOKEN}`,
    connection: 'close',
    ...(encoding && { 'content-encoding': encoding }),
  };
  const { webhookUrl } = patient.agent;
  try {
    const { statusCode, body } = await request(webhookUrl, { method: 'POST', headers, body: bytes });
    return { status: statusCode, text: await body.text() };
  } catch (error) {
    return { status: 0, text: String(error) };
  }
}

/** Sends all of them at once, and small ones meanwhile. Returns the answers to both. */
async function storm(patient: Patient, bodies: readonly LargeBody[]) {
  let over = false;
  const large = Promise.all(bodies.map((body) => post(patient, body))).finally(() => {
    over = true;
  });
  const small: Sent[] = [];
  while (!over) {
    const body = JSON.stringify(alertmanagerBody({ name: `Small${small.length}` }));
    small.push(await post(patient, { bytes: Buffer.from(body) }));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { large: await large, small };
}

describe('twenty bodies of 16 MiB at once, in the memory limit of the chart', () => {
  test.for([
    ['of real alerts', honestBodies, [200, 503]],
    ['that grow when they are read', hostileBodies, [200, 400, 413, 503]],
  ] as const)(
    '%s, end no agent: some are taken, others asked for again, and small ones are served',
    async ([, makeBodies, allowed], { lab }) => {
      const limit = chartLimit();
      expect(limit).toBe(512);
      const patient = await Patient.prepare(lab);
      patient.cocIsDown();
      const heap = Math.floor(limit * HEAP_PART);
      await patient.start(...memoryGroup(limit, `NODE_OPTIONS=--max-old-space-size=${heap}`));
      let ended: unknown;
      void patient.process.exit.then((exit) => {
        ended = exit;
      });
      const bodies = makeBodies();
      expect(bodies).toHaveLength(20);
      const { large, small } = await storm(patient, bodies);
      expect(ended).toBeUndefined();
      const statuses = large.map(({ status }) => status);
      expect(new Set([...allowed, ...statuses])).toEqual(new Set(allowed));
      expect(small.map(({ status }) => status)).toContain(200);
      // On a busy machine, a small one may wait too long for the record of a large one. Memory there is for each.
      expect(small.filter(({ text }) => text.includes('large bodies'))).toEqual([]);
      expect(statuses).toContain(503);
      for (const body of bodies.slice(0, 3)) expect(allowed).toContain((await post(patient, body)).status);
      expect(ended).toBeUndefined();
      await patient.process.kill();
    },
  );
});
