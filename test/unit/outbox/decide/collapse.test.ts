import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Alarm } from '../../../../src/alerts/alarm.ts';
import { JournalError } from '../../../../src/errors.ts';
import { queueAndCollapse } from '../../../../src/outbox/decide/collapse.ts';
import type { EpisodeId } from '../../../../src/outbox/events/entry.ts';
import type { OutboxRecord } from '../../../../src/outbox/events/event.ts';
import type { Outcome } from '../../../../src/outbox/events/outcome.ts';
import type { Series } from '../../../../src/outbox/ledger/series.ts';
import type { OutboxPolicy } from '../../../../src/outbox/policy.ts';
import type { Appended } from '../../../../src/outbox/ports/journal.ts';
import { firing, firingAt, INCIDENT, intakeOf, resolved, STARTED_AT } from '../../../support/alerts.ts';
import { reportAlarm } from '../../../support/entries.ts';
import { openOutbox, ShakyJournal } from '../../../support/outbox.ts';
import { aPolicy } from '../../../support/policy.ts';

const DAY = 86_400_000;
const DELIVERED: Outcome = { kind: 'delivered', result: 'alarm-reported' };
const FAILED: Outcome = { kind: 'retry', reason: 'network', scope: 'destination', detail: '' };

/** Journal whose next append waits until the test lets it go. */
class SlowJournal extends ShakyJournal {
  waits: Promise<void> | undefined;

  override async append(records: readonly OutboxRecord[]): Promise<readonly Appended[]> {
    await this.waits;
    return super.append(records);
  }
}

/** Begin and end of the n-th episode of a series. */
const begins = (n: number) => ({ startsAt: STARTED_AT + n * DAY, alarm: { time: STARTED_AT + n * DAY } });
const ends = (n: number) => {
  const endsAt = STARTED_AT + n * DAY + 3_600_000;
  return { startsAt: STARTED_AT + n * DAY, endsAt, alarm: { time: endsAt } };
};

async function opened(policy: Partial<OutboxPolicy> = {}, journal = new SlowJournal()) {
  const { outbox, clock, records } = await openOutbox({ journal, policy: { collapse: true, ...policy } });
  const take = () => outbox.take('alarms/default');
  return {
    outbox,
    journal,
    clock,
    records,
    take,
    accept: async (...arrivals: readonly ReturnType<typeof firing>[]) => {
      for (const arrival of arrivals) await outbox.accept(intakeOf(arrival));
    },
    async attempt(outcome: Outcome) {
      const entry = await take();
      if (entry) await outbox.settle(entry, outcome);
    },
    /** Delivers everything. Returns the alarms, each with those that it replaces. */
    async told() {
      const told: string[] = [];
      for (let entry = await take(); entry; entry = await take()) {
        if (entry.body.kind === 'report-alarm') {
          const { alarm, collapsed } = entry.body;
          const times = collapsed?.alarms.map(
            ({ alarmStatus, alarmLevel }) => `${alarmStatus} ${alarmLevel}`,
          );
          told.push(`${alarm.alarmStatus} ${alarm.alarmLevel}${times ? ` < ${times.join(', ')}` : ''}`);
        }
        await outbox.settle(entry, DELIVERED);
      }
      return told;
    },
  };
}

