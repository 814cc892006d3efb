import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createEmulator } from '../../src/emulator/emulator.ts';
import type { FaultRulesInput } from '../../src/emulator/faults/fault.ts';
import type { Happening } from './truth/senders.ts';
import { checkDifferences, checkStory } from './truth/stories.ts';
import { World } from './truth/world.ts';

const RUNS = Number(process.env.FC_RUNS ?? 60);
const SERIES = 4;
const MINUTE = 60_000;

type Step =
  | { readonly do: 'happen'; readonly series: number; readonly what: Happening }
  | { readonly do: 'arrive'; readonly pick: number; readonly how: 'once' | 'again' }
  | { readonly do: 'repeat' }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'deliver'; readonly times: number }
  | { readonly do: 'coc'; readonly is: keyof typeof COC }
  | { readonly do: 'restart' }
  | { readonly do: 'deliver-and-die' };

/** Behaviours of COC: working, away, mute (it takes a call and does not answer), or all of that by chance. */
const COC = {
  well: [],
  away: [{ fault: { type: 'status', status: 503 } }],
  mute: [{ fault: { type: 'reset-after' } }],
  moody: [
    { probability: 0.3, fault: { type: 'status', status: 500 } },
    { probability: 0.3, fault: { type: 'reset-after' } },
  ],
} as const satisfies Record<string, FaultRulesInput['rules']>;

const series = fc.nat({ max: SERIES - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('happen' as const),
      series,
      what: fc.constantFrom<Happening>('begins', 'returns', 'changes', 'ends'),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('arrive' as const),
      pick: fc.nat({ max: 20 }),
      how: fc.constantFrom('once' as const, 'once' as const, 'again' as const),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ do: 'repeat' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(5_000, MINUTE, 7 * MINUTE),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('deliver' as const), times: fc.constantFrom(1, 2, 8) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('coc' as const),
      is: fc.constantFrom(
        'well' as const,
        'well' as const,
        'away' as const,
        'mute' as const,
        'moody' as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'deliver-and-die' as const }) },
);

const policy = fc.record({
  collapse: fc.boolean(),
  resolveHoldMs: fc.constantFrom(0, 0, 30_000),
  unmatchedResolve: fc.constantFrom('record' as const, 'forward' as const),
});

async function take(world: World, one: Step, setCoc: (is: keyof typeof COC) => void): Promise<unknown> {
  switch (one.do) {
    case 'happen':
      return world.senders.happen(one.series, one.what);
    case 'arrive': {
      const message = world.senders.arrives(one.pick, one.how);
      return message && world.receive(message);
    }
    case 'repeat':
      return world.receive(...world.senders.truth);
    case 'wait':
      return world.clock.advance(one.ms);
    case 'deliver':
      return world.deliver(one.times);
    case 'coc':
      return setCoc(one.is);
    case 'restart':
      return world.restart();
    case 'deliver-and-die':
      return world.deliverAndDie();
  }
}

/** Ends a run: all faults are over, the senders repeat the true state, and everything is delivered. */
async function end(world: World): Promise<void> {
  // After this time no fire counts as a straggler of its resolve.
  world.clock.advance(10 * MINUTE);
  await world.receive(...world.senders.truth);
  for (let rounds = 0; world.pending > 0 && rounds < 100; rounds++) {
    world.clock.advance(10 * MINUTE);
    await world.deliver(100);
  }
}

it(
  'brings COC to the true state in the end; the story explains every difference on the way',
  async () => {
    const property = fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 80, size: 'max' }),
      policy,
      async (steps, changes) => {
        const emulator = await createEmulator();
        const world = new World(emulator, changes);
        try {
          await world.open();
          for (const one of steps) {
            await take(world, one, (is) => emulator.setFaults({ rules: [...COC[is]] }));
            checkDifferences(world);
          }
          emulator.setFaults({ rules: [] });
          await end(world);
          expect(world.pending).toBe(0);
          for (const truth of world.senders.truth) {
            const held = world.held(truth.series);
            const wanted = world.wanted(truth);
            if (held !== 'nothing' || wanted !== 'ok') expect(held).toBe(wanted);
            await checkStory(world, truth.series);
          }
        } finally {
          await world.close();
          await emulator.stop();
        }
      },
    );
    await fc.assert(property, { numRuns: RUNS, timeout: 60_000 });
  },
  120_000 + RUNS * 2_000,
);
