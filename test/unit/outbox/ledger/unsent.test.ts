import { expect, it } from 'vitest';
import {
  cocPlaceOf,
  isForPlace,
  isSamePlace,
  type Unsent,
  unsentAt,
  withoutEntry,
  withQueued,
} from '../../../../src/outbox/ledger/unsent.ts';
import { INCIDENT, STARTED_AT } from '../../../support/alerts.ts';
import { reportAlarm } from '../../../support/entries.ts';

const FACTS = {
  ...{ episode: 'ep-a', status: 'alarm', level: 'Major', time: STARTED_AT, integration: 'default' },
  place: cocPlaceOf(reportAlarm('a').alarm),
};

it('a waiting entry has the facts that a later alarm needs to replace it', () => {
  expect(withQueued(undefined, 5, reportAlarm('a'))).toEqual([{ entry: 5, ...FACTS }]);
  const collapsed = { alarms: [], earlier: 3 };
  const body = reportAlarm('a', { incident: INCIDENT, reassertion: true, collapsed });
  expect(withQueued([], 6, body)).toEqual([
    { entry: 6, ...FACTS, incident: true, reassertion: true, collapsed },
  ]);
});

it('the last four of each integration are remembered', () => {
  const at = (integration: string) => reportAlarm('a', { alarm: { ...reportAlarm('a').alarm, integration } });
  let waiting: readonly Unsent[] = withQueued(undefined, 1, reportAlarm('a'));
  for (let entry = 2; entry <= 6; entry++) waiting = withQueued(waiting, entry, at('pay'));
  expect(waiting.map(({ entry }) => entry)).toEqual([1, 3, 4, 5, 6]);
  expect(unsentAt(waiting, 'pay').map(({ entry }) => entry)).toEqual([3, 4, 5, 6]);
  expect(unsentAt(waiting, 'default').map(({ entry }) => entry)).toEqual([1]);
  expect(unsentAt(undefined, 'pay')).toEqual([]);
});

it('places are compared as far as they are known', () => {
  const { alarm } = reportAlarm('a');
  const { integration } = alarm;
  const here = { integration, place: cocPlaceOf(alarm) };
  const region = { ...alarm, regionId: 'cn-east-3' };
  const there = { integration, place: cocPlaceOf(region) };
  expect([isSamePlace(here, here), isSamePlace(here, there)]).toEqual([true, false]);
  expect([isSamePlace({ integration }, there), isSamePlace(there, { integration })]).toEqual([true, true]);
  expect(isSamePlace({ integration: 'pay' }, there)).toBe(false);
  expect([isForPlace(here, alarm), isForPlace(here, region)]).toEqual([true, false]);
  expect([isForPlace({ integration }, region), isForPlace({ integration: 'pay' }, alarm)]).toEqual([
    true,
    false,
  ]);
});

it('the last four waiting entries are remembered', () => {
  let waiting: readonly Unsent[] = [];
  for (let entry = 1; entry <= 6; entry++) waiting = withQueued(waiting, entry, reportAlarm('a'));
  expect(waiting.map(({ entry }) => entry)).toEqual([3, 4, 5, 6]);
  const fewer = withoutEntry(waiting, 4) ?? [];
  expect(fewer.map(({ entry }) => entry)).toEqual([3, 5, 6]);
  expect(withoutEntry(fewer.slice(0, 1), 3)).toBeUndefined();
  expect(withoutEntry(fewer.slice(0, 1), 9)).toHaveLength(1);
});
