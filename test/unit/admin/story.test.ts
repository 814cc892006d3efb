import { describe, expect, it } from 'vitest';
import { storyOf } from '../../../src/admin/story.ts';
import type { AlarmId } from '../../../src/alerts/alert.ts';
import { aReport } from '../observability/entries.ts';

const alarmId = 'am1' as AlarmId;

describe('a story', () => {
  it('has the steps of one alarm in order, and those of no other', () => {
    const other = 'am2' as AlarmId;
    const steps = storyOf(
      alarmId,
      [
        {
          v: 1,
          seq: 4,
          at: 10,
          events: [
            { type: 'alert.repeated', alarmId: other },
            { type: 'alert.repeated', alarmId },
          ],
        },
        { v: 1, seq: 6, at: 20, events: [{ type: 'entry.delivered', entry: 7, alarmId, attempts: 1 }] },
      ],
      'UTC',
    );
    expect(steps.map(({ at, step }) => [at, step])).toEqual([
      [10, 'alert.repeated'],
      [20, 'entry.delivered'],
    ]);
  });

  it('numbers an entry by its place in its record', () => {
    const body = aReport({ alarmStatus: 'ok' });
    const events = [{ type: 'alert.repeated', alarmId } as const, { type: 'entry.queued', body } as const];
    const [step] = storyOf(body.alarm.alarmId, [{ v: 1, seq: 40, at: 0, events }], 'UTC');
    expect(step?.words).toContain('Entry 41 queued: tell');
    expect(step?.words).toContain('that it is over');
  });

  it('names the trace of what it tells once, and has it for every step of its record', () => {
    const trace = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', flags: '01' };
    const events = [
      { type: 'episode.changed', alarmId, level: 'Major' } as const,
      { type: 'alert.repeated', alarmId } as const,
    ];
    const record = { v: 1, seq: 1, at: 0, events } as const;
    const told = storyOf(alarmId, [{ ...record, trace }, record], 'UTC');
    expect(told.map((step) => step.trace)).toEqual([trace, trace, undefined, undefined]);
    expect(told.map(({ words }) => words.includes(`Trace ${trace.traceId}.`))).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(told[2]).not.toHaveProperty('trace');
  });
});
