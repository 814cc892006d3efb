import { expect, it } from 'vitest';
import { createLog } from '../../../src/observability/create-log.ts';
import { createMetrics } from '../../../src/observability/metrics.ts';
import { missingApplicationNotes } from '../../../src/observability/note-missing-applications.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const MINUTE = 60_000;

function notes() {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  const log = createLog({ level: 'info', format: 'json', destination: { write } });
  const metrics = createMetrics({ version: '1' });
  const clock = new FakeClock();
  return { lines, metrics, clock, note: missingApplicationNotes(log, metrics, clock) };
}

const missing = (alarmId: string, substitute: 'default' | 'none' = 'none') => ({
  ...{ alarmId, substitute },
  name: `name of ${alarmId}`,
});

it('counts every alert, and logs the first of each source and then one line every ten minutes', async () => {
  const { lines, metrics, clock, note } = notes();
  note('am', [missing('a1'), missing('a2')]);
  note('other', [missing('o1')]);
  note('am', [missing('a3', 'default')]);
  await clock.advance(9 * MINUTE);
  note('am', [missing('a4')]);
  await clock.advance(1 * MINUTE);
  note('am', [missing('a5'), missing('a6')]);
  expect(lines).toMatchObject([
    { level: 'warn', source: 'am', alarm_id: 'a1', alert: 'name of a1', more: 0 },
    { source: 'other', alarm_id: 'o1', msg: expect.stringContaining('set alarm.defaultApplicationId') },
    { source: 'am', alarm_id: 'a3', msg: expect.stringContaining('COC gets alarm.defaultApplicationId') },
    { source: 'am', alarm_id: 'a5', more: 2 },
  ]);
  const { values } = await metrics.alertsWithoutApplication.get();
  expect(values.map(({ labels, value }) => [labels.source, labels.substitute, value])).toEqual([
    ['am', 'none', 5],
    ['other', 'none', 1],
    ['am', 'default', 1],
  ]);
});
