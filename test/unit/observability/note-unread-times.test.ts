import { expect, it } from 'vitest';
import { createLog } from '../../../src/observability/create-log.ts';
import { createMetrics } from '../../../src/observability/metrics.ts';
import { unreadTimeNotes } from '../../../src/observability/note-unread-times.ts';
import { anAlert } from '../../support/alerts.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const MINUTE = 60_000;

it('counts alerts with times that cannot be read, and logs the first and then one line every ten minutes', async () => {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  const log = createLog({ level: 'info', format: 'json', destination: { write } });
  const metrics = createMetrics({ version: '1' });
  const clock = new FakeClock();
  const note = unreadTimeNotes(log, metrics, clock);
  const alert = (startsAt?: string) =>
    anAlert('a', { details: startsAt === undefined ? {} : { unreadTimes: { startsAt } } });

  note('am', [alert(), alert('yesterday'), alert('2026-05-05')]);
  note('other', [alert('now')]);
  await clock.advance(9 * MINUTE);
  note('am', [alert('soon')]);
  await clock.advance(1 * MINUTE);
  note('am', [alert('2026-05-05T13:04:57'), alert('never')]);

  expect(lines).toMatchObject([
    {
      ...{ level: 'warn', source: 'am', unread_times: { startsAt: 'yesterday' }, more: 0 },
      alarm_id: alert().alarmId,
      msg: expect.stringContaining('the time of receipt stands for it; write it with its zone'),
    },
    { source: 'other', unread_times: { startsAt: 'now' } },
    { source: 'am', unread_times: { startsAt: '2026-05-05T13:04:57' }, more: 2 },
  ]);
  expect(lines).toHaveLength(3);
  const { values } = await metrics.alertsUnreadTime.get();
  expect(values.map(({ labels, value }) => [labels.source, value])).toEqual([
    ['am', 5],
    ['other', 1],
  ]);
});
