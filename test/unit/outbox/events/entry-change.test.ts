import { expect, it } from 'vitest';
import { aboutEntry } from '../../../../src/outbox/events/entry.ts';
import { entryChangeOf } from '../../../../src/outbox/events/entry-change.ts';
import type { AttemptFailed } from '../../../../src/outbox/events/event.ts';
import { reportAlarm } from '../../../support/entries.ts';

it.each<[AttemptFailed['outcome'], AttemptFailed['scope'], boolean]>([
  ['rejected', 'entry', true],
  ['rejected', 'destination', false],
  ['retry', 'entry', false],
  ['unknown', 'entry', false],
])(
  'an attempt that ends as %s, by a fault of the %s, marks the entry as refused: %s',
  (outcome, scope, refused) => {
    const failed: AttemptFailed = {
      ...{ type: 'attempt.failed', ...aboutEntry({ id: 7, body: reportAlarm('a') }), outcome, scope },
      ...{ reason: 'bad-request', detail: 'no', attempts: 2, dueAt: 9, uncertain: true },
    };
    expect(entryChangeOf(failed)).toMatchObject({
      entry: 7,
      update: { attempts: 2, dueAt: 9, uncertain: true, refused },
    });
  },
);