describe('while COC is away, the newest alarm of a series', () => {
  it('replaces a change of level that was never tried', async () => {
    const { accept, told, outbox } = await opened();
    await accept(firing('a'), firingAt('a', 'Critical'), firingAt('a', 'Minor'));
    expect(outbox.state.pendingCount).toBe(1);
    expect(await told()).toEqual(['alarm Minor < alarm Major, alarm Critical']);
  });

  it('never replaces the fire of an episode that COC has not seen', async () => {
    const { accept, told } = await opened();
    await accept(firing('a', begins(0)), resolved('a', ends(0)));
    expect(await told()).toEqual(['alarm Major', 'ok Major']);
  });

  it('is the recovery of an episode that COC has seen, and replaces its changes', async () => {
    const { accept, attempt, told } = await opened();
    await accept(firing('a', begins(0)));
    await attempt(DELIVERED);
    await accept(firingAt('a', 'Critical', begins(0)), resolved('a', ends(0)));
    expect(await told()).toEqual(['ok Critical < alarm Critical']);
  });

  it('is the fire of the next episode, and replaces the last recovery', async () => {
    const { accept, attempt, told, records } = await opened();
    await accept(firing('a', begins(0)));
    await attempt(DELIVERED);
    await accept(resolved('a', ends(0)), firing('a', begins(1)));
    expect(await told()).toEqual(['alarm Major < ok Major']);
    const bodies = records.flatMap(({ events }) =>
      events.flatMap((event) => (event.type === 'entry.queued' ? [event.body] : [])),
    );
    const collapsed = { alarms: [{ alarmStatus: 'ok', alarmLevel: 'Major', time: ends(0).endsAt }] };
    expect(bodies.at(-1)).toMatchObject({ collapsed });
    expect(bodies.at(-1)).not.toHaveProperty('collapsed.earlier');
  });

  it('that asks for an incident replaces one of the same episode that asks for one', async () => {
    const { accept, outbox, take } = await opened();
    await accept(firing('a', { incident: INCIDENT }), firingAt('a', 'Critical', { incident: INCIDENT }));
    expect(outbox.state.pendingCount).toBe(1);
    expect((await take())?.body).toMatchObject({ alarm: { alarmLevel: 'Critical' }, incident: INCIDENT });
  });

  it('is the recovery of an episode whose fire COC has, while a later change of it is unsent', async () => {
    const { accept, take, outbox, told } = await opened();
    await accept(firing('a', begins(0)));
    const first = await take();
    await accept(firingAt('a', 'Critical', begins(0)));
    if (first) await outbox.settle(first, DELIVERED);
    await accept(resolved('a', ends(0)));
    expect(await told()).toEqual(['ok Critical < alarm Critical']);
  });

  it('is the return of a problem at another level, and replaces what waits besides its held recovery', async () => {
    const { accept, attempt, told, outbox } = await opened({ resolveHoldMs: 60_000 });
    await accept(firing('a', begins(0)));
    await attempt(DELIVERED);
    await accept(
      firingAt('a', 'Critical', begins(0)),
      resolved('a', ends(0)),
      firingAt('a', 'Minor', begins(1)),
    );
    expect(outbox.state.pendingCount).toBe(1);
    expect(await told()).toEqual(['alarm Minor < alarm Critical']);
  });

  it('sums up a thousand flaps in two entries, and counts them', async () => {
    const { accept, outbox, take } = await opened();
    for (let n = 0; n < 1_000; n++) await accept(firing('a', begins(n)), resolved('a', ends(n)));
    expect(outbox.state.pendingCount).toBe(2);
    const fire = await take();
    if (fire?.body.kind !== 'report-alarm') throw new Error('nothing is due');
    const { alarms = [], earlier } = fire.body.collapsed ?? {};
    expect([alarms.length, earlier]).toEqual([20, 2 * 999 - 20]);
    expect(alarms.at(-1)).toEqual({ alarmStatus: 'ok', alarmLevel: 'Major', time: ends(998).endsAt });
    await outbox.settle(fire, DELIVERED);
    expect((await take())?.body).toMatchObject({ alarm: { alarmStatus: 'ok', time: ends(999).endsAt } });
  });

  it('records which entry it replaces', async () => {
    const { accept, records } = await opened();
    await accept(firing('a'), firingAt('a', 'Critical'));
    const record = records.at(-1);
    const [, collapsed, queued] = record?.events ?? [];
    expect(collapsed).toEqual({
      type: 'entry.collapsed',
      entry: 2,
      alarmId: 'a',
      into: (record?.seq ?? 0) + 2,
    });
    expect(queued?.type).toBe('entry.queued');
  });
});

