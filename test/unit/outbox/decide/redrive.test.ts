import { describe, expect, it } from 'vitest';
import type { Arrival } from '../../../../src/outbox/decide/decision.ts';
import { type RefusedAlarm, redriveAlarm, redriveIncident } from '../../../../src/outbox/decide/redrive.ts';
import type { EpisodeId } from '../../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../../src/outbox/events/event.ts';
import { shardOf } from '../../../../src/outbox/events/hash.ts';
import type { Incident } from '../../../../src/outbox/ledger/incident.ts';
import { Ledger } from '../../../../src/outbox/ledger/ledger.ts';
import type { LedgerView } from '../../../../src/outbox/ledger/ledger-view.ts';
import type { EpisodeSeries, Series } from '../../../../src/outbox/ledger/series.ts';
import { anAlarm, anAlert, firing, INCIDENT, resolved, STARTED_AT } from '../../../support/alerts.ts';
import { openIncident } from '../../../support/entries.ts';

const EPISODE = 'ep-disk' as EpisodeId;
const REFUSED = { episode: EPISODE, alarm: anAlarm(anAlert('disk')), deadLetter: 'entry-3' };
const INCIDENT_ENTRY = openIncident('ep-a1');

function anEpisode(changes: Partial<EpisodeSeries> = {}): Series {
  const { alarmId, source, fingerprint, name, level } = firing('disk').alert;
  const series = { alarmId, source, fingerprint, name, level };
  const open = { ...series, episode: EPISODE, state: 'firing', startedAt: 1, lastSeenAt: 1 };
  return { ...open, ...changes } as Series;
}

function ledger(known: { episode?: Series; incident?: Incident }): LedgerView {
  return { series: () => known.episode, incident: () => known.incident };
}

function ledgerOf({ episode, incident }: { episode?: Series; incident?: Incident }): Ledger {
  const made = new Ledger();
  const empty = { position: 0, series: [], incidents: [] };
  if (episode) made.restore(shardOf(episode.alarmId), { ...empty, series: [episode] });
  if (incident) made.restore(shardOf(incident.key), { ...empty, incidents: [incident] });
  return made;
}

/** Result of putting a letter with this alert back, for a series in this state. */
function redriven(
  episode: Series | undefined,
  again: Arrival = firing('disk'),
  end: Arrival = resolved('disk'),
): readonly string[] {
  const view = episode ? ledger({ episode }) : ledger({});
  return redriveAlarm(view, REFUSED, { again, end }).map(told);
}

function told(event: OutboxEvent): string {
  if (event.type === 'entry.queued' && event.body.kind === 'report-alarm') {
    const { alarm, alert, episode, incident } = event.body;
    const asks = incident ? ` asks for ${incident.policy}` : '';
    return `${alarm.alarmStatus} ${alarm.alarmLevel} of ${episode} (${alert.status})${asks}`;
  }
  if (event.type === 'alert.dropped' || event.type === 'incident.skipped')
    return `${event.type} ${event.reason}`;
  return event.type;
}

const refusedUnder = 'c0';
const over = { state: 'resolved', endedAt: 2, closedAt: 2 } as const;

