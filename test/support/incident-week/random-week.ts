import fc from 'fast-check';
import { Week } from './week.ts';
import type { WeekAlarm } from './week-model.ts';
import { isOpen } from './week-model.ts';

/** Alarms of a random week: three share a cluster, two policies share another one. */
const ALARMS: readonly WeekAlarm[] = [
  { name: 'ShelfA', team: 'shop', cluster: 'shelf' },
  { name: 'ShelfB', team: 'shop', cluster: 'shelf' },
  { name: 'ShelfC', team: 'shop', cluster: 'shelf', source: 'grafana' },
  { name: 'TillA', team: 'payments', cluster: 'till' },
  { name: 'TillB', team: 'payments', cluster: 'till' },
  { name: 'TillShop', team: 'shop', cluster: 'till' },
  { name: 'Lamp', team: 'desk', cluster: 'lamp' },
  ...Array.from(
    { length: 5 },
    (_, i): WeekAlarm => ({ name: `Task${i}`, team: 'batch', cluster: `task-${i}` }),
  ),
];

const alarm = fc.nat({ max: ALARMS.length - 1 });
const some = fc.uniqueArray(alarm, { minLength: 1, maxLength: 4 });

/** One thing that happens. Alarms are numbers, so that a week is one line of JSON. */
const actionArbitrary = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('fire'), alarms: some }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('end'), alarms: some }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('soften'), alarms: some }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('accept', 'reject', 'complete', 'resolve', 'pause'),
      alarms: fc.tuple(alarm),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('pass'), minutes: fc.integer({ min: 1, max: 12 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('fail', 'restart', 'rename') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('falter', 'forget', 'blind') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose'), alarms: fc.tuple(alarm) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('overtake'), alarms: fc.tuple(alarm) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('drop', 'keep'), alarms: some }) },
);

type Kind =
  | ('fire' | 'end' | 'soften' | 'accept' | 'reject' | 'complete' | 'resolve' | 'pause')
  | ('overtake' | 'pass' | 'lose' | 'fail' | 'falter' | 'forget' | 'blind')
  | ('restart' | 'rename' | 'drop' | 'keep');

/** One thing that happens in a random week. */
export interface WeekAction {
  readonly kind: Kind;
  readonly alarms?: readonly number[];
  readonly minutes?: number;
}

const weekArbitrary = fc.array(actionArbitrary, { minLength: 20, maxLength: 30, size: 'max' });

/** The actions of the week of a seed. */
export function weekOf(seed: number): readonly WeekAction[] {
  return (fc.sample(weekArbitrary, { seed, numRuns: 1 })[0] ?? []) as readonly WeekAction[];
}

/** Lives through a week, and judges it after each action. @throws when a promise is broken. */
export async function liveThrough(actions: readonly WeekAction[], speed: number): Promise<void> {
  const week = await Week.begin(speed);
  for (const action of actions) {
    await act(week, action);
    await week.settle();
  }
  await week.calm();
}

async function act(week: Week, { kind, alarms = [], minutes = 0 }: WeekAction): Promise<void> {
  const chosen = alarms.flatMap((index) => ALARMS[index] ?? []);
  switch (kind) {
    case 'fire':
      return week.fire(chosen);
    case 'soften':
      return week.fire(chosen, { severity: 'warning' });
    case 'end':
      return week.end(alarms.flatMap((index) => nth(week.model.firing(), index)));
    case 'pass':
      return week.pass(minutes);
    case 'restart':
      return week.restart();
    case 'rename':
      return week.reload({ renamed: { shop: 'everything' } });
    case 'drop':
      return week.reload({ dropped: chosen.map(({ name }) => name) });
    case 'keep':
      return week.reload({ dropped: [] });
    case 'lose':
      failNext(week, 'incident-create', { type: 'reset-after' });
      return week.fire(chosen);
    case 'overtake':
      for (const index of alarms) await overtake(week, index);
      return;
    case 'fail':
      return failNext(week, 'incident-create', UNAVAILABLE);
    case 'falter':
      return failNext(week, 'incident-handle', UNAVAILABLE, 3);
    case 'forget':
      return failNext(week, 'incident-handle', { type: 'reset-after' });
    case 'blind':
      return failNext(week, 'incident-detail', UNAVAILABLE, 3);
    default:
      for (const index of alarms) workOn(week, index, kind);
  }
}

type Fault = { readonly type: 'reset-after' } | { readonly type: 'status'; readonly status: number };

const UNAVAILABLE: Fault = { type: 'status', status: 503 };

/** The next calls of an operation fail, and no others. */
function failNext(
  week: Week,
  operation: 'incident-create' | 'incident-handle' | 'incident-detail',
  fault: Fault,
  times = 1,
): void {
  week.emulator.setFaults({ rules: [{ match: { operation }, times, fault }] });
}

type Work = 'accept' | 'reject' | 'complete' | 'resolve' | 'pause';

/** States in which a person can do that. */
const ALLOWED: Readonly<Record<Work, RegExp>> = {
  accept: /TRIGGERED/,
  reject: /TRIGGERED/,
  complete: /TRIGGERED|ACKNOWLEDGED|RESOLVED/,
  resolve: /TRIGGERED|ACKNOWLEDGED/,
  pause: /TRIGGERED|ACKNOWLEDGED/,
};

/** A person completes an incident, and a neighbour of its alarms begins to fire before the agent can have noticed. */
async function overtake(week: Week, index: number): Promise<void> {
  for (const { team, cluster } of workOn(week, index, 'complete')) {
    const firing = new Set(week.model.firing().map(({ name }) => name));
    const neighbours = ALARMS.filter((one) => one.team === team && one.cluster === cluster);
    await week.fire(neighbours.filter(({ name }) => !firing.has(name)));
  }
}

/** Lets a person work on the open incident of an alarm. Returns the alarm. */
function workOn(week: Week, index: number, action: Work): readonly WeekAlarm[] {
  const allowed = ALARMS.filter(({ name }) => ALLOWED[action].test(statusFor(week, name) ?? ''));
  const chosen = nth(allowed, index);
  for (const alarm of chosen) week.person(action, alarm);
  return chosen;
}

function statusFor(week: Week, name: string): string | undefined {
  return week.model.incidentsOf(name).find(isOpen)?.status;
}

/** The element at a number, counted round and round; none of an empty list. */
function nth<Element>(list: readonly Element[], index: number): readonly Element[] {
  const at = index % Math.max(1, list.length);
  return list.slice(at, at + 1);
}
