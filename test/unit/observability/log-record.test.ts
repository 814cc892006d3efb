import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../src/alerts/alert.ts';
import { createLog } from '../../../src/observability/create-log.ts';
import { logAttempt, logRecord } from '../../../src/observability/log-events.ts';
import type { EpisodeId, IncidentKey } from '../../../src/outbox/events/entry.ts';
import type { OutboxEvent, OutboxRecord } from '../../../src/outbox/events/event.ts';
import { anIncident, aReport } from './entries.ts';

function logged(write: (log: ReturnType<typeof createLog>) => void): readonly Record<string, unknown>[] {
  const lines: string[] = [];
  write(
    createLog({ level: 'debug', format: 'json', destination: { write: (line) => void lines.push(line) } }),
  );
  return lines.map((line) => {
    const { time: _, msg: __, ...fields } = JSON.parse(line) as Record<string, unknown>;
    return fields;
  });
}

const recorded = (event: OutboxEvent, more: Partial<OutboxRecord> = {}) =>
  logged((log) => logRecord(log, { v: 1, seq: 1, at: 0, events: [event], ...more }, { alarms: false }));

const alarmId = 'am1' as AlarmId;
const key = 'k1' as IncidentKey;
const episode = 'e1' as EpisodeId;
const incident = { key, alarmId };
const unreadable = { type: 'alert.unreadable', source: 'prod', index: 2, reason: 'no labels' } as const;

describe('the line about a stored event', () => {
  it.each<[OutboxEvent, object]>([
    [
      { type: 'incident.opened', ...incident, incidentNum: 'IM1' },
      { level: 'info', incident: 'IM1', key, alarm_id: alarmId },
    ],
    [
      { type: 'incident.failed', ...incident, detail: 'no such user' },
      { level: 'error', key, alarm_id: alarmId, detail: 'no such user' },
    ],
    [
      { type: 'incident.doubled', ...incident, incidentNums: ['IM2'] },
      { level: 'error', key, alarm_id: alarmId, incidents: ['IM2'] },
    ],
    [
      { type: 'incident.moved', ...incident, state: 'accepted', by: 'person' },
      { level: 'info', key, alarm_id: alarmId, state: 'accepted', by: 'person' },
    ],
    [
      { type: 'incident.corrected', ...incident, actor: 'local', was: 'IM1', incidentNum: 'IM2' },
      { level: 'info', key, alarm_id: alarmId, actor: 'local', was: 'IM1', incidentNum: 'IM2' },
    ],
    [
      {
        type: 'entry.dead-lettered',
        entry: 7,
        alarmId,
        reason: 'bad-request',
        detail: 'no',
        deadLetter: 'entry-7',
      },
      {
        ...{ level: 'error', entry_id: 7, alarm_id: alarmId, reason: 'bad-request', detail: 'no' },
        dead_letter: 'entry-7',
      },
    ],
    [
      { ...unreadable, deadLetter: 'in-1' },
      { level: 'warn', source: 'prod', index: 2, reason: 'no labels', dead_letter: 'in-1' },
    ],
    [
      { ...unreadable, deadLetter: '', count: 7 },
      { level: 'warn', source: 'prod', index: 2, reason: 'no labels', dead_letter: '', count: 7 },
    ],
    [
      { type: 'alarm.repaired', alarmId, source: 'prod', reason: 'lost-resolve' },
      { level: 'info', source: 'prod', alarm_id: alarmId, reason: 'lost-resolve' },
    ],
    // The texts of an alert are long, and its own business.
    [
      { type: 'entry.queued', body: aReport() },
      { level: 'debug', kind: 'report-alarm', episode_id: 'e1', alarm_id: aReport().alarm.alarmId },
    ],
    [
      { type: 'episode.refused', alarmId, episode, configuration: 'c' },
      { level: 'debug', type: 'episode.refused', alarmId, episode, configuration: 'c' },
    ],
    [
      { type: 'episode.changed', alarmId, level: 'Minor' },
      { level: 'debug', type: 'episode.changed', alarmId, alarmLevel: 'Minor' },
    ],
  ])('$type', (event, fields) => {
    expect(recorded(event)).toEqual([fields]);
  });

  it('says apart whether an alert that could not be read is kept or lost', () => {
    const messages = ['in-1', ''].map((deadLetter) => {
      const lines: string[] = [];
      const log = createLog({
        level: 'debug',
        format: 'json',
        destination: { write: (line) => void lines.push(line) },
      });
      logRecord(log, { v: 1, seq: 1, at: 0, events: [{ ...unreadable, deadLetter }] }, { alarms: false });
      return lines.join('');
    });
    expect(messages).toEqual([expect.stringContaining('kept'), expect.stringContaining('lost')]);
  });

  it('names the trace of the request, where its sender named one', () => {
    const trace = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', flags: '01' };
    expect(recorded({ ...unreadable, deadLetter: 'in-1' }, { trace } as Partial<OutboxRecord>)).toMatchObject(
      [{ trace_id: trace.traceId, span_id: trace.spanId, trace_flags: '01', source: 'prod' }],
    );
    expect(recorded({ ...unreadable, deadLetter: 'in-1' })[0]).not.toHaveProperty('trace_id');
  });
});

describe('the line about an attempt that did not deliver', () => {
  const outcome = { kind: 'unknown', reason: 'timeout', detail: 'no answer' } as const;
  const messageOf = (uncertain: boolean) => {
    const lines: string[] = [];
    const log = createLog({
      level: 'debug',
      format: 'json',
      destination: { write: (line) => void lines.push(line) },
    });
    const entry = { id: 7, body: anIncident(), attempts: 1, uncertain };
    logAttempt(
      log,
      { destination: 'incidents', entry, outcome, durationMs: 1.6, number: 2 },
      { alarms: true },
    );
    return JSON.parse(lines.join('')) as { readonly msg: string };
  };

  it('says of a search that it found nothing, and of a call that its end is not known', () => {
    expect(messageOf(true)).toMatchObject({
      ...{
        level: 'warn',
        destination: 'incidents',
        entry_id: 7,
        alarm_id: 'am1',
        attempt: 2,
        duration_ms: 2,
      },
      ...{ kind: 'unknown', reason: 'timeout', detail: 'no answer' },
    });
    expect(messageOf(true).msg).not.toBe(messageOf(false).msg);
  });
});
