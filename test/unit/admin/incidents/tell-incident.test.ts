import { describe, expect, it } from 'vitest';
import { mayTell, tellIncident } from '../../../../src/admin/incidents/tell-incident.ts';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import type { EpisodeId, IncidentKey } from '../../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../../src/outbox/events/event.ts';
import { INCIDENT } from '../../../support/alerts.ts';

const key = 'k1' as IncidentKey;
const of = (alarm: string, episode = `e-${alarm}`) => ({
  alarmId: alarm as AlarmId,
  episode: episode as EpisodeId,
});
const requested: OutboxEvent = {
  ...{ type: 'incident.requested', key, ...of('a'), policy: 'critical' },
  ...{ name: 'NodeDown', resource: 'node-0' },
};
const joins = (alarm: string, more: object = {}): OutboxEvent[] => {
  const about = { ...of(alarm), ...more };
  return [
    { type: 'incident.joined', key, name: 'NodeDown', reason: 'open', ...about } as OutboxEvent,
    { type: 'episode.linked', incident: key, resource: `node-${alarm}`, ...about } as OutboxEvent,
  ];
};
const over = (alarm: string, more: object = {}): OutboxEvent => ({
  ...{ type: 'episode.closed', ...of(alarm), source: 's', fingerprint: 'f', name: 'NodeDown' },
  ...{ level: 'Critical', endedAt: 1, ...more },
});
const back = (alarm: string): OutboxEvent => ({ type: 'episode.reopened', ...of(alarm), flaps: 1 });

/** The story of these records, told with these alarms of the ledger. */
function story(
  records: readonly OutboxEvent[][],
  members: Parameters<typeof tellIncident>[1]['members'] = [],
) {
  let seq = 1;
  const numbered = records.map((events) => {
    const record = { v: 1 as const, seq, at: seq, events };
    seq += events.length;
    return record;
  });
  return tellIncident(numbered, { key, members, zone: 'UTC' }).map(({ words }) => words);
}

const ASKED = 'Policy critical requests incident k1. NodeDown on node-0 asks for it.';

describe('the story of an incident', () => {
  it('names each alarm that joins, is over and is back', () => {
    expect(
      story([[requested], joins('1'), [over('a'), over('1', { because: 'staleAfter passed' })], [back('1')]]),
    ).toEqual([
      ASKED,
      'NodeDown on node-1 joins it.',
      'NodeDown on node-0 is over.',
      'NodeDown on node-1 is over, because staleAfter passed.',
      'NodeDown on node-1 fires again.',
    ]);
  });

  it('knows an alarm that joins again in another episode', () => {
    const again = { episode: 'e-1b' as EpisodeId };
    expect(story([[requested], joins('1'), [over('1')], joins('1', again), [over('1', again)]])).toEqual([
      ASKED,
      'NodeDown on node-1 joins it.',
      'NodeDown on node-1 is over.',
      'NodeDown on node-1 is back.',
      'NodeDown on node-1 is over.',
    ]);
  });

  it.each([
    ['storm', 'joins it, because the incident budget is used up'],
    ['returned', 'is back; a person ended the incident a short time ago, so it gets no other one yet'],
  ])('says why an alarm joins: %s', (reason, words) => {
    expect(story([joins('1', { reason })])).toEqual([`NodeDown on node-1 ${words}.`]);
  });

  it('tells nothing of other incidents, and of other episodes of its alarms', () => {
    const other = { key: 'k2' as IncidentKey, incident: 'k2' as IncidentKey };
    const records = [
      [requested],
      [over('a', { episode: 'e-old' }), over('a', { episode: undefined })],
      [{ ...requested, ...other } as OutboxEvent],
      joins('9', other),
      [over('9'), back('9')],
    ];
    expect(story(records)).toEqual([ASKED]);
  });

  it('knows the alarms of the ledger, where nothing is kept of their joining', () => {
    const member = { ...of('7'), name: 'DiskFull', resource: 'db-7' };
    expect(story([[over('7')]], [member])).toEqual(['DiskFull on db-7 is over.']);
    expect(story([[over('7')]], [{ ...of('7'), name: 'DiskFull' }])).toEqual(['DiskFull is over.']);
    expect(story([[over('8')]], [member])).toEqual([]);
  });

  it('calls an entry by one number, also when it is written anew', () => {
    const body = { kind: 'open-incident', key, ...of('a'), request: INCIDENT } as const;
    const about = { alarmId: of('a').alarmId, key };
    const anew = (entry: number, into: number): OutboxEvent[] => [
      { type: 'entry.queued', body, anew: true },
      { type: 'entry.collapsed', ...about, entry, into, anew: true },
    ];
    const told = story([
      [{ type: 'entry.queued', body }],
      anew(1, 2),
      anew(2, 4),
      [{ type: 'attempt.started', ...about, entry: 4 }],
      [{ type: 'entry.delivered', ...about, entry: 4, attempts: 1 }],
    ]);
    expect(told).toEqual([
      'Entry 1 queued: open an incident (level_20) for alarm a.',
      'Entry 1 is written anew, because the configuration changed.',
      'Entry 1 is written anew, because the configuration changed.',
      'Entry 1: the call to COC starts.',
      'Entry 1: COC took it.',
    ]);
  });

  it('is told from the events of it, and from all ends and returns', () => {
    const [joined, linked] = joins('1');
    for (const event of [requested, joined, linked, over('1'), back('1')])
      expect(event && mayTell(event, key)).toBe(true);
    const others = joins('1', { key: 'k2', incident: 'k2' });
    const repeated: OutboxEvent = { type: 'alert.repeated', alarmId: of('a').alarmId };
    for (const event of [...others, repeated]) expect(mayTell(event, key)).toBe(false);
  });
});
