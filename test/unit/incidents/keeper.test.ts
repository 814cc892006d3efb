import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../src/alerts/alert.ts';
import { JournalError } from '../../../src/errors.ts';
import { IncidentKeeper } from '../../../src/incidents/keeper.ts';
import type { IncidentRules } from '../../../src/outbox/decide/incidents/incident-rules.ts';
import type { EpisodeId, IncidentKey } from '../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../src/outbox/events/event.ts';
import type { Outbox } from '../../../src/outbox/outbox.ts';
import { intakeOf, resolved } from '../../support/alerts.ts';
import { resolveRules, someRules } from '../../support/incident-rules.ts';
import { openIncidents } from '../../support/opened-incidents.ts';
import { openOutbox } from '../../support/outbox.ts';
import { aPolicy } from '../../support/policy.ts';

const ROOM = {
  name: 'room',
  description: '',
  applicationId: 'a',
  enterpriseProjectId: '0',
  admin: 'ann',
  participants: [],
  scheduleGroups: [],
};

function accepted(key: IncidentKey): OutboxEvent {
  return { type: 'incident.moved', key, alarmId: 'disk' as AlarmId, state: 'accepted', by: 'person' };
}

function joined(key: IncidentKey): OutboxEvent {
  const about = { key, alarmId: 'disk' as AlarmId, episode: 'e' as EpisodeId, name: 'more' };
  return { type: 'incident.joined', ...about, reason: 'open' };
}

interface Options {
  readonly rules?: Partial<IncidentRules>;
  readonly decide?: Outbox['decide'];
  readonly alarmsOf?: Outbox['alarmsOf'];
  readonly tells?: boolean;
}

async function setUp(options: Options = {}) {
  const { rules = { resolve: resolveRules({ afterMs: 5_000 }) }, decide, alarmsOf, tells = false } = options;
  const policy = aPolicy({ incidentRules: new Map([['critical', someRules(rules)]]) });
  const opened = await openOutbox({ policy });
  const { outbox, clock, records } = opened;
  const errors: unknown[] = [];
  const keeper = new IncidentKeeper({
    outbox: {
      state: outbox.state,
      alarmsOf: alarmsOf ?? ((series) => outbox.alarmsOf(series)),
      decide: decide ?? ((...decisions) => outbox.decide(...decisions)),
    },
    clock,
    policy: () => policy,
    tells: () => tells,
    onError: (error) => errors.push(error),
  });
  /** The types of the events that were stored since the last call. */
  let seen = 0;
  const news = () => {
    const types = records.slice(seen).flatMap(({ events }) => events.map(({ type }) => type));
    seen = records.length;
    return types;
  };
  return { ...opened, keeper, errors, news };
}