describe('a refused end of an earlier episode that is put back', () => {
  const there = {
    ...anAlarm(anAlert('disk')),
    alarmStatus: 'ok',
    integration: 'pay',
    alarmLevel: 'Minor',
  } as const;
  const refusedEnds = [{ deadLetter: 'entry-3', episode: EPISODE, integration: 'pay' }];
  const newer = { episode: 'ep-new' as EpisodeId };

  function put(known: Series | undefined, changes: Partial<RefusedAlarm> = {}, again = firing('disk')) {
    const routed = { again, end: resolved('disk', { alarm: { applicationId: 'app-2' } }) };
    const view = known ? ledger({ episode: known }) : ledger({});
    return redriveAlarm(view, { ...REFUSED, alarm: there, ...changes }, routed);
  }

  it('is sent to its place at its level while it is owed there, also past a filter', () => {
    const sent = {
      ...{ type: 'entry.queued', body: { episode: EPISODE, flaps: 2, alert: { status: 'resolved' } } },
      ...{ body: { alarm: { alarmStatus: 'ok', integration: 'pay', alarmLevel: 'Minor' } } },
    };
    const known = anEpisode({ ...newer, refusedEnds });
    expect(put(known, { flaps: 2 })).toMatchObject([sent]);
    expect(put(known, {}, resolved('disk'))).toMatchObject([sent]);
    const filtered = firing('disk', { routed: { kind: 'filtered', reason: 'route' } });
    expect(put(known, {}, filtered)).toMatchObject([sent]);
    expect(put(undefined)).toMatchObject([sent]);
  });

  it.each<[string, Partial<EpisodeSeries>]>([
    ['is not owed any more', {}],
    [
      'is not owed, but another one is',
      { refusedEnds: [{ ...refusedEnds[0], deadLetter: 'entry-4' } as never] },
    ],
    [
      'has something newer waiting for its place',
      { refusedEnds, unsent: [{ entry: 9, episode: EPISODE, integration: 'pay' } as never] },
    ],
  ])('is not sent when it %s', (_, changes) => {
    const known = anEpisode({ ...newer, ...changes });
    expect(put(known).map(told)).toEqual(['alert.dropped late']);
    expect(put(known, {}, resolved('disk')).map(told)).toEqual(['alert.dropped late']);
  });

  it('is sent though something waits for another place', () => {
    const unsent = [{ entry: 9, episode: EPISODE, integration: 'default' } as never];
    expect(put(anEpisode({ ...newer, refusedEnds, unsent }))).toMatchObject([{ type: 'entry.queued' }]);
  });

  it('of the last episode passes a filter that lets ends pass', () => {
    const { routed } = resolved('disk');
    if (routed.kind !== 'alarm') throw new Error('it is no alarm');
    const again = resolved('disk', { routed: { kind: 'filtered', reason: 'route', end: routed.alarm } });
    const own = anEpisode({ refusedUnder, ...over });
    expect(redriven(own, again)).toEqual([`ok Major of ${EPISODE} (resolved)`]);
    const none = resolved('disk', { routed: { kind: 'filtered', reason: 'route' } });
    expect(redriven(own, none)).toEqual(['alert.dropped route']);
  });
});

describe('a refused fire that is put back', () => {
  it('is sent again in its own episode, which accepts repeats again', () => {
    expect(redriven(anEpisode({ refusedUnder }))).toEqual([
      'episode.changed',
      'alarm Major of ep-disk (firing)',
    ]);
  });

  it('counts for the configuration that renders it now', () => {
    const { alert, routed } = firing('disk');
    if (routed.kind !== 'alarm') throw new Error('it is no alarm');
    const again = { alert, routed: { ...routed, configuration: 'c9' } };
    const view = ledger({ episode: anEpisode({ refusedUnder }) });
    const events = redriveAlarm(view, REFUSED, { again, end: resolved('disk') });
    expect(events.at(-1)).toMatchObject({ body: { configuration: 'c9' } });
  });

  it('has the level and the incident of the current routing', () => {
    const again = firing('disk', { level: 'Critical', incident: INCIDENT });
    expect(redriven(anEpisode({ refusedUnder }), again)).toEqual([
      'episode.changed',
      'alarm Critical of ep-disk (firing) asks for critical',
    ]);
  });

  it.each([
    ['is over', anEpisode({ refusedUnder, ...over }), 'episode.changed'],
    ['is forgotten', undefined, undefined],
  ])('is followed by its end when its episode %s', (_how, episode, changed) => {
    const again = firing('disk', { level: 'Minor' });
    expect(redriven(episode, again)).toEqual([
      ...(changed ? [changed] : []),
      'alarm Minor of ep-disk (firing)',
      'ok Minor of ep-disk (resolved)',
    ]);
  });

  it('asks for no incident where its route has none', () => {
    const again = firing('disk');
    const [queued] = redriveAlarm(ledger({}), REFUSED, { again, end: again });
    expect(queued).not.toHaveProperty('body.incident');
  });

  it('is only recorded when a later episode has overtaken it', () => {
    const later = anEpisode({ episode: 'ep-later' as EpisodeId });
    expect(redriven(later)).toEqual(['alert.dropped late']);
    expect(redriven(later, resolved('disk'))).toEqual(['alert.dropped late']);
  });

  it('is only recorded when its route drops it now', () => {
    const again = firing('disk', { routed: { kind: 'filtered', reason: 'route', route: 'tests' } });
    expect(redriven(anEpisode({ refusedUnder }), again)).toEqual(['alert.dropped route']);
  });
});

