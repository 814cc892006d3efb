import { expect, it } from 'vitest';
import { ZodError } from 'zod';
import { parseRecord } from '../../../../src/outbox/events/event.ts';

const RECORD = { v: 1, seq: 3, at: 9, events: [{ type: 'alert.repeated', alarmId: 'a' }] };

it('a stored record is read as it was written, with what a later version added', () => {
  for (const record of [RECORD, { ...RECORD, more: 1, events: [{ type: 'new.one' }, ...RECORD.events] }])
    expect(parseRecord(JSON.stringify(record))).toEqual(record);
});

it.each([
  { v: 2 },
  { seq: -1 },
  { seq: 0.5 },
  { at: '9' },
  { events: [] },
  { events: ['alert.repeated'] },
  { events: [null] },
  { events: [{}] },
  { events: [{ type: 1 }] },
])('a record with %o is none', (changes) => {
  expect(() => parseRecord(JSON.stringify({ ...RECORD, ...changes }))).toThrow(ZodError);
});
