import { expect, it } from 'vitest';
import { SwitchableDestination } from '../../../src/delivery/switchable-destination.ts';
import type { DueEntry } from '../../../src/outbox/events/entry.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';

const ENTRY = { id: 1 } as DueEntry;
const SIGNAL = new AbortController().signal;

/** A destination whose one call ends when it is told to. */
function held() {
  let finish: (outcome: Outcome) => void = () => undefined;
  const state = { closed: false };
  return {
    state,
    finish: () => finish({ kind: 'delivered', result: 'alarm-reported' }),
    deliver: () =>
      new Promise<Outcome>((resolve) => {
        finish = resolve;
      }),
    close: async () => {
      state.closed = true;
    },
  };
}

it('closes what was replaced only when its last call has ended', async () => {
  const [first, second] = [held(), held()];
  const destination = new SwitchableDestination<ReturnType<typeof held>>(first);
  const call = destination.deliver(ENTRY, SIGNAL);
  await destination.switchTo(second);
  expect(first.state.closed).toBe(false);
  first.finish();
  expect(await call).toEqual({ kind: 'delivered', result: 'alarm-reported' });
  expect(first.state.closed).toBe(true);
  expect(second.state.closed).toBe(false);
});

it('closes at once what nobody uses', async () => {
  const [first, second] = [held(), held()];
  const destination = new SwitchableDestination<ReturnType<typeof held>>(first);
  await destination.switchTo(second);
  expect(first.state.closed).toBe(true);
  expect(destination.current).toBe(second);
});

it('waits for every call of what was replaced, and closes it once', async () => {
  const ends: (() => void)[] = [];
  const closed: string[] = [];
  const made = (name: string) => ({
    deliver: () =>
      new Promise<Outcome>((resolve) => {
        ends.push(() => resolve({ kind: 'delivered', result: 'alarm-reported' }));
      }),
    close: async () => void closed.push(name),
  });
  const destination = new SwitchableDestination(made('first'));
  const calls = [1, 2, 3].map(() => destination.deliver(ENTRY, SIGNAL));
  ends[0]?.();
  await calls[0];
  expect(closed).toEqual([]);
  await destination.switchTo(made('second'));
  ends[1]?.();
  await calls[1];
  expect(closed).toEqual([]);
  ends[2]?.();
  await calls[2];
  expect(closed).toEqual(['first']);
});

it('leaves the current destination open after each call', async () => {
  const only = held();
  const destination = new SwitchableDestination<ReturnType<typeof held>>(only);
  for (let i = 0; i < 2; i++) {
    const call = destination.deliver(ENTRY, SIGNAL);
    only.finish();
    await call;
  }
  expect(only.state.closed).toBe(false);
});