describe('a refused resolve that is put back', () => {
  it('is sent at the level that COC knows', () => {
    const episode = anEpisode({ refusedUnder, level: 'Critical', ...over });
    expect(redriven(episode, resolved('disk'))).toEqual(['ok Critical of ep-disk (resolved)']);
  });

  it('asks for no incident, nor for flaps that never were', () => {
    const again = resolved('disk', { incident: INCIDENT });
    const events = redriveAlarm(ledger({}), REFUSED, { again, end: again });
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ body: { alarm: { alarmStatus: 'ok' } } });
    for (const absent of ['incident', 'flaps']) expect(events[0]).not.toHaveProperty(`body.${absent}`);
  });

  it('is not sent again when its fire was put back with its end', () => {
    expect(redriven(anEpisode(over), resolved('disk'))).toEqual(['alert.repeated']);
  });

  it('is sent even when its series is forgotten', () => {
    expect(redriven(undefined, resolved('disk'))).toEqual(['ok Major of ep-disk (resolved)']);
  });
});

describe('a refused alarm that replaced others, and is put back', () => {
  const collapsed = {
    alarms: [{ alarmStatus: 'alarm', alarmLevel: 'Critical', time: STARTED_AT }],
    earlier: 3,
  } as const;

  /** Facts that each alarm carries after this letter is put back. */
  function carried(episode: Series | undefined, again: Arrival, refused: Partial<RefusedAlarm>) {
    const view = episode ? ledger({ episode }) : ledger({});
    const routed = { again, end: resolved('disk') };
    return redriveAlarm(view, { ...REFUSED, ...refused }, routed).flatMap((event) => {
      if (event.type !== 'entry.queued' || event.body.kind !== 'report-alarm') return [];
      const { alarm, flaps, collapsed: times } = event.body;
      return [{ status: alarm.alarmStatus, flaps, times }];
    });
  }

  it.each([
    ['fires', anEpisode({ refusedUnder })],
    ['is over', anEpisode({ refusedUnder, ...over })],
    ['is forgotten', undefined],
  ])('carries their times while its episode %s, and its end does not', (_how, episode) => {
    const [fire, ...end] = carried(episode, firing('disk'), { collapsed });
    expect(fire).toMatchObject({ status: 'alarm', times: collapsed });
    expect(end.map(({ status, times }) => [status, times])).toEqual(
      episode?.state === 'firing' ? [] : [['ok', undefined]],
    );
  });

  it.each([
    ['is still refused', anEpisode({ refusedUnder, ...over })],
    ['has ended in COC already, without these times', anEpisode(over)],
  ])('carries them as the end of an episode that %s', (_how, episode) => {
    expect(carried(episode, resolved('disk'), { collapsed })).toEqual([
      { status: 'ok', flaps: undefined, times: collapsed },
    ]);
  });

  it('has the flaps of its episode as known now, or else its own', () => {
    const refused = { flaps: 2 };
    expect(carried(anEpisode({ refusedUnder, flaps: 5 }), firing('disk'), refused)).toMatchObject([
      { flaps: 5 },
    ]);
    expect(carried(undefined, firing('disk'), refused)).toMatchObject([{ flaps: 2 }, { flaps: 2 }]);
  });
});

