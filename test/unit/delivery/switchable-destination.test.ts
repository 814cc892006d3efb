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
