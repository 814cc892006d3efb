import { expect, it } from 'vitest';
import type { AlarmPage } from '../../../../src/admin/alarms/list-answer.ts';
import { pageWithWaiting } from '../../../../src/admin/alarms/with-waiting.ts';
import type { Waiting } from '../../../../src/admin/waiting/read-waiting.ts';
import type { IncidentKey } from '../../../../src/outbox/events/entry.ts';
import { incidentLane } from '../../../../src/outbox/events/entry-place.ts';

const WAITS = { [incidentLane('k1' as IncidentKey)]: 'the incident', am1: 'the alarm' };
const waitingOf = (lane: string) => (WAITS[lane] ? ({ words: WAITS[lane] } as Waiting) : null);
const waiting = { alarmId: 'am1', incident: { key: 'k1', number: null } };
const done = { alarmId: 'am2', incident: { key: 'k2', number: 'IM2' } };
const alone = { alarmId: 'am3', incident: null };

it('each alarm of a page, and each incident, says why it waits, or that it does not', () => {
  const page = { total: 3, alarms: [waiting, done, alone], next: null } as unknown as AlarmPage;
  const found = pageWithWaiting(page, waitingOf);
  expect(found).toEqual({
    ...{ total: 3, next: null },
    alarms: [
      {
        ...{ alarmId: 'am1', waiting: { words: 'the alarm' } },
        incident: { key: 'k1', number: null, waiting: { words: 'the incident' } },
      },
      { alarmId: 'am2', waiting: null, incident: { key: 'k2', number: 'IM2', waiting: null } },
      { alarmId: 'am3', waiting: null, incident: null },
    ],
  });
  expect(found).not.toHaveProperty('groups');
});

it('each example of a group says it too, beside what is known of the group', () => {
  const groups = [
    { value: 'Disk', count: 7, examples: [waiting] },
    { value: 'Load', count: 1, examples: [alone] },
  ];
  const page = { total: 8, alarms: [], groups, next: null } as unknown as AlarmPage;
  expect(pageWithWaiting(page, waitingOf).groups).toMatchObject([
    { value: 'Disk', count: 7, examples: [{ alarmId: 'am1', waiting: { words: 'the alarm' } }] },
    { value: 'Load', count: 1, examples: [{ alarmId: 'am3', waiting: null }] },
  ]);
});
