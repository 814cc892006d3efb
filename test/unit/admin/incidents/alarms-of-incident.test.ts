import { describe, expect, it } from 'vitest';
import {
  alarmsOfIncidents,
  resourcesByAlarm,
  resourcesOf,
} from '../../../../src/admin/incidents/alarms-of-incident.ts';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import type { EpisodeId, IncidentKey } from '../../../../src/outbox/events/entry.ts';
import type { Incident } from '../../../../src/outbox/ledger/incident.ts';
import type { EpisodeSeries, Series } from '../../../../src/outbox/ledger/series.ts';
import { reportAlarm } from '../../../support/entries.ts';

const key = 'k1' as IncidentKey;
const INCIDENT: Incident = {
  ...{ key, alarmId: 'a' as AlarmId, episode: 'e-a' as EpisodeId, policy: 'critical', requestedAt: 1 },
  state: 'requested',
};

function series(id: string, changes: Partial<EpisodeSeries> = {}): EpisodeSeries {
  return {
    ...{ alarmId: id as AlarmId, episode: `e-${id}` as EpisodeId, source: 's', fingerprint: id },
    ...{ name: `Alert ${id}`, level: 'Critical', lastSeenAt: 1, startedAt: 1, state: 'firing' },
    ...changes,
  } as EpisodeSeries;
}

const OVER = { state: 'resolved', endedAt: 2, closedAt: 2 } as const;

describe('the alarms of incidents', () => {
  it('are those whose latest episode belongs to one of them: those that fire, for longest first', () => {
    const all = [
      series('over', { ...OVER, startedAt: 0 }),
      series('young', { startedAt: 9 }),
      series('held', { ...OVER, state: 'recovering', held: { entry: 1, until: 9 } }),
      series('fires'),
      series('other'),
      { ...series('dead'), state: 'tombstone' } as never as Series,
    ];
    const ledger = {
      everySeries: () => all.values(),
      incidentOf: ({ alarmId }: Series) =>
        alarmId === 'other' ? { ...INCIDENT, key: 'k2' as IncidentKey } : INCIDENT,
    };
    const found = alarmsOfIncidents([INCIDENT], ledger as never);
    expect([...found.keys()]).toEqual([key]);
    expect(found.get(key)?.map(({ alarmId }) => alarmId)).toEqual(['held', 'fires', 'young', 'over']);
  });
});

describe('the resources of an incident', () => {
  it('are named once, at most five, and counted', () => {
    const alarms = ['1', '2', '2', '3', '4', '5', '6'].map((n) => series(n, { resource: `node-${n}` }));
    expect(resourcesOf(INCIDENT, [series('0'), ...alarms])).toEqual({
      resources: ['node-1', 'node-2', 'node-3', 'node-4', 'node-5'],
      resourcesKnown: 6,
    });
  });

  it.each([
    ['of the request where no alarm has one', [], ['db-1']],
    ['of the request too', ['db-2'], ['db-2', 'db-1']],
    ['of the request once', ['db-1', 'db-2'], ['db-1', 'db-2']],
  ])('are that %s', (_, named, resources) => {
    const alarms = named.map((resource, i) => series(`${i}`, { resource }));
    expect(resourcesOf({ ...INCIDENT, resource: 'db-1' }, alarms)).toEqual({
      ...{ resources, resourcesKnown: resources.length },
    });
  });

  it('are read from the last stored alarms where the ledger has none', async () => {
    const stored = reportAlarm('b');
    const asked: string[] = [];
    const outbox = {
      alarmsOf: async (all: readonly Series[]) => {
        asked.push(...all.map(({ alarmId }) => alarmId));
        return all.map(({ alarmId }) => (alarmId === 'b' ? stored : undefined));
      },
    };
    const alarms = [series('a', { resource: 'node-a' }), series('b'), series('c')];
    expect(await resourcesByAlarm(outbox, alarms)).toEqual(['node-a', stored.alarm.resourceName, undefined]);
    expect(asked).toEqual(['b', 'c']);
  });
});
