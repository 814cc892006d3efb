import { describe, expect, it } from 'vitest';
import type { Alarm } from '../../../../src/alerts/alarm.ts';
import type { RoutedArrival } from '../../../../src/outbox/decide/decision.ts';
import { moveEpisode } from '../../../../src/outbox/decide/move.ts';
import type { EpisodeId } from '../../../../src/outbox/events/entry.ts';
import type { Outcome } from '../../../../src/outbox/events/outcome.ts';
import type { FiringSeries } from '../../../../src/outbox/ledger/series.ts';
import type { OutboxPolicy } from '../../../../src/outbox/policy.ts';
import { firing, firingAt, INCIDENT, intakeOf, resolved, STARTED_AT } from '../../../support/alerts.ts';
import { openOutbox } from '../../../support/outbox.ts';
import { aPolicy } from '../../../support/policy.ts';

const HOUR = 3_600_000;
const DELIVERED: Outcome = { kind: 'delivered', result: 'alarm-reported' };
const TIMED_OUT: Outcome = { kind: 'retry', reason: 'timeout', scope: 'destination', detail: '' };

/** A change of configuration that sends alarms elsewhere. */
type Elsewhere = Partial<Pick<Alarm, 'integration' | 'applicationId' | 'regionId'>>;

const PLACES: readonly [string, Elsewhere][] = [
  ['integration', { integration: 'other' }],
  ['application', { applicationId: 'app-2' }],
  ['region', { regionId: 'cn-east-3' }],
];

async function opened(policy: Partial<OutboxPolicy> = {}) {
  const { outbox, clock, records } = await openOutbox({ policy });
  const take = async () => {
    for (const destination of outbox.state.destinations) {
      const entry = await outbox.take(destination);
      if (entry?.body.kind === 'report-alarm') return { entry, body: entry.body };
    }
    return undefined;
  };
  return {
    outbox,
    clock,
    records,
    async accept(...arrivals: readonly ReturnType<typeof firing>[]) {
      for (const arrival of arrivals) {
        clock.advance(1_000);
        await outbox.accept(intakeOf(arrival));
      }
    },
    async attempt(outcome: Outcome) {
      const taken = await take();
      if (taken) await outbox.settle(taken.entry, outcome);
    },
    /** Delivers everything, and returns what COC is told: the state of the alarm, and the place. */
    async told() {
      const told: string[] = [];
      for (let taken = await take(); taken; taken = await take()) {
        const { alarmStatus, integration, applicationId, regionId } = taken.body.alarm;
        told.push([alarmStatus, integration, applicationId.slice(0, 5), regionId].join(' '));
        await outbox.settle(taken.entry, DELIVERED);
      }
      return told;
    },
  };
}

const HERE = 'default 65659 cn-north-4';
const placed = (place: Elsewhere) => {
  const { integration = 'default', applicationId = '65659', regionId = 'cn-north-4' } = place;
  return [integration, applicationId, regionId].join(' ');
};

