import { describe, expect, it } from 'vitest';
import type { IncidentRequest } from '../../../../../src/alerts/alarm.ts';
import { requestIncident } from '../../../../../src/outbox/decide/incidents/request-incident.ts';
import type { EpisodeId, IncidentKey } from '../../../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../../../src/outbox/events/event.ts';
import { Ledger } from '../../../../../src/outbox/ledger/ledger.ts';
import { INCIDENT } from '../../../../support/alerts.ts';
import { reportAlarm } from '../../../../support/entries.ts';
import { someRules } from '../../../../support/incident-rules.ts';
import { aPolicy } from '../../../../support/policy.ts';

const HOUR = 3_600_000;
const START = 1_000_000_000;

/** Ledger in which series fire and COC takes their alarms, each at its time. One incident an hour is in the budget. */
class Hours {
  readonly ledger = new Ledger();
  readonly #policy = aPolicy({ incidentRules: new Map([[INCIDENT.policy, someRules({ maxPerHour: 1 })]]) });
  #seq = 1;

  /** Events by which the alarm of a series asks for an incident, at this time after the start. */
  fires(name: string, afterMs: number, changes: Partial<IncidentRequest> = {}): readonly OutboxEvent[] {
    const now = START + afterMs;
    const episode = `ep-${name}` as EpisodeId;
    const body = reportAlarm(name, { episode, incident: { ...INCIDENT, ...changes } });
    const { alarmId, source, fingerprint, level } = body.alert;
    const about = { alarmId, source, fingerprint, name, level, episode, startedAt: now };
    this.fold({ type: 'episode.opened', ...about }, afterMs);
    const events = requestIncident(this.ledger, body, { seq: this.#seq, now, policy: this.#policy });
    for (const event of events) this.fold(event, afterMs);
    return events;
  }

  ends(name: string, afterMs: number): void {
    const { alarmId, source, fingerprint, level } = reportAlarm(name).alert;
    const about = { alarmId, source, fingerprint, name, level, episode: `ep-${name}` as EpisodeId };
    this.fold({ type: 'episode.closed', ...about, endedAt: START + afterMs }, afterMs);
  }

  fold(event: OutboxEvent, afterMs: number): void {
    this.ledger.fold(event, { seq: this.#seq++, at: START + afterMs });
  }
}

const firstOf = ([event]: readonly OutboxEvent[]) =>
  event?.type === 'incident.requested' ? `requested${event.storm ? ` for ${event.storm}` : ''}` : event?.type;

describe('the budget of a policy', () => {
  it('is not spent by the incidents of another policy', () => {
    const hours = new Hours();
    expect(firstOf(hours.fires('a', 0, { policy: 'another' }))).toBe('requested');
    expect(firstOf(hours.fires('b', 1))).toBe('requested');
    expect(firstOf(hours.fires('c', 2))).toBe('requested for policy');
  });

  it('is full again an hour after an incident, to the millisecond', () => {
    for (const [afterMs, first] of [
      [HOUR - 1, 'requested for policy'],
      [HOUR, 'requested'],
    ] as const) {
      const hours = new Hours();
      hours.fires('a', 0);
      expect(firstOf(hours.fires('b', afterMs))).toBe(first);
    }
  });
});

it('a storm that ended gets another incident an hour after an alarm joined it, to the millisecond', () => {
  for (const [afterMs, first] of [
    [HOUR - 1, 'incident.joined'],
    [HOUR, 'requested for policy'],
  ] as const) {
    const hours = new Hours();
    hours.fires('a', 0);
    hours.fires('storm', 10);
    hours.ends('storm', 20);
    hours.fires('spent', HOUR);
    expect(firstOf(hours.fires('b', 10 + afterMs))).toBe(first);
  }
});

it('alarms that share a refused incident get another one after an hour, to the millisecond', () => {
  for (const [afterMs, first] of [
    [HOUR - 1, 'incident.joined'],
    [HOUR, 'requested'],
  ] as const) {
    const hours = new Hours();
    const [requested] = hours.fires('a', 0, { correlation: 'db', policy: 'another' });
    const key = (requested && 'key' in requested ? requested.key : '') as IncidentKey;
    const { alarmId } = reportAlarm('a').alert;
    hours.fold({ type: 'incident.failed', key, alarmId, detail: 'no' }, 1);
    hours.ends('a', 2);
    expect(firstOf(hours.fires('b', afterMs, { correlation: 'db', policy: 'another' }))).toBe(first);
  }
});

it('an incident of one episode that waits for nothing says neither a correlation nor a time', () => {
  const [requested, queued] = new Hours().fires('a', 0);
  expect(requested).toMatchObject({ type: 'incident.requested', key: 'ep-a' });
  expect(requested).not.toHaveProperty('correlation');
  expect(queued).toMatchObject({ type: 'entry.queued' });
  expect(queued).not.toHaveProperty('dueAt');
});