describe('no alarm replaces an entry', () => {
  it('that was tried', async () => {
    const { accept, attempt, told } = await opened();
    await accept(firing('a'));
    await attempt(FAILED);
    await accept(firingAt('a', 'Critical'), firingAt('a', 'Minor'));
    expect(await told()).toEqual(['alarm Major', 'alarm Minor < alarm Critical']);
  });

  it('that is being tried', async () => {
    const { accept, take, outbox, told } = await opened();
    await accept(firing('a'));
    const entry = await take();
    await accept(firingAt('a', 'Critical'));
    if (entry) await outbox.settle(entry, DELIVERED);
    expect(await told()).toEqual(['alarm Critical']);
  });

  it('that may have been tried before a start', async () => {
    const first = await opened();
    await first.accept(firing('a'));
    const next = await opened({}, first.journal);
    await next.accept(firingAt('a', 'Critical'), firingAt('a', 'Minor'));
    expect(await next.told()).toEqual(['alarm Major', 'alarm Minor < alarm Critical']);
  });

  it('that waits behind a refused one, with which it may become a dead letter', async () => {
    const { accept, attempt, outbox } = await opened();
    await accept(firing('a', begins(0)), resolved('a', ends(0)));
    await attempt({ kind: 'rejected', reason: 'bad-request', detail: '' });
    await accept(firing('a', begins(1)));
    expect(outbox.state.pendingCount).toBe(3);
  });

  it('that asks for an incident, unless the alarm asks for one too', async () => {
    const { accept, outbox } = await opened();
    await accept(firing('a', { incident: INCIDENT }), firingAt('a', 'Critical'));
    expect(outbox.state.pendingCount).toBe(2);
  });

  it.each<[string, Partial<Alarm>, number]>([
    ['another integration', { integration: 'other' }, 3],
    ['another application', { applicationId: 'app-2' }, 3],
    ['another region', { regionId: 'cn-east-3' }, 3],
    ['the same place, in another namespace', { nameSpace: 'web' }, 1],
    ['the same place, where the resource has another name', { resourceName: 'db-2', resourceId: 'i-2' }, 1],
  ])('of %s', async (_, place, pending) => {
    const { accept, outbox } = await opened();
    await accept(firing('a', begins(0)), resolved('a', ends(0)));
    const { alarm, ...again } = begins(1);
    await accept(firing('a', { ...again, alarm: { ...alarm, ...place } }));
    expect(outbox.state.pendingCount).toBe(pending);
  });

  it('of another integration, when an older version stored nothing else of its place', () => {
    const { alarmId, source, fingerprint, name, level } = firing('a').alert;
    const [episode, earlier] = ['e2' as EpisodeId, 'e1' as EpisodeId];
    const waits = {
      entry: 4,
      episode: earlier,
      status: 'alarm',
      level,
      time: 1,
      integration: 'default',
    } as const;
    const known: Series = {
      ...{ alarmId, source, fingerprint, name, level, episode, state: 'firing' },
      ...{ startedAt: STARTED_AT, lastSeenAt: STARTED_AT, unsent: [waits] },
    };
    const types = (integration: string) => {
      const body = reportAlarm('a', { episode });
      const queued = {
        type: 'entry.queued',
        body: { ...body, alarm: { ...body.alarm, integration } },
      } as const;
      const context = { seq: 9, now: STARTED_AT, policy: aPolicy({ collapse: true }) };
      return queueAndCollapse(known, queued, { before: [], context }).map(({ type }) => type);
    };
    expect(types('default')).toEqual(['entry.collapsed', 'entry.queued']);
    expect(types('other')).toEqual(['entry.queued']);
  });

  it('when the alarm is a held recovery, which may never be sent', async () => {
    const { accept, attempt, told, clock, outbox } = await opened({ resolveHoldMs: 60_000 });
    await accept(firing('a', begins(0)));
    await attempt(DELIVERED);
    await accept(firingAt('a', 'Critical', begins(0)), resolved('a', ends(0)));
    expect(outbox.state.pendingCount).toBe(2);
    await accept(firingAt('a', 'Critical', begins(1)));
    clock.advance(60_000);
    expect(await told()).toEqual(['alarm Critical']);
  });

  it('when collapsing is switched off', async () => {
    const { accept, told } = await opened({ collapse: false });
    await accept(firing('a'), firingAt('a', 'Critical'));
    expect(await told()).toEqual(['alarm Major', 'alarm Critical']);
  });
});

describe('an entry that is about to leave', () => {
  it('is not tried while its record is being stored, and then its lane goes on at once', async () => {
    const { accept, take, journal } = await opened();
    await accept(firing('a'));
    let letGo: () => void = () => undefined;
    journal.waits = new Promise((resolve) => {
      letGo = resolve;
    });
    const storing = accept(firingAt('a', 'Critical'));
    await turn();
    await turn();
    expect(await take()).toBeUndefined();
    letGo();
    await storing;
    expect((await take())?.body).toMatchObject({ alarm: { alarmLevel: 'Critical' } });
  });

  it('waits as before when its record cannot be stored', async () => {
    const { accept, told, journal } = await opened();
    await accept(firing('a'));
    const failure = Promise.reject(new JournalError('journal.full', 'no room'));
    failure.catch(() => undefined);
    journal.waits = failure;
    await expect(accept(firingAt('a', 'Critical'))).rejects.toThrow('no room');
    journal.waits = undefined;
    expect(await told()).toEqual(['alarm Major']);
  });

  it('is not tried while the return of its problem is being stored, if it is a held recovery', async () => {
    const { accept, attempt, take, journal, clock } = await opened({ resolveHoldMs: 60_000 });
    await accept(firing('a', begins(0)));
    await attempt(DELIVERED);
    await accept(resolved('a', ends(0)));
    let letGo: () => void = () => undefined;
    journal.waits = new Promise((resolve) => {
      letGo = resolve;
    });
    const storing = accept(firing('a', begins(1)));
    await turn();
    await turn();
    clock.advance(60_000);
    expect(await take()).toBeUndefined();
    letGo();
    await storing;
    expect(await take()).toBeUndefined();
  });
});