describe('an alarm that fires, and whose route leads elsewhere from now on,', () => {
  it.each(PLACES)('ends in its old %s and opens in the new one', async (_, place) => {
    const { accept, told } = await opened();
    await accept(firing('a'));
    expect(await told()).toEqual([`alarm ${HERE}`]);
    await accept(firing('a', { alarm: place }));
    expect(await told()).toEqual([`ok ${HERE}`, `alarm ${placed(place)}`]);
    await accept(firing('a', { alarm: place }), resolved('a', { alarm: place }));
    expect(await told()).toEqual([`ok ${placed(place)}`]);
  });

  it('only goes elsewhere while nothing is known of an attempt', () => {
    const arrival = firing('a', { alarm: { integration: 'other' } }) as RoutedArrival;
    const { alarmId, source, fingerprint, name, level } = arrival.alert;
    const episode = 'e1' as EpisodeId;
    const waits = { entry: 4, episode, status: 'alarm', level, time: 1, integration: 'default' } as const;
    const known: FiringSeries = {
      ...{ alarmId, source, fingerprint, name, level, episode, state: 'firing' },
      ...{ startedAt: STARTED_AT, lastSeenAt: STARTED_AT, unsent: [waits] },
    };
    const events = moveEpisode(known, arrival, { seq: 9, now: STARTED_AT, policy: aPolicy() });
    expect(events).toMatchObject([
      { type: 'episode.changed' },
      { type: 'entry.collapsed', entry: 4 },
      { type: 'entry.queued', body: { episode, alarm: { integration: 'other' } } },
    ]);
  });

  it('gets another episode, which asks for its own incident', async () => {
    const { accept, records, told } = await opened();
    await accept(firing('a', { incident: INCIDENT }));
    await told();
    await accept(firing('a', { incident: INCIDENT, alarm: { integration: 'other' } }));
    expect(records.at(-1)?.events).toMatchObject([
      { type: 'episode.closed', because: expect.stringContaining('another place') },
      { type: 'entry.queued', body: { alarm: { alarmStatus: 'ok', integration: 'default' } } },
      { type: 'episode.opened', startedAt: STARTED_AT },
      {
        type: 'entry.queued',
        body: { alarm: { alarmStatus: 'alarm', integration: 'other', time: STARTED_AT }, incident: INCIDENT },
      },
    ]);
    const episodes = records.flatMap(({ events }) =>
      events.flatMap((event) => (event.type === 'episode.opened' ? [event.episode] : [])),
    );
    expect(new Set(episodes).size).toBe(2);
  });

  it('ends at the level that COC knows, and when it moves', async () => {
    const { accept, records, told, clock } = await opened();
    await accept(firing('a'));
    await told();
    await accept(firingAt('a', 'Critical', { alarm: { integration: 'other' } }));
    const [, ended, , begun] = records.at(-1)?.events ?? [];
    expect(ended).toMatchObject({ body: { alarm: { alarmLevel: 'Major', time: clock.now() } } });
    expect(begun).toMatchObject({ body: { alarm: { alarmLevel: 'Critical' } } });
  });

  it('ends in the old place too what its unsent alarm stands for there', async () => {
    const { accept, told } = await opened();
    const later = firingAt('a', 'Major', { startsAt: STARTED_AT + 2 * HOUR });
    const there = firingAt('a', 'Major', {
      startsAt: STARTED_AT + 2 * HOUR,
      alarm: { integration: 'other' },
    });
    await accept(firing('a'));
    expect(await told()).toEqual([`alarm ${HERE}`]);
    await accept(resolved('a'), later, there);
    expect(await told()).toEqual([`ok ${HERE}`, `alarm ${placed({ integration: 'other' })}`]);
  });

  it('moves back, as often as the configuration changes', async () => {
    const { accept, told } = await opened();
    const there = { alarm: { integration: 'other' } };
    await accept(firing('a'));
    await told();
    await accept(firing('a', there));
    const other = placed(there.alarm);
    expect(await told()).toEqual([`ok ${HERE}`, `alarm ${other}`]);
    await accept(firing('a'), resolved('a', there));
    expect((await told()).toSorted()).toEqual([`alarm ${HERE}`, `ok ${HERE}`, `ok ${other}`]);
  });

  it('goes to the new place only, where COC can not have heard of it yet', async () => {
    const { accept, told, outbox } = await opened({ collapse: true });
    await accept(firing('a'), firing('a', { alarm: { integration: 'other' } }));
    expect(outbox.state.pendingCount).toBe(1);
    await accept(resolved('a'));
    expect(await told()).toEqual([
      `alarm ${placed({ integration: 'other' })}`,
      `ok ${placed({ integration: 'other' })}`,
    ]);
  });

  it('goes to the new place only even where alarms are not collapsed', async () => {
    const { accept, told } = await opened({ collapse: false });
    await accept(firing('a', { incident: INCIDENT }), firing('a', { alarm: { integration: 'other' } }));
    expect(await told()).toEqual([`alarm ${placed({ integration: 'other' })}`]);
  });

  it('ends in the old place when COC may have heard of it', async () => {
    const { accept, attempt, told, clock } = await opened({ collapse: true });
    await accept(firing('a'));
    await attempt(TIMED_OUT);
    await accept(firing('a', { alarm: { applicationId: 'app-2' } }));
    clock.advance(HOUR);
    expect(await told()).toEqual([
      `alarm ${HERE}`,
      `ok ${HERE}`,
      `alarm ${placed({ applicationId: 'app-2' })}`,
    ]);
  });

  it('keeps its resource and namespace, which are no other place', async () => {
    const { accept, records, told } = await opened();
    await accept(firing('a'));
    await told();
    const renamed = { alarm: { nameSpace: 'web', resourceName: 'db-2', resourceId: 'i-2' } };
    await accept(firing('a', renamed));
    expect(records.at(-1)?.events).toMatchObject([{ type: 'alert.repeated' }]);
    await accept(firingAt('a', 'Critical', renamed), resolved('a', renamed));
    const resources = records.flatMap(({ events }) =>
      events.flatMap((event) =>
        event.type === 'entry.queued' && event.body.kind === 'report-alarm'
          ? [`${event.body.alarm.nameSpace} ${event.body.alarm.resourceName}`]
          : [],
      ),
    );
    expect(resources).toEqual(['db db-1', 'db db-1', 'db db-1']);
  });
});

it('an alarm whose integration has another name goes on there, and its next episode has that name', async () => {
  const { accept, told, outbox } = await opened({ resendOn: new Set(['level']) });
  const [old, now] = [{ alarm: { integration: 'old' } }, { alarm: { integration: 'now' } }];
  await accept(firing('a', old));
  await told();
  const renamedIntegrations = new Map([['old', 'now']]);
  outbox.usePolicy(aPolicy({ integrations: new Set(['now', 'old']), renamedIntegrations }));
  await accept(firing('a', now), firingAt('a', 'Critical', now), resolved('a', now));
  expect(await told()).toEqual([`alarm ${placed(old.alarm)}`, `ok ${placed(old.alarm)}`]);
  await accept(firing('a', { ...now, startsAt: STARTED_AT + 2 * HOUR }));
  expect(await told()).toEqual([`alarm ${placed(now.alarm)}`]);
});

