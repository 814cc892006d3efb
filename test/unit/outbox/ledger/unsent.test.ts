import { expect, it } from 'vitest';
import { cocPlaceOf, type Unsent, withoutEntry, withQueued } from '../../../../src/outbox/ledger/unsent.ts';
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

it('the last four waiting entries are remembered', () => {
  let waiting: readonly Unsent[] = [];
  for (let entry = 1; entry <= 6; entry++) waiting = withQueued(waiting, entry, reportAlarm('a'));
  expect(waiting.map(({ entry }) => entry)).toEqual([3, 4, 5, 6]);
  const fewer = withoutEntry(waiting, 4) ?? [];
  expect(fewer.map(({ entry }) => entry)).toEqual([3, 5, 6]);
  expect(withoutEntry(fewer.slice(0, 1), 3)).toBeUndefined();
  expect(withoutEntry(fewer.slice(0, 1), 9)).toHaveLength(1);
});
