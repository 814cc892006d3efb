import { describe, expect, it } from 'vitest';
import type { IncidentRequest } from '../../../../../src/alerts/alarm.ts';
import type { AlarmId } from '../../../../../src/alerts/alert.ts';
import {
  type Covered,
  type IncidentWriter,
  otherSpeaker,
  withTextsOfNow,
} from '../../../../../src/outbox/decide/incidents/covered-alarms.ts';
import { incidentsToKeep, keepIncident } from '../../../../../src/outbox/decide/incidents/keep-incident.ts';
import type { EpisodeId, IncidentKey } from '../../../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../../../src/outbox/events/event.ts';
import { Ledger } from '../../../../../src/outbox/ledger/ledger.ts';
import { LedgerDraft } from '../../../../../src/outbox/ledger/ledger-draft.ts';
import { INCIDENT } from '../../../../support/alerts.ts';
import { dueEntry, openIncident, reportAlarm } from '../../../../support/entries.ts';
import { someRules } from '../../../../support/incident-rules.ts';
import { aPolicy } from '../../../../support/policy.ts';

const KEY = 'k1' as IncidentKey;
const POLICY = aPolicy({ incidentRules: new Map([[INCIDENT.policy, someRules({ reraiseAfterMs: 0 })]]) });

const about = (name: string) => ({
  ...{ alarmId: name as AlarmId, episode: `ep-${name}` as EpisodeId, source: 's', fingerprint: name, name },
  level: 'Critical' as const,
});
const opened = (name: string, startedAt: number): OutboxEvent => ({
  ...{ type: 'episode.opened', ...about(name), startedAt },
});
const closed = (name: string): OutboxEvent => ({ type: 'episode.closed', ...about(name), endedAt: 50 });
const linked = (name: string, resource?: string): OutboxEvent => ({
  ...{ type: 'episode.linked', alarmId: about(name).alarmId, episode: about(name).episode, incident: KEY },
  ...(resource !== undefined && { resource }),
});
const requested = (more: object = {}): OutboxEvent => ({
  ...{ type: 'incident.requested', key: KEY, alarmId: 'a' as AlarmId, episode: 'ep-a' as EpisodeId },
  ...{ policy: INCIDENT.policy, correlation: 'cluster="a"', ...more },
});

function folded(table: { fold: Ledger['fold'] }, ...events: readonly OutboxEvent[]): void {
  events.forEach((event, i) => {
    table.fold(event, { seq: i + 1, at: 100 + i });
  });
}

/** A ledger with an incident that the firing alarms a and b share. */
function shared(more: object = {}): Ledger {
  const ledger = new Ledger();
  folded(ledger, opened('a', 20), requested(more), linked('a', 'node-a'), opened('b', 10), linked('b'));
  return ledger;
}

/** What the writer of the texts is told. */
function told(view: Ledger | LedgerDraft): Covered | undefined {
  let seen: Covered | undefined;
  const write: IncidentWriter = ({ title, description }, covered) => {
    seen = covered;
    return { title, description };
  };
  withTextsOfNow(view, dueEntry(openIncident('k1')), { write });
  return seen;
}

describe('what an incident stands for when it is opened', () => {
  it('are the alarms that fire, the one that fires longest first, with what they share', () => {
    const follows = { incidentNum: 'IM1', state: 'completed', why: 'returned' } as const;
    expect(told(shared({ storm: 'policy', level: 'level_20', follows }))).toStrictEqual({
      alarms: [
        { alarmId: 'b', name: 'b', level: 'Critical', startedAt: 10 },
        { alarmId: 'a', name: 'a', level: 'Critical', startedAt: 20, resource: 'node-a' },
      ],
      ...{ total: 2, ownerFires: true, policy: INCIDENT.policy, correlation: 'cluster="a"' },
      ...{ storm: 'policy', follows },
    });
  });

  it('share nothing where the incident is of one episode', () => {
    expect(told(shared({ correlation: undefined }))).not.toHaveProperty('correlation');
  });

  it('are in a draft those of its base, without what ended and with what joined in it', () => {
    const draft = new LedgerDraft(shared());
    folded(draft, closed('b'), opened('c', 30), linked('c'));
    expect(told(draft)?.alarms.map(({ alarmId }) => alarmId)).toEqual(['a', 'c']);
    folded(draft, closed('c'), closed('a'));
    expect(told(draft)).toMatchObject({ alarms: [], ownerFires: false });
    expect([...draft.linkedAlarms(KEY)]).toEqual([]);
  });

  it('does not count an episode after the one that asked as the alarm that asked', () => {
    const ledger = shared();
    folded(ledger, closed('a'));
    expect(told(ledger)).toMatchObject({ ownerFires: false, alarms: [{ alarmId: 'b' }] });
  });

  it('is asked of nothing else', () => {
    const alarm = dueEntry(reportAlarm('a'));
    const write = () => expect.unreachable();
    expect(withTextsOfNow(new Ledger(), alarm, { write })).toBe(alarm);
    const unknown = dueEntry(openIncident('k1'));
    expect(withTextsOfNow(new Ledger(), unknown, { write })).toBe(unknown);
  });
});

