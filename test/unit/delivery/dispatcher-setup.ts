import { Dispatcher, type DispatcherOptions } from '../../../src/delivery/dispatcher.ts';
import type { Pace } from '../../../src/delivery/pace.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import type { Outbox } from '../../../src/outbox/outbox.ts';
import { firing, intakeOf } from '../../support/alerts.ts';
import type { FakeClock } from '../../support/fake-clock.ts';
import { HandDestination } from '../../support/hand-destination.ts';
import { someRules } from '../../support/incident-rules.ts';
import { openOutbox } from '../../support/outbox.ts';

export const DOWN: Outcome = {
  kind: 'retry',
  reason: 'server-error',
  scope: 'destination',
  detail: 'HTTP 503',
};
export const ALARMS = 'alarms/default';

type Used = DispatcherOptions['outbox'];

interface Changes {
  readonly pace?: Pace;
  /** Replaces methods of the outbox that the dispatcher uses. */
  readonly around?: (outbox: Outbox) => Partial<Used>;
  readonly waits?: DispatcherOptions['waits'];
  readonly onFull?: DispatcherOptions['onFull'];
}

/** Limits of the tests: four attempts at once, and no rate. */
export function paceOf(changes: Partial<Pace> = {}): Pace {
  return { concurrency: 4, pause: { initialMs: 1_000, maxMs: 60_000 }, ...changes };
}

/** A dispatcher with an outbox in memory, and a destination that the test answers for. */
export async function setUp({ pace = paceOf(), around = () => ({}), waits, onFull }: Changes = {}) {
  const opened = await openOutbox({ policy: { incidentRules: new Map([['critical', someRules()]]) } });
  const { outbox } = opened;
  const destination = new HandDestination();
  const attempts: string[] = [];
  const errors: unknown[] = [];
  const used: Used = {
    state: outbox.state,
    onChange: (listener) => outbox.onChange(listener),
    take: (name) => outbox.take(name),
    started: (entry) => outbox.started(entry),
    settle: (entry, outcome) => outbox.settle(entry, outcome),
    ...around(outbox),
  };
  const dispatcher = new Dispatcher({
    outbox: used,
    destination,
    clock: opened.clock,
    random: () => 0.5,
    pace,
    ...(waits && { waits }),
    ...(onFull && { onFull }),
    onAttempt: ({ destination: name, outcome, durationMs }) =>
      attempts.push(`${name} ${outcome.kind} ${durationMs}`),
    onError: (error) => errors.push(error),
  });
  const accept = async (...names: readonly string[]) => {
    await outbox.accept(intakeOf(...names.map((name) => firing(name))));
  };
  const pendingCount = () => outbox.state.pendingCount;
  return { ...opened, destination, dispatcher, attempts, errors, accept, pendingCount };
}

/** Interrupts what is under way, at once. */
export async function stopNow(dispatcher: Dispatcher, clock: FakeClock): Promise<void> {
  const stopped = dispatcher.stop(0);
  await clock.pass(0);
  await stopped;
}
