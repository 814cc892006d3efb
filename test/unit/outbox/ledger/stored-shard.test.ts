import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import type { EpisodeId, IncidentKey } from '../../../../src/outbox/events/entry.ts';
import type { Incident, IncidentInCoc } from '../../../../src/outbox/ledger/incident.ts';
import type { Series } from '../../../../src/outbox/ledger/series.ts';
import {
  decodeShard,
  encodeShard,
  type PlaceFormat,
  type StoredShard,
} from '../../../../src/outbox/ledger/stored-shard.ts';
import type { RecordRef } from '../../../../src/outbox/ports/record-ref.ts';

/** A journal whose references are the number of a row. */
const ROWS: PlaceFormat<{ readonly row: number }> = {
  write: (ref) => ({ row: Number(ref) }),
  read: ({ row }) => BigInt(row) as RecordRef,
};

/** Takes the whole stored place as the reference, whatever the journal. */
function placeIn(place: object): RecordRef {
  return place as unknown as RecordRef;
}

const when = fc.nat();
const unsent = fc.array(
  fc.record({
    entry: when,
    episode: fc.constant('e1' as EpisodeId),
    status: fc.constantFrom('alarm' as const, 'ok' as const),
    level: fc.constant('Major' as const),
    time: when,
    integration: fc.constant('default'),
  }),
  { minLength: 1, maxLength: 4 },
);
const facts = {
  alarmId: fc.constant('a1' as AlarmId),
  source: fc.constant('prod'),
  fingerprint: fc.constant('f'),
  name: fc.string(),
  level: fc.constantFrom('Critical' as const, 'Info' as const),
  lastSeenAt: when,
};
const heard = fc.record(
  {
    startsAt: when,
    early: fc.array(fc.oneof(fc.record({ at: when }), fc.record({ startsAt: when, at: when })), {
      maxLength: 3,
    }),
    noted: fc.record({ startsAt: when, at: when }),
    problem: fc.constant('7'),
    saidAt: when,
    updatedAt: when,
    assumed: fc.constant(true as const),
    givenUp: fc.constant(true as const),
  },
  { requiredKeys: [] },
);
const maybe = { unsent, heard };
const lastAlarm = fc.record({
  seq: when,
  ref: when.map((row) => BigInt(row) as RecordRef),
  reassertion: fc.boolean(),
});
const episode = {
  ...facts,
  episode: fc.constant('e1' as EpisodeId),
  startedAt: when,
};
const ofEpisode = {
  ...maybe,
  toldAt: when,
  staleAt: when,
  refusedUnder: fc.string(),
  content: fc.string(),
  incident: fc.constant('k1' as IncidentKey),
  flaps: when,
  lastAlarm,
  cocFires: fc.constant(true as const),
};
const end = { endedAt: when, closedAt: when };
const held = fc.record({ entry: when, until: when });

function withOptional<R extends object, O extends object>(required: R, optional: O) {
  const keys = Object.keys(required) as (keyof R)[];
  return fc.record({ ...required, ...optional } as never, { requiredKeys: keys as never });
}

const series = fc.oneof(
  withOptional({ ...episode, state: fc.constant('firing') }, ofEpisode),
  withOptional({ ...episode, ...end, held, state: fc.constant('recovering') }, ofEpisode),
  withOptional({ ...episode, ...end, state: fc.constant('resolved') }, ofEpisode),
  withOptional(
    { ...facts, ...end, firstEndedAt: when, state: fc.constant('tombstone') },
    { ...maybe, resolveToldAt: when },
  ),
) as unknown as fc.Arbitrary<Series>;

