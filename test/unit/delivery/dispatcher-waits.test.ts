import { expect, it } from 'vitest';
import { KeptWaits } from '../../../src/delivery/kept-waits.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { REPORTED } from '../../support/hand-destination.ts';
import { MemoryNote } from '../coc/memory-note.ts';
import { ALARMS, DOWN, paceOf, setUp } from './dispatcher-setup.ts';

/** COC asks for a wait of 40 s. One attempt at once is the least, so this is a pause. */
const THROTTLED: Outcome = {
  ...{ kind: 'retry', reason: 'throttled', scope: 'destination' },
  ...{ afterMs: 40_000, detail: 'COC answers HTTP 429' },
};

/** A process with the note that the last one has left, whose destination gives these answers in turn. */
async function startWith(note: MemoryNote, ...answers: readonly Outcome[]) {
  const waits = new KeptWaits(note, new FakeClock(), (error) => expect.unreachable(String(error)));
  const parts = await setUp({ waits, pace: paceOf({ concurrency: 1 }) });
  await parts.clock.pass(5_000);
  const left = [...answers];
  parts.destination.answer = () => left.shift() ?? REPORTED;
  parts.dispatcher.holdBack(await waits.recall());
  parts.dispatcher.start();
  await parts.accept('a');
  await parts.clock.pass(0);
  return parts;
}

const waitsIn = (note: MemoryNote) => JSON.parse(note.text ?? '{}').waits;

it('a wait that COC asked for goes on in the next process, and no operator ends it', async () => {
  const note = new MemoryNote();
  const first = await startWith(note, THROTTLED);
  expect(first.destination.tried).toHaveLength(1);
  expect(waitsIn(note)).toEqual({
    [ALARMS]: { until: expect.any(Number), waitMs: 40_000, detail: 'COC answers HTTP 429' },
  });
  await first.dispatcher.stop(0);
  const { dispatcher, destination, clock } = await startWith(note);
  const since = clock.monotonic();
  expect(dispatcher.health().get(ALARMS)).toMatchObject({
    ...{ faults: 1, faultySince: since, pausedUntil: since + 40_000, askedUntil: since + 40_000 },
    lastFault: { reason: 'throttled', detail: 'COC answers HTTP 429' },
  });
  dispatcher.resume();
  expect(dispatcher.hurry([ALARMS])).toEqual([]);
  await clock.pass(39_999);
  expect(destination.tried).toEqual([]);
  await clock.pass(1);
  expect(destination.tried).toHaveLength(1);
  await dispatcher.stop(0);
});

it.each([
  ['it works again', REPORTED],
  ['it has another fault', DOWN],
])('a wait is forgotten when it is over and %s', async (_, answer) => {
  const note = new MemoryNote();
  const { clock, dispatcher } = await startWith(note, THROTTLED, answer);
  await clock.pass(40_000);
  expect(waitsIn(note)).toEqual({});
  await dispatcher.stop(0);
});

it('a wait ends without any memory of waits', async () => {
  const { dispatcher, destination, clock, accept, errors } = await setUp({
    pace: paceOf({ concurrency: 1 }),
  });
  const answers = [THROTTLED];
  destination.answer = () => answers.shift() ?? REPORTED;
  dispatcher.start();
  await accept('a');
  await clock.pass(40_000);
  expect([destination.tried.length, errors]).toEqual([2, []]);
  await dispatcher.stop(0);
});

it('the memory of waits is asked for nothing where no wait begins or ends', async () => {
  const asked: string[] = [];
  const waits = {
    keep: async (name: string) => void asked.push(`keep ${name}`),
    forget: async (name: string) => void asked.push(`forget ${name}`),
  };
  const { dispatcher, destination, clock, accept } = await setUp({ waits });
  const answers = [DOWN, REPORTED, REPORTED];
  destination.answer = () => answers.shift() ?? THROTTLED;
  dispatcher.start();
  for (const name of ['a', 'b']) {
    await accept(name);
    await clock.pass(10_000);
  }
  expect([destination.tried.length, asked]).toEqual([3, []]);
  await dispatcher.stop(0);
});