describe('the incident keeper', () => {
  it('notes within a second that the alarms of an incident are over, and queues the next step when it is time', async () => {
    const { outbox, clock, keeper, news } = await setUp();
    const [key] = await openIncidents(outbox, 'disk');
    keeper.start();
    keeper.start();
    await clock.pass(3_000);
    await outbox.accept(intakeOf(resolved('disk')));
    news();
    await clock.pass(1_000);
    expect(news()).toEqual(['incident.quiet']);
    await clock.pass(4_000);
    expect(news()).toEqual([]);
    await clock.pass(1_000);
    expect(news()).toEqual(['entry.queued']);
    expect(key && outbox.state.ledger.incident(key)).toMatchObject({ step: 'accept' });
    await clock.pass(60_000);
    expect(news()).toEqual([]);
    await keeper.stop();
  });

  it('asks for the war room of an incident that somebody has accepted', async () => {
    const { outbox, clock, keeper, news } = await setUp({ rules: { warRoomOf: () => ROOM } });
    const [key] = await openIncidents(outbox, 'disk');
    if (!key) throw new Error('there is no incident');
    keeper.start();
    news();
    await clock.pass(2_000);
    expect(news()).toEqual([]);
    await outbox.decide(() => [accepted(key)]);
    news();
    await clock.pass(1_000);
    expect(news()).toEqual(['entry.queued']);
    expect(outbox.state.ledger.incident(key)).toMatchObject({ warRoom: { state: 'requested' } });
    await keeper.stop();
  });

  it('decides about each incident once a round, inside the commits, in batches of 50', async () => {
    let decisions = 0;
    const warRoomOf = () => {
      decisions += 1;
      return undefined;
    };
    let commits = 0;
    const opened = await openOutbox();
    const { outbox, clock } = opened;
    const keys = await openIncidents(outbox, ...Array.from({ length: 120 }, (_, i) => `s${i}`));
    for (const key of keys) await outbox.decide(() => [accepted(key)]);
    const keeper = new IncidentKeeper({
      outbox: {
        state: outbox.state,
        alarmsOf: (series) => outbox.alarmsOf(series),
        decide(...decisions) {
          commits += 1;
          return outbox.decide(...decisions);
        },
      },
      clock,
      policy: () => aPolicy({ incidentRules: new Map([['critical', someRules({ warRoomOf })]]) }),
      tells: () => false,
      onError: (error) => {
        throw error;
      },
    });
    keeper.start();
    await clock.pass(1_000);
    expect([commits, decisions]).toEqual([3, 120]);
    await keeper.stop();
  });

  it('tells the people of each incident once a minute what is new, where COC takes it', async () => {
    const remarksOf = async (tells: boolean) => {
      const { outbox, clock, keeper } = await setUp({ rules: {}, tells });
      const keys = await openIncidents(outbox, ...Array.from({ length: 30 }, (_, i) => `s${i}`));
      clock.advance(5 * 60_000);
      for (const key of keys) await outbox.decide(() => [joined(key)]);
      keeper.start();
      const remarked = () => keys.filter((key) => 'remarking' in (outbox.state.ledger.incident(key) ?? {}));
      await clock.pass(30_000);
      const half = remarked().length;
      await clock.pass(30_000);
      const all = remarked().length;
      await keeper.stop();
      return { half, all };
    };
    const { half, all } = await remarksOf(true);
    expect(half).toBeGreaterThan(5);
    expect(half).toBeLessThan(25);
    expect(all).toBe(30);
    expect(await remarksOf(false)).toEqual({ half: 0, all: 0 });
  });

  it('reports a round that could not be stored, and stores it in the next', async () => {
    const full = new JournalError('journal.full', 'no room');
    const refusals = [full];
    const later: { outbox?: Outbox } = {};
    const { outbox, clock, keeper, errors, news } = await setUp({
      decide: async (...decisions) => {
        const refusal = refusals.shift();
        if (refusal) throw refusal;
        return (await later.outbox?.decide(...decisions)) ?? [];
      },
    });
    later.outbox = outbox;
    await openIncidents(outbox, 'disk');
    await outbox.accept(intakeOf(resolved('disk')));
    news();
    keeper.start();
    await clock.pass(1_000);
    expect([errors, news()]).toEqual([[full], []]);
    await clock.pass(1_000);
    expect([errors, news()]).toEqual([[full], ['incident.quiet']]);
    await keeper.stop();
  });

  it('goes on with the others where the reports of alarms that need another one cannot be read', async () => {
    const broken = new Error('EIO');
    const { outbox, clock, keeper, errors, news } = await setUp({ alarmsOf: () => Promise.reject(broken) });
    const [, key] = await openIncidents(outbox, 'disk', 'cpu');
    if (!key) throw new Error('there is no incident');
    const ended = { type: 'incident.moved', key, alarmId: 'cpu' as AlarmId } as const;
    await outbox.decide(() => [{ ...ended, state: 'completed', by: 'agent' }]);
    await outbox.accept(intakeOf(resolved('disk')));
    news();
    keeper.start();
    await clock.pass(1_000);
    expect([errors, news()]).toEqual([[broken], ['incident.quiet']]);
    await keeper.stop();
  });

  it('stores nothing before its start or after its stop', async () => {
    const { outbox, clock, keeper, news } = await setUp();
    await openIncidents(outbox, 'disk');
    await outbox.accept(intakeOf(resolved('disk')));
    news();
    await clock.pass(5_000);
    expect(news()).toEqual([]);
    keeper.start();
    await keeper.stop();
    await keeper.stop();
    await clock.pass(5_000);
    expect([news(), clock.timers]).toEqual([[], 0]);
  });
});