describe('the stored form of a shard', () => {
  it('gives every series back as it was, through JSON', () => {
    fc.assert(
      fc.property(fc.array(series), when, (all, position) => {
        const shard = { position, series: all, incidents: [] };
        const stored = JSON.parse(JSON.stringify(encodeShard(shard, ROWS)));
        expect(decodeShard(stored, ROWS)).toEqual(shard);
      }),
    );
  });

  it('is that of version 0.1.0: held recoveries and tombstones are told by their fields', () => {
    const recovering: Series = {
      ...{ alarmId: 'a1' as AlarmId, source: 's', fingerprint: 'f', name: 'n', level: 'Major', startedAt: 1 },
      ...{ lastSeenAt: 2, episode: 'e1' as EpisodeId, state: 'recovering', endedAt: 2, closedAt: 2 },
      held: { entry: 7, until: 9 },
      lastAlarm: { seq: 3, ref: 5n as RecordRef, reassertion: false },
    };
    const { episodes } = encodeShard({ position: 1, series: [recovering], incidents: [] }, ROWS);
    expect(episodes[0]).toMatchObject({
      state: 'resolved',
      held: { entry: 7, until: 9 },
      body: { row: 5, seq: 3, reassertion: false },
    });
    expect(episodes[0]).not.toHaveProperty('lastAlarm');
  });

  it('is that of version 0.1.0 for a tombstone: its first end is stored as the begin', () => {
    const facts = {
      alarmId: 'a1' as AlarmId,
      source: 's',
      fingerprint: 'f',
      name: 'n',
      level: 'Major',
    } as const;
    const times = { lastSeenAt: 4, endedAt: 2, closedAt: 4 };
    const tombstone: Series = {
      ...{ ...facts, ...times, state: 'tombstone' },
      ...{ firstEndedAt: 1, resolveToldAt: 5 },
    };
    const { episodes } = encodeShard({ position: 1, series: [tombstone], incidents: [] }, ROWS);
    expect(episodes).toEqual([{ ...facts, ...times, state: 'resolved', startedAt: 1, toldAt: 5 }]);
    expect(decodeShard({ position: 1, episodes, incidents: [] }, ROWS).series).toEqual([tombstone]);
  });

  it('writes back every series that version 0.1.0 has stored, as it was', async () => {
    const places: PlaceFormat<object> = { write: (ref) => ref as unknown as object, read: placeIn };
    const directory = 'test/fixtures/data-directory/0.1.0/ledger';
    const written: StoredShard<object>['episodes'][number][] = [];
    for (const name of await readdir(directory)) {
      const text = await readFile(join(directory, name), 'utf8');
      const stored = JSON.parse(text.slice(text.indexOf('{')));
      const { episodes } = encodeShard(decodeShard(stored, places), places);
      expect(episodes).toEqual(stored.episodes);
      written.push(...episodes);
    }
    expect(written.length).toBeGreaterThan(0);
  });

  it('fills in what an incident of an older version lacks', () => {
    const older = { key: 'k1', alarmId: 'a1', episode: 'e1', policy: 'p', requestedAt: 5, state: 'opened' };
    const stored = { position: 1, episodes: [], incidents: [{ ...older, incidentNum: 'I1' } as Incident] };
    expect(decodeShard(stored, ROWS).incidents[0]).toMatchObject({ openedAt: 5, changedAt: 5 });
  });

  it.each(['failed', 'cancelled'] as const)('fills in when an incident of an older version %s', (state) => {
    const older = { key: 'k1', alarmId: 'a1', episode: 'e1', policy: 'p', requestedAt: 5, state };
    const stored = { position: 1, episodes: [], incidents: [older] };
    expect(decodeShard(stored, ROWS).incidents[0]).toMatchObject({ state, changedAt: 5 });
  });

  it.each<[string, Partial<IncidentInCoc>, object]>([
    ['nothing', {}, { openedAt: 5, changedAt: 5 }],
    ['when it was opened', { openedAt: 7 }, { openedAt: 7, changedAt: 7 }],
    ['when it changed', { changedAt: 9 }, { openedAt: 5, changedAt: 9 }],
    ['both', { openedAt: 7, changedAt: 9 }, { openedAt: 7, changedAt: 9 }],
  ])('fills in what an incident lacks of which it has %s', (_what, has, expected) => {
    const about = { key: 'k1', alarmId: 'a1', episode: 'e1', policy: 'p', requestedAt: 5 };
    const stored = {
      position: 1,
      episodes: [],
      incidents: [{ ...about, state: 'opened', incidentNum: 'I1', ...has }],
    };
    expect(decodeShard(stored, ROWS).incidents[0]).toMatchObject(expected);
  });

  it('makes up nothing that an incident does not need', () => {
    const about = { key: 'k1', alarmId: 'a1', episode: 'e1', policy: 'p', requestedAt: 5 };
    const incidents = [
      { ...about, state: 'requested' },
      { ...about, state: 'failed', changedAt: 9 },
    ];
    const decoded = decodeShard({ position: 1, episodes: [], incidents }, ROWS);
    expect(decoded.incidents).toStrictEqual(incidents);
  });

  it('has no more facts of a tombstone than there are', () => {
    const facts = {
      alarmId: 'a1' as AlarmId,
      source: 's',
      fingerprint: 'f',
      name: 'n',
      level: 'Major',
    } as const;
    const tombstone: Series = {
      ...{ ...facts, lastSeenAt: 4, endedAt: 2, closedAt: 4, state: 'tombstone', firstEndedAt: 1 },
    };
    const { episodes } = encodeShard({ position: 1, series: [tombstone], incidents: [] }, ROWS);
    expect(episodes[0]).not.toHaveProperty('toldAt');
    const { series: decoded } = decodeShard({ position: 1, episodes, incidents: [] }, ROWS);
    expect(decoded).toStrictEqual([tombstone]);
  });

  const shardWith = (episode: unknown, incident?: unknown) => ({
    ...{ position: 1, episodes: episode === undefined ? [] : [episode] },
    incidents: incident === undefined ? [] : [incident],
  });

  it.each([
    null,
    {},
    shardWith(null),
    shardWith('firing'),
    shardWith({ alarmId: 'a', state: 'odd' }),
    shardWith({ state: 'firing' }),
    shardWith({ alarmId: 7, state: 'firing' }),
    shardWith(undefined, null),
    shardWith(undefined, 'k'),
    shardWith(undefined, { key: 'k' }),
    shardWith(undefined, { state: 'opened' }),
  ])('refuses %j', (stored) => {
    expect(() => decodeShard(stored, ROWS)).toThrow(ZodError);
  });
});
