import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../src/alerts/alert.ts';
import { createLog } from '../../../src/observability/create-log.ts';
import { logAttempt, logRecord } from '../../../src/observability/log-events.ts';
import type { EpisodeId, IncidentKey } from '../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../src/outbox/events/event.ts';
import { anIncident, aReport } from './entries.ts';

type Line = Record<string, unknown>;

/** Logs at a level, and returns the lines: each as it is written, and as it is read. */
function logged(level: 'info' | 'debug', write: (log: ReturnType<typeof createLog>) => void) {
  const lines: string[] = [];
  write(createLog({ level, format: 'json', destination: { write: (line) => void lines.push(line) } }));
  return { lines, read: lines.map((line) => JSON.parse(line) as Line) };
}

const series = {
  alarmId: 'am1' as AlarmId,
  source: 'prod',
  fingerprint: 'f',
  name: 'DiskFull',
  level: 'Critical',
} as const;
const episode = 'e1' as EpisodeId;
const opened: OutboxEvent = { type: 'episode.opened', ...series, episode, startedAt: 1 };
const closed: OutboxEvent = { type: 'episode.closed', ...series, episode, endedAt: 2 };
const orphan: OutboxEvent = { type: 'episode.closed', ...series, endedAt: 2 };
const reopened: OutboxEvent = { type: 'episode.reopened', alarmId: series.alarmId, episode, flaps: 1 };
const changed: OutboxEvent = { type: 'episode.changed', alarmId: series.alarmId, level: 'Minor' };
const about = { entry: 7, alarmId: series.alarmId };

function recorded(level: 'info' | 'debug', alarms: boolean, ...events: OutboxEvent[]) {
  return logged(level, (log) => logRecord(log, { v: 1, seq: 1, at: 0, events }, { alarms }));
}

function attempted(
  level: 'info' | 'debug',
  alarms: boolean,
  attempt: Partial<Parameters<typeof logAttempt>[1]> = {},
) {
  const entry = { id: 7, body: aReport(), attempts: 0, uncertain: false };
  const outcome = { kind: 'delivered', result: 'alarm-reported' } as const;
  const made = { destination: 'alarms/default', entry, outcome, durationMs: 12.4, number: 3, ...attempt };
  return logged(level, (log) => logAttempt(log, made, { alarms }));
}

describe('every line', () => {
  it.each([opened, closed, changed])('of $type has one level, and the alarm has its own', (event) => {
    const { lines, read } = recorded('debug', false, event);
    expect(lines.join('').match(/"level":/g)).toHaveLength(1);
    const alarmLevel = 'level' in event ? event.level : '';
    expect(read).toMatchObject([{ level: 'debug', alarmLevel, msg: event.type }]);
  });

  it('has no name twice, whatever a field is called', () => {
    const { lines, read } = logged('info', (log) =>
      log.info({ level: 1, time: 2, msg: 3, source: 's' }, 'hello'),
    );
    expect(Object.keys(read[0] ?? {})).toEqual(['level', 'time', 'level_', 'time_', 'msg_', 'source', 'msg']);
    for (const name of ['level', 'time', 'msg']) expect(lines.join('').split(`"${name}":`)).toHaveLength(2);
  });
});

describe('an attempt', () => {
  const fault = { reason: 'server-error', scope: 'destination', detail: 'HTTP 503' } as const;
  const failed = { kind: 'retry', ...fault } as const;

  it('is one line, also at debug', () => {
    const { read } = attempted('debug', false, { outcome: failed });
    expect(read).toMatchObject([
      { level: 'warn', attempt: 3, entry_id: 7, duration_ms: 12, detail: 'HTTP 503' },
    ]);
    expect(attempted('debug', false).read).toMatchObject([{ level: 'debug', attempt: 3, msg: 'delivered' }]);
    const results = recorded(
      'debug',
      true,
      {
        type: 'attempt.failed',
        ...about,
        ...{ outcome: 'retry' as const, attempts: 1, dueAt: 0, uncertain: false },
        ...fault,
      },
      { type: 'entry.delivered', ...about, attempts: 1 },
    );
    expect(results.lines).toEqual([]);
  });
});

describe('log.alarms', () => {
  it('off, alarms leave no line at info', () => {
    expect(recorded('info', false, opened, closed, reopened).lines).toEqual([]);
    expect(attempted('info', false).lines).toEqual([]);
  });

  it('on, there is one line for each alarm that opens, comes back and closes', () => {
    const told = { level: 'info', alarm_id: 'am1', episode_id: 'e1' };
    const { read } = recorded('info', true, opened, reopened, closed, orphan, changed);
    expect(read).toMatchObject([
      { ...told, name: 'DiskFull', alarmLevel: 'Critical', source: 'prod', msg: 'an alarm opened' },
      { ...told, msg: expect.stringContaining('fires again') },
      { ...told, name: 'DiskFull', msg: 'an alarm closed' },
    ]);
  });

  it('on, there is one line for each alarm that is delivered, but none for one that is told again', () => {
    expect(attempted('info', true).read).toMatchObject([
      {
        level: 'info',
        name: 'DiskFull',
        alarmLevel: 'Critical',
        alarmStatus: 'alarm',
        msg: 'delivered an alarm',
      },
    ]);
    const again = {
      id: 7,
      body: { ...aReport(), reassertion: true as const },
      attempts: 0,
      uncertain: false,
    };
    expect(attempted('info', true, { entry: again }).lines).toEqual([]);
    const incident = { id: 7, body: anIncident(), attempts: 0, uncertain: false };
    expect(attempted('info', true, { entry: incident }).lines).toEqual([]);
  });
});

describe('a decision about an incident', () => {
  it('is a line, which says what follows from it', () => {
    const key = 'k1' as IncidentKey;
    const { alarmId } = series;
    const hindered: OutboxEvent = { type: 'incident.hindered', key, alarmId };
    expect(recorded('info', false, hindered).read).toMatchObject([
      { level: 'warn', key, alarm_id: alarmId, msg: expect.stringMatching(/get another incident$/) },
    ]);
    const unwanted: OutboxEvent = {
      ...{ type: 'incident.unwanted', alarmId, episode, policy: 'critical', configuration: 'c1' },
    };
    expect(recorded('info', false, unwanted).read).toMatchObject([
      {
        level: 'info',
        policy: 'critical',
        alarm_id: alarmId,
        msg: expect.stringMatching(/wants no other one/),
      },
    ]);
  });
});