describe('a refused incident that is put back', () => {
  const { key, alarmId, episode } = INCIDENT_ENTRY;
  const open = anEpisode({ alarmId, episode });
  const about = { key, alarmId, episode, policy: 'critical', requestedAt: 1 };
  const IN_COC = { incidentNum: 'IM1', openedAt: 1, changedAt: 1 };
  const putBack = (known: { episode?: Series; incident?: Incident }) =>
    redriveIncident(ledgerOf(known), INCIDENT_ENTRY, { ...INCIDENT, title: 'Anew' });

  it('is requested again, as it is rendered now', () => {
    const events = putBack({ episode: open, incident: { ...about, state: 'failed', changedAt: 1 } });
    expect(events.map(told)).toEqual(['incident.requested', 'entry.queued']);
    expect(events[1]).toMatchObject({ body: { kind: 'open-incident', key, request: { title: 'Anew' } } });
  });

  it('keeps its level, its begin, its resource and the one before it', () => {
    const follows = { incidentNum: 'IM1', state: 'completed', why: 'returned' } as const;
    const facts = { level: 'level_20', startedAt: 7, resource: 'db-1', follows };
    const failed = { ...about, state: 'failed', changedAt: 1, ...facts } as const;
    expect(putBack({ episode: open, incident: failed })[0]).toEqual({
      ...{ type: 'incident.requested', key, alarmId, episode, policy: 'critical', ...facts },
    });
    const without = putBack({ episode: open, incident: { ...about, state: 'failed', changedAt: 1 } })[0];
    expect(without).toEqual({ type: 'incident.requested', key, alarmId, episode, policy: 'critical' });
  });

  it('is still shared: by its correlation, or as the incident of a storm', () => {
    const failed = { ...about, state: 'failed', changedAt: 1 } as const;
    const [shared] = putBack({ episode: open, incident: { ...failed, correlation: 'db' } });
    expect(shared).toEqual({
      type: 'incident.requested',
      key,
      alarmId,
      episode,
      policy: 'critical',
      correlation: 'db',
    });
    const [storm] = putBack({ episode: open, incident: { ...failed, storm: 'policy' } });
    expect(storm).toEqual({
      type: 'incident.requested',
      key,
      alarmId,
      episode,
      policy: 'critical',
      storm: 'policy',
    });
    const [alone] = putBack({ episode: open, incident: failed });
    expect(alone).toEqual({ type: 'incident.requested', key, alarmId, episode, policy: 'critical' });
    expect(alone).not.toHaveProperty('correlation');
  });

  it.each(['requested', 'undecided', 'opened'] as const)('is not requested twice while it is %s', (state) => {
    expect(
      putBack({ episode: open, incident: { ...about, ...IN_COC, state } as Incident }).map(told),
    ).toEqual(['incident.skipped exists']);
  });

  it.each<[string, Series | undefined, string[]]>([
    ['fires', open, ['incident.requested', 'entry.queued']],
    ['is over', { ...open, ...over } as Series, ['incident.skipped resolved']],
    ['is another one', { ...open, episode: 'later' as EpisodeId } as Series, ['incident.skipped resolved']],
    ['is forgotten too', undefined, ['incident.skipped resolved']],
  ])('that nobody remembers goes by its problem, which %s', (_how, known, expected) => {
    expect(putBack(known ? { episode: known } : {}).map(told)).toEqual(expected);
  });

  it.each([
    ['is over', { ...open, ...over } as Series],
    ['is another one', { ...open, episode: 'later' as EpisodeId } as Series],
    ['is forgotten', undefined],
  ])('is not requested when the problem %s', (_how, episodeNow) => {
    const known = episodeNow ? { episode: episodeNow } : {};
    expect(putBack({ ...known, incident: { ...about, state: 'failed', changedAt: 1 } }).map(told)).toEqual([
      'incident.skipped resolved',
    ]);
  });
});
