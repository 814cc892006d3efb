import { expect, it } from 'vitest';
import { routedUnderWaitingName, underWaitingName } from '../../../../src/outbox/decide/waiting-name.ts';
import type { Unsent } from '../../../../src/outbox/ledger/unsent.ts';
import { anAlarm, anAlert } from '../../../support/alerts.ts';

const ALARM = { ...anAlarm(anAlert('a')), integration: 'paying' };
const NAMES = new Map([
  ['pay', 'paying'],
  ['db', 'base'],
]);
const waiting = (...names: readonly string[]) => ({
  unsent: names.map((integration) => ({ integration }) as Unsent),
});

it.each([
  ['its former name while something waits there under that', waiting('base', 'pay'), 'pay'],
  ['its name while nothing waits there', waiting('db'), 'paying'],
  ['its name while something waits there under that', waiting('paying'), 'paying'],
  ['its name when nothing waits', {}, 'paying'],
  ['its name when nothing is known', undefined, 'paying'],
])('an alarm goes to an integration under %s', (_, known, name) => {
  expect(underWaitingName(ALARM, known, NAMES)).toEqual({ ...ALARM, integration: name });
});

it('no name counts as another one where none was renamed', () => {
  expect(underWaitingName(ALARM, waiting('pay'))).toBe(ALARM);
  expect(underWaitingName(ALARM, waiting('pay'), new Map())).toBe(ALARM);
});

it('what passes a filter goes there in the same way', () => {
  const known = waiting('pay');
  const moved = { ...ALARM, integration: 'pay' };
  const alarm = { kind: 'alarm', alarm: ALARM, route: 'r' } as const;
  expect(routedUnderWaitingName(alarm, known, NAMES)).toEqual({ ...alarm, alarm: moved });
  const filtered = { kind: 'filtered', reason: 'route', end: ALARM } as const;
  expect(routedUnderWaitingName(filtered, known, NAMES)).toEqual({ ...filtered, end: moved });
  const { end: _, ...dropped } = filtered;
  expect(routedUnderWaitingName(dropped, known, NAMES)).toBe(dropped);
});
