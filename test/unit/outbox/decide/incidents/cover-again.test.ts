import { describe, expect, it } from 'vitest';
import { coveredBy } from '../../../../../src/outbox/decide/incidents/covered-alarms.ts';
import type { IncidentRules } from '../../../../../src/outbox/decide/incidents/incident-rules.ts';
import type { OutboxEvent } from '../../../../../src/outbox/events/event.ts';
import { INCIDENT } from '../../../../support/alerts.ts';
import { BEGIN, Cluster, MINUTE, RULES } from '../../../../support/cluster.ts';

const typesOf = (events: readonly OutboxEvent[]) => events.map(({ type }) => type);
const ASKED = ['incident.requested', 'entry.queued', 'episode.linked'];
const JOINED = ['incident.joined', 'episode.linked'];
const LEFT = 'incident.left';

describe('firing alarms whose incident the agent completed', () => {
  it('get another one at once, which names the old one and covers all of them', () => {
    const cluster = new Cluster();
    cluster.now += MINUTE;
    cluster.fires('b');
    cluster.fires('c');
    cluster.ends('c');
    cluster.ended('completed', 'agent');
    const events = cluster.keeps();
    expect(typesOf(events)).toEqual([...ASKED, LEFT, ...JOINED, LEFT]);
    expect(events[0]).toMatchObject({
      ...{ alarmId: 'a', startedAt: BEGIN, correlation: 'cluster="a"' },
      follows: { incidentNum: 'IM1', state: 'completed', why: 'returned' },
    });
    expect(events[1]).toMatchObject({
      body: { kind: 'open-incident', request: { policy: INCIDENT.policy } },
    });
    const made = [...cluster.ledger.everyIncident()].find(({ state }) => state === 'requested');
    expect(events.at(-1)).toMatchObject({ key: cluster.key, alarms: 1 });
    expect(made && [...cluster.ledger.linkedAlarms(made.key)]).toEqual(['a', 'b']);
    expect([...cluster.ledger.linkedAlarms(cluster.key)]).toEqual([]);
    expect(cluster.keeps()).toEqual([]);
  });

  it('join the open one that another alarm of their correlation has by now', () => {
    const cluster = new Cluster();
    cluster.ended('completed', 'agent');
    expect(typesOf(cluster.fires('b'))).toEqual(ASKED);
    expect(typesOf(cluster.keeps())).toEqual([...JOINED, LEFT]);
  });

  it('count towards the budget', () => {
    const cluster = new Cluster({ ...RULES, maxPerHour: 1 });
    cluster.ended('completed', 'agent');
    expect(cluster.keeps()[0]).toMatchObject({ type: 'incident.requested', storm: 'policy' });
  });
});

describe.each(['rejected', 'completed'] as const)('firing alarms whose incident a person %s', (state) => {
  it('are left in peace until the policy says otherwise', () => {
    const cluster = new Cluster();
    cluster.now += 5 * MINUTE;
    cluster.ended(state, 'person');
    cluster.now += 240 * MINUTE - 1;
    expect(cluster.keeps()).toEqual([]);
    cluster.now += 1;
    const [requested] = cluster.keeps();
    expect(requested).toMatchObject({ follows: { incidentNum: 'IM1', state, why: 'still-fires' } });
  });

  it('get none where they are over, or where the configuration has no policy for them', () => {
    for (const [change, expected] of [
      [(cluster: Cluster) => cluster.ends('a'), []],
      [
        (cluster: Cluster) => (cluster.policy.incidentRules as Map<string, IncidentRules>).clear(),
        ['incident.unwanted'],
      ],
    ] as const) {
      const cluster = new Cluster();
      cluster.ended(state, 'person');
      cluster.now += 240 * MINUTE;
      change(cluster);
      expect(typesOf(cluster.keeps())).toEqual(expected);
      expect(cluster.keeps()).toEqual([]);
    }
  });

  it('that come back are looked at again when the time is over in which they belong to it', () => {
    const cluster = new Cluster();
    cluster.fires('b');
    cluster.ended(state, 'person');
    cluster.ends('b');
    cluster.now += MINUTE;
    expect(cluster.fires('b')[0]).toMatchObject({ type: 'incident.joined', reason: 'returned' });
    cluster.now += 9 * MINUTE - 1;
    expect(cluster.keeps()).toEqual([]);
    cluster.now += 1;
    const events = cluster.keeps();
    expect(typesOf(events)).toEqual([...ASKED, LEFT]);
    expect(events[0]).toMatchObject({ alarmId: 'b' });
  });

  it('that joined before the agent knew of the end get another one at once, the others none', () => {
    const cluster = new Cluster();
    cluster.fires('late');
    cluster.ends('late');
    cluster.now += MINUTE;
    cluster.fires('bound');
    cluster.shown();
    cluster.now += MINUTE;
    expect(cluster.fires('b')[0]).toMatchObject({ type: 'incident.joined', reason: 'open' });
    expect(cluster.fires('late')[0]).toMatchObject({ type: 'incident.joined', isBack: true });
    cluster.ended(state, 'person');
    const events = cluster.keeps();
    expect(typesOf(events)).toEqual([...ASKED, LEFT]);
    expect(events[0]).toMatchObject({ alarmId: 'b', follows: { why: 'still-fires' } });
    cluster.now += 10 * MINUTE;
    expect(cluster.keeps()).toMatchObject([
      ...[{ alarmId: 'late', type: 'incident.joined' }, {}],
      { type: LEFT, key: cluster.key, alarms: 1 },
    ]);
    cluster.ended('completed', 'person');
    cluster.now += 239 * MINUTE;
    expect(cluster.keeps()).toEqual([]);
  });
});

it('the next incident says whose texts it has, so that it tells nothing of an alarm that is over', () => {
  const cluster = new Cluster();
  cluster.fires('b');
  cluster.ends('a');
  cluster.ended('completed', 'agent');
  const [requested] = cluster.keeps();
  const first = cluster.ledger.incident(cluster.key);
  expect(requested).toMatchObject({ type: 'incident.requested', alarmId: 'b', textsOf: first?.episode });
  const next = [...cluster.ledger.everyIncident()].find(({ state }) => state === 'requested');
  if (!next) throw new Error('none was requested');
  expect(coveredBy(cluster.ledger, next)).toMatchObject({ alarms: [{ alarmId: 'b' }], ownerFires: false });
});

it('the next incident of the same alarm has its own texts', () => {
  const cluster = new Cluster();
  cluster.ended('completed', 'agent');
  expect(cluster.keeps()[0]).not.toHaveProperty('textsOf');
});

it('an incident that is open needs no other one', () => {
  const cluster = new Cluster();
  expect(cluster.keeps()).toEqual([]);
});
