import { readFileSync } from 'node:fs';
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

/** Sends a large body. The status 0 means that no answer came. */
async function sendLarge(patient: Patient, { bytes, encoding }: LargeBody): Promise<number> {
  const headers = {
    authorization: `Bearer ${WEBHOOK_TOKEN}`,
    ...(encoding && { 'content-encoding': encoding }),
  };
  try {
    const response = await fetch(patient.agent.webhookUrl, {
      method: 'POST',
      headers,
      body: new Uint8Array(bytes),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

/** Sends all of them at once, and small ones meanwhile. Returns the answers to both. */
async function storm(patient: Patient, bodies: readonly LargeBody[]) {
  let over = false;
  const large = Promise.all(bodies.map((body) => sendLarge(patient, body))).finally(() => {
    over = true;
  });
  const small: string[] = [];
  while (!over) {
    const { status, answer } = await patient.agent.receive(
      alertmanagerBody({ name: `Small${small.length}` }),
    );
    small.push(status === 200 ? 'stored' : JSON.stringify(answer));
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
      expect(new Set([...allowed, ...large])).toEqual(new Set(allowed));
      expect(small).toContain('stored');
      // On a busy machine, a small one may wait too long for the record of a large one. Memory there is for each.
      expect(small.filter((answer) => /large bodies/.test(answer))).toEqual([]);
      expect(large).toContain(503);
      for (const body of bodies.slice(0, 3)) expect(allowed).toContain(await sendLarge(patient, body));
      expect(ended).toBeUndefined();
      await patient.process.kill();
    },
  );
});
