import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { JournalError } from '../../src/errors.ts';
import type { Outcome } from '../../src/outbox/events/outcome.ts';
import { firing, firingAt, INCIDENT, intakeOf, resolved } from '../support/alerts.ts';
import type { Fault } from '../support/faults.ts';
import { seededRandom } from '../support/random.ts';
import { type End, Life } from './life.ts';

const RUNS = Number(process.env.FC_RUNS ?? 80);

type Step =
  | { readonly do: 'accept'; readonly alerts: readonly (readonly [series: number, what: number])[] }
  | { readonly do: 'deliver'; readonly outcomes: readonly number[] }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'restart'; readonly end: End }
  | { readonly do: 'power'; readonly changes: number }
  | { readonly do: 'fault'; readonly fault: Fault };

const OUTCOMES: readonly Outcome[] = [
  { kind: 'delivered', result: 'incident-opened', incidentNum: 'I1' },
  { kind: 'delivered', result: 'alarm-reported' },
  { kind: 'delivered', result: 'alarm-reported' },
  { kind: 'retry', reason: 'server-error', scope: 'entry', detail: '' },
  { kind: 'retry', reason: 'network', scope: 'destination', detail: '' },
  { kind: 'rejected', reason: 'bad-request', detail: '' },
  { kind: 'unknown', reason: 'timeout', detail: '' },
];

function arrivalOf([series, what]: readonly [number, number]) {
  const name = `s${series}`;
  if (what === 0) return resolved(name);
  if (what === 1) return firingAt(name, 'Critical', { incident: INCIDENT, startsAt: Date.UTC(2027, 0, 1) });
  return firing(name, { startsAt: Date.UTC(2027, 0, 1) });
}

const alerts = fc.array(fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 2 })), { minLength: 1, maxLength: 4 });
const accept = fc.record({ do: fc.constant('accept' as const), alerts });
const deliver = fc.record({
  do: fc.constant('deliver' as const),
  outcomes: fc.array(fc.nat({ max: OUTCOMES.length - 1 }), { minLength: 1, maxLength: 5 }),
});
const wait = fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(600, 61_000, 400_000) });
const restart = fc.record({
  do: fc.constant('restart' as const),
  end: fc.constantFrom<End>('close', 'kill', 'crash'),
});
const power = fc.record({ do: fc.constant('power' as const), changes: fc.nat({ max: 12 }) });
const fault = fc.record({
  do: fc.constant('fault' as const),
  fault: fc.record(
    {
      operation: fc.constantFrom(
        ...([
          'append',
          'sync',
          'syncDirectory',
          'create',
          'rename',
          'remove',
          'truncate',
          'readFile',
        ] as const),
      ),
      code: fc.constantFrom('ENOSPC', 'EIO', 'EMFILE'),
      after: fc.nat({ max: 4 }),
      times: fc.constantFrom(1, 2, 5),
    },
    { requiredKeys: ['operation', 'code', 'after', 'times'] },
  ),
});
const shortWrite = fc.record({
  do: fc.constant('fault' as const),
  fault: fc.record({ operation: fc.constant('append' as const), times: fc.constantFrom(1, 3) }),
});

const calm = fc.oneof(
  { weight: 8, arbitrary: accept },
  { weight: 6, arbitrary: deliver },
  { weight: 3, arbitrary: wait },
  { weight: 2, arbitrary: restart },
  { weight: 1, arbitrary: power },
);
const rough = fc.oneof(
  { weight: 6, arbitrary: calm },
  { weight: 1, arbitrary: fault },
  { weight: 1, arbitrary: shortWrite },
);

/** Ignores errors of a storage that can't store anything. Any other error is a bug. */
function unlessStorage(error: unknown): void {
  if (!(error instanceof JournalError)) throw error;
}

async function run(life: Life, step: Step): Promise<void> {
  switch (step.do) {
    case 'accept': {
      // Some requests at once, so that they share a commit.
      const requests = step.alerts.map((alert) => life.outbox.accept(intakeOf(arrivalOf(alert))));
      await Promise.all(requests.map((request) => request.catch(unlessStorage)));
      return;
    }
    case 'deliver':
      for (const outcome of step.outcomes) {
        const chosen = OUTCOMES[outcome];
        if (chosen) await life.deliverOne(chosen).catch(unlessFileSystem);
      }
      return;
    case 'wait':
      life.clock.advance(step.ms);
      life.fs.now = life.clock.now();
      return;
    case 'power':
      life.fs.powerOffAfter(step.changes);
      return;
    case 'fault':
      life.fs.inject(step.fault);
      return;
    case 'restart':
      life.fs.heal();
      await life.restart(life.fs.isOff ? 'crash' : step.end);
  }
}

/** Ignores errors of the file system, by which a body can't be read now. */
function unlessFileSystem(error: unknown): void {
  if (error instanceof Error && 'code' in error) return;
  throw error;
}

async function live(steps: readonly Step[], seed: number): Promise<Life> {
  const life = new Life(seededRandom(seed));
  const random = seededRandom(seed + 1);
  life.fs.pause = async () => {
    if (random() < 0.1) await turn();
  };
  await life.open();
  for (const step of steps) {
    await run(life, step);
    if (life.fs.isOff) await life.restart('crash');
  }
  life.fs.heal();
  await life.restart('kill');
  await drain(life);
  await life.restart('crash');
  expect(life.outbox.state.pendingCount).toBe(0);
  await life.outbox.close();
  return life;
}

async function drain(life: Life): Promise<void> {
  life.clock.advance(1_000_000);
  while (await life.deliverOne({ kind: 'delivered', result: 'alarm-reported' })) life.clock.advance(1_000);
}

it(
  'keeps every promise through restarts, kills and crashes at any moment',
  async () => {
    const property = fc.asyncProperty(
      fc.array(calm, { maxLength: 60, size: 'max' }),
      fc.nat(),
      async (steps, seed) => {
        const life = await live(steps, seed);
        expect(life.backgroundErrors.filter((error) => !isPowerFailure(error))).toEqual([]);
      },
    );
    await fc.assert(property, { numRuns: RUNS, timeout: 60_000 });
  },
  120_000 + RUNS * 1_000,
);

it(
  'keeps every promise on a disk that fails in any operation',
  async () => {
    const property = fc.asyncProperty(
      fc.array(rough, { maxLength: 60, size: 'max' }),
      fc.nat(),
      async (steps, seed) => {
        await live(steps, seed);
      },
    );
    await fc.assert(property, { numRuns: RUNS, timeout: 60_000 });
  },
  120_000 + RUNS * 1_000,
);

function isPowerFailure(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPOWER';
}
