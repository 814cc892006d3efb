import { describe, expect, it } from 'vitest';
import type { IncidentRequest } from '../../../../../src/alerts/alarm.ts';
import { requestIncident } from '../../../../../src/outbox/decide/incidents/request-incident.ts';
import type { EpisodeId } from '../../../../../src/outbox/events/entry.ts';
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

it('an incident of one episode that waits for nothing says neither a correlation nor a time', () => {
  const [requested, queued] = new Hours().fires('a', 0);
  expect(requested).toMatchObject({ type: 'incident.requested', key: 'ep-a' });
  expect(requested).not.toHaveProperty('correlation');
  expect(queued).toMatchObject({ type: 'entry.queued' });
  expect(queued).not.toHaveProperty('dueAt');
});

describe('the budget of all policies', () => {
  const alarm = (name: string, policy: string, level: string) =>
    reportAlarm(name, { episode: `ep-${name}` as EpisodeId, incident: { ...INCIDENT, policy, level } });

  /** Levels of the incidents that each of these alarms gets: its own, or a storm's with a star. */
  function levelsOf(most: number, asked: readonly string[], configured = ['level_10', 'level_50']) {
    const incidentRules = new Map(configured.map((level) => [level, someRules({ level })]));
    const policy = aPolicy({ incidentRules, maxIncidentsPerHour: most });
    const ledger = new Ledger();
    let seq = 1;
    const fold = (event: OutboxEvent) => ledger.fold(event, { seq: seq++, at: START });
    return asked.map((level, i) => {
      const body = alarm(`s${i}`, level, level);
      const { alarmId, source, fingerprint, name, level: severity } = body.alert;
      const about = { alarmId, source, fingerprint, name, level: severity, episode: body.episode };
      fold({ type: 'episode.opened', ...about, startedAt: START });
      const [first, ...others] = requestIncident(ledger, body, { seq, now: START, policy });
      for (const event of [first, ...others]) if (event) fold(event);
      if (first?.type === 'incident.joined') return `${ledger.incident(first.key)?.level}+`;
      return first?.type === 'incident.requested' && first.storm ? `${first.level}*` : level;
    });
  }
  const [grave, low] = ['level_10', 'level_50'];

  it.each([
    [10, 8],
    [5, 4],
    [2, 1],
    [1, 1],
  ])('of %i lets a lesser level have %i, and keeps the rest for the graver one', (most, own) => {
    const lesser = levelsOf(
      most,
      Array.from({ length: own + 1 }, () => low),
    );
    expect(lesser).toEqual([...Array.from({ length: own }, () => low), `${low}*`]);
    const graver = levelsOf(
      most,
      Array.from({ length: most + 1 }, () => grave),
    );
    expect(graver).toEqual([...Array.from({ length: most }, () => grave), `${grave}*`]);
  });

  it('keeps a reserve for each graver level, and leaves one for the least', () => {
    const levels = ['level_10', 'level_20', 'level_50'];
    const many = (level: string, count: number) => Array.from({ length: count }, () => level);
    const mixed = levelsOf(10, [...many(low, 7), ...many('level_20', 3), ...many(grave, 3)], levels);
    expect(mixed).toEqual([
      ...[...many(low, 6), `${low}*`],
      ...[...many('level_20', 2), 'level_20*'],
      ...[...many(grave, 2), `${grave}*`],
    ]);
    expect(levelsOf(2, [low, low], levels)).toEqual([low, `${low}*`]);
  });

  it('is whole for a lesser level where no policy is graver', () => {
    expect(levelsOf(2, [low, low, low], [low])).toEqual([low, low, `${low}*`]);
  });

  it('has a storm for each level, which a graver alarm never joins', () => {
    expect(levelsOf(2, [low, low, low, grave, grave, grave])).toEqual([
      ...[low, `${low}*`, `${low}+`],
      ...[grave, `${grave}*`, `${grave}+`],
    ]);
  });
});