describe('an incident that ended while its alarms fire', () => {
  const inCoc = (ledger: Ledger, state: 'completed' | 'accepted') =>
    folded(
      ledger,
      { type: 'incident.opened', key: KEY, alarmId: 'a' as AlarmId, incidentNum: 'IM1' },
      { type: 'incident.moved', key: KEY, alarmId: 'a' as AlarmId, state, by: 'agent' },
    );
  const ended = (ledger: Ledger) => [...ledger.endedFiringIncidents()].map(({ key }) => key);

  it('is kept in mind until none fires any more, and again when one joins', () => {
    const ledger = shared();
    expect(ended(ledger)).toEqual([]);
    inCoc(ledger, 'completed');
    expect(ended(ledger)).toEqual([KEY]);
    expect(incidentsToKeep(ledger)).toEqual([KEY]);
    folded(ledger, closed('a'), closed('b'));
    expect(ended(ledger)).toEqual([]);
    folded(ledger, opened('c', 60), linked('c'));
    expect(ended(ledger)).toEqual([KEY]);
  });

  it('is none of those that are open, and is forgotten with them', () => {
    const ledger = shared();
    inCoc(ledger, 'accepted');
    expect(ended(ledger)).toEqual([]);
    expect(incidentsToKeep(ledger)).toEqual([KEY]);
  });

  it('has no next step, and neither has one that nobody knows', () => {
    const at = { now: 1_000, seq: 50, policy: POLICY };
    const ledger = shared();
    for (const state of ['accepted', 'completed'] as const) {
      expect(keepIncident(ledger, KEY, at)).toEqual([]);
      expect(keepIncident(ledger, 'k9' as IncidentKey, at)).toEqual([]);
      inCoc(ledger, state);
    }
    expect(keepIncident(ledger, KEY, at)).toEqual([]);
  });
});

describe('an alarm that speaks for an incident in the place of one that is over', () => {
  const OWN = { ...INCIDENT, title: 'own', tail: ['Level: Critical'], hasOwnTitle: true } as const;
  const write: IncidentWriter = (request, { ownerFires }) => ({
    title: `${request.title}, ${ownerFires}`,
    description: request.description,
    ...(request.tail && { tail: request.tail }),
  });

  it('is the one that fires longest, and none while the first one fires', () => {
    const ledger = shared();
    expect(otherSpeaker(ledger, dueEntry(openIncident('k1')))).toBeUndefined();
    folded(ledger, closed('a'));
    expect(otherSpeaker(ledger, dueEntry(openIncident('k1')))).toMatchObject({ alarmId: 'b' });
    folded(ledger, closed('b'));
    expect(otherSpeaker(ledger, dueEntry(openIncident('k1')))).toBeUndefined();
    expect(otherSpeaker(ledger, dueEntry(openIncident('k2')))).toBeUndefined();
    expect(otherSpeaker(ledger, dueEntry(reportAlarm('a')))).toBeUndefined();
  });

  it('tells its own texts, and nothing of those of the first one', () => {
    const ledger = shared();
    folded(ledger, closed('a'));
    const due = dueEntry({ ...openIncident('k1'), request: OWN });
    const episode = 'ep-b' as EpisodeId;
    const requestOf = (more: Partial<IncidentRequest>) => {
      const speaker = {
        episode,
        request: { ...INCIDENT, title: 'b', description: 'of b', level: 'x', ...more },
      };
      const { body } = withTextsOfNow(ledger, due, { write, speaker });
      return body.kind === 'open-incident' ? body.request : undefined;
    };
    const { tail: _, hasOwnTitle: __, ...own } = OWN;
    expect(requestOf({})).toEqual({ ...own, title: 'b, true', description: 'of b' });
    const tail = ['Link: https://b.example'];
    expect(requestOf({ tail, hasOwnTitle: true })).toEqual({
      ...{ ...own, title: 'b, true', description: 'of b', tail, hasOwnTitle: true },
    });
  });
});