it('an alarm whose integration is gone opens at the new one, and its end waits for the old key', async () => {
  const { accept, told, outbox, records } = await opened();
  await accept(firing('a', { alarm: { integration: 'gone' } }));
  await told();
  outbox.usePolicy(aPolicy({ integrations: new Set(['default']) }));
  await accept(firing('a'));
  expect(records.at(-1)?.events[0]).toMatchObject({
    type: 'episode.closed',
    because: expect.stringContaining('the integration gone is gone'),
  });
  expect(await told()).toEqual([`ok ${placed({ integration: 'gone' })}`, `alarm ${HERE}`]);
});

it('an alarm that COC refused goes to the new place, and nothing to the old one', async () => {
  const { accept, attempt, told, outbox, clock } = await opened({ confirmRejectedAfterMs: 1_000 });
  await accept(firing('a'));
  for (let i = 0; i < 2; i++) {
    await attempt({ kind: 'rejected', reason: 'bad-request', detail: 'no such region' });
    clock.advance(2_000);
  }
  expect(outbox.state.pendingCount).toBe(0);
  outbox.usePolicy(aPolicy({ configuration: 'c2' }));
  await accept(firing('a', { alarm: { regionId: 'cn-east-3' } }));
  expect(await told()).toEqual([`alarm ${placed({ regionId: 'cn-east-3' })}`]);
});

describe('the end of an episode', () => {
  it.each(PLACES)('goes to the %s where it began, though its route has changed', async (_, place) => {
    const { accept, told } = await opened();
    await accept(firing('a'));
    await told();
    await accept(resolved('a', { alarm: place }));
    expect(await told()).toEqual([`ok ${HERE}`]);
  });

  it('that is held back goes to the old place, before the problem comes back in the new one', async () => {
    const { accept, told, clock } = await opened({ resolveHoldMs: 60_000, lateFireWindowMs: 0 });
    await accept(firing('a'));
    await told();
    await accept(resolved('a'), firing('a', { alarm: { regionId: 'cn-east-3' } }));
    clock.advance(60_000);
    expect(await told()).toEqual([`ok ${HERE}`, `alarm ${placed({ regionId: 'cn-east-3' })}`]);
  });

  it.each(['route', 'heartbeat', 'info-inhibitor', 'discovery', 'paused'] as const)(
    'passes a filter that was added later: %s',
    async (reason) => {
      const { accept, told } = await opened();
      const { routed } = resolved('a', { alarm: { integration: 'other' } });
      if (routed.kind === 'filtered') throw new Error('not an alarm');
      await accept(firing('a'));
      await told();
      await accept(firing('a', { routed: { kind: 'filtered', reason } }));
      expect(await told()).toEqual([]);
      await accept(resolved('a', { routed: { kind: 'filtered', reason, end: routed.alarm } }));
      expect(await told()).toEqual([`ok ${HERE}`]);
      await accept(resolved('a', { routed: { kind: 'filtered', reason, end: routed.alarm } }));
      expect(await told()).toEqual([]);
    },
  );

  it('of an alert that always was filtered is not sent', async () => {
    const { accept, outbox } = await opened({ unmatchedResolve: 'forward' });
    const { routed } = resolved('a');
    if (routed.kind === 'filtered') throw new Error('not an alarm');
    await accept(resolved('a', { routed: { kind: 'filtered', reason: 'route', end: routed.alarm } }));
    expect(outbox.state.pendingCount).toBe(0);
  });
});

it('an open episode whose alerts are filtered from now on is still heard of', async () => {
  const { accept, outbox, clock } = await opened();
  await accept(firing('a'));
  clock.advance(HOUR);
  await accept(firing('a', { routed: { kind: 'filtered', reason: 'route' } }));
  expect([...outbox.state.ledger.everySeries()][0]?.lastSeenAt).toBe(clock.now());
});

it('an open episode that COC refused is still heard of', async () => {
  const { accept, outbox, clock } = await opened();
  await accept(firing('a'));
  const [series] = outbox.state.ledger.everySeries();
  if (!series) throw new Error('no series');
  const { alarmId, source, name } = series;
  clock.advance(HOUR);
  await outbox.decide(() => [{ type: 'alert.dropped', alarmId, source, name, reason: 'refused-before' }]);
  expect(outbox.state.ledger.series(alarmId)?.lastSeenAt).toBe(clock.now());
  clock.advance(HOUR);
  await outbox.decide(() => [{ type: 'alert.dropped', alarmId, source, name, reason: 'late' }]);
  expect(outbox.state.ledger.series(alarmId)?.lastSeenAt).toBe(clock.now() - HOUR);
});
