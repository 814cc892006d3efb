import { expect, it } from 'vitest';
import { makeAlarmId } from '../../../src/alerts/alarm-id.ts';
import { OWN_SOURCE } from '../../../src/alerts/alert.ts';
import { openNow } from '../../../src/orphans/open-now.ts';
import type { EpisodeId, IncidentKey } from '../../../src/outbox/events/entry.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import { firing, INCIDENT, intakeOf, resolved, STARTED_AT } from '../../support/alerts.ts';
import { openOutbox } from '../../support/outbox.ts';

const TAKEN: Outcome = { kind: 'delivered', result: 'alarm-reported' };
const OPENED: Outcome = { kind: 'delivered', result: 'incident-opened', incidentNum: 'IM1' };

async function opened() {
  const { outbox, clock } = await openOutbox({ policy: { resolveHoldMs: 60_000 } });
  const deliver = async (destination: string, outcome: Outcome) => {
    for (let entry = await outbox.take(destination); entry; entry = await outbox.take(destination))
      await outbox.settle(entry, outcome);
  };
  const now = () =>
    openNow({
      ledger: outbox.state.ledger,
      lanes: outbox.state.lanes,
      waits: outbox.state.waits(clock.now()),
    });
  return { outbox, clock, deliver, now };
}

const byText = (one: object, other: object) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

it('nothing is open in an empty agent', async () => {
  expect((await opened()).now()).toEqual({ alarms: [], incidents: [], waiting: {}, silences: [] });
});

it('alarms that are alike are counted together, and what is over is not', async () => {
  const { outbox, deliver, now } = await opened();
  const there = { source: 'site', alarm: { integration: 'db' } };
  await outbox.accept(
    intakeOf(
      firing('a'),
      firing('b'),
      firing('c', there),
      firing('d', { alarmId: makeAlarmId('zbx', 's', 'e1') }),
    ),
  );
  await deliver('alarms/default', TAKEN);
  await outbox.accept(intakeOf(resolved('b')));
  expect({ ...now(), alarms: [...now().alarms].sort(byText) }).toEqual({
    alarms: [
      { source: 'prod', integration: 'default', state: 'firing', count: 1 },
      { source: 'prod', integration: 'default', state: 'recovering', count: 1 },
      { source: 'prod', type: 'zabbix', integration: 'default', state: 'firing', count: 1 },
      { source: 'site', integration: 'db', state: 'firing', isUnconfirmed: true, count: 1 },
    ],
    incidents: [],
    waiting: { 'alarms/default': 1, 'alarms/db': 1 },
    moving: { 'alarms/db': 1 },
    silences: [],
  });
});

it('an alarm that is being sent at this moment stays where it is', async () => {
  const { outbox, deliver, now } = await opened();
  await outbox.accept(intakeOf(firing('a'), firing('b')));
  expect(now().moving).toEqual({ 'alarms/default': 2 });
  const sent = await outbox.take('alarms/default');
  expect(now()).toMatchObject({ waiting: { 'alarms/default': 2 }, moving: { 'alarms/default': 1 } });
  if (sent) await outbox.settle(sent, TAKEN);
  await deliver('alarms/default', TAKEN);
  expect(now()).not.toHaveProperty('moving');
});

it('an alarm is open at each integration that has not heard of its end', async () => {
  const { outbox, deliver, now } = await opened();
  const at = (integration: string) => ({ alarm: { integration } });
  const later = { startsAt: STARTED_AT + 9 * 3_600_000 };
  await outbox.accept(intakeOf(firing('a', at('pay')), firing('b', at('pay')), firing('c', at('db'))));
  await deliver('alarms/pay', TAKEN);
  await outbox.accept(intakeOf(firing('a', at('new')), firing('b', at('new'))));
  expect(now().owed).toEqual([{ integration: 'pay', count: 2 }]);
  await deliver('alarms/new', TAKEN);
  await outbox.accept(intakeOf(firing('a', at('db'))));
  expect(now().owed).toEqual([
    { integration: 'pay', count: 2 },
    { integration: 'new', count: 1 },
  ]);
  await deliver('alarms/pay', TAKEN);
  await deliver('alarms/new', TAKEN);
  expect(now()).not.toHaveProperty('owed');
  // COC knows nothing of what waits before its end.
  await outbox.accept(intakeOf(resolved('c', { ...at('db'), ...later })));
  expect(now()).not.toHaveProperty('owed');
});

it('an alarm whose end COC refused is open where it was', async () => {
  const { outbox, clock, deliver, now } = await opened();
  await outbox.accept(intakeOf(firing('a', { alarm: { integration: 'pay' } })));
  await deliver('alarms/pay', TAKEN);
  await outbox.accept(intakeOf(firing('a')));
  for (let tries = 0; tries < 2; tries++) {
    await deliver('alarms/pay', { kind: 'rejected', reason: 'bad-request', detail: '' });
    clock.advance(60_000);
  }
  expect(now()).toMatchObject({ owed: [{ integration: 'pay', count: 1 }], waiting: { 'alarms/default': 1 } });
});

it('incidents are told apart by what became of them', async () => {
  const { outbox, deliver, now } = await opened();
  const shared = { ...INCIDENT, correlation: 'cluster="a"' };
  await outbox.accept(intakeOf(firing('a', { incident: INCIDENT }), firing('b', { incident: shared })));
  await deliver('alarms/default', TAKEN);
  const requested = {
    policy: INCIDENT.policy,
    state: 'requested',
    isTouched: false,
    isLeft: false,
    hasRoom: false,
    isStorm: false,
  };
  expect(now().incidents.toSorted((a, b) => Number(a.isShared) - Number(b.isShared))).toEqual([
    { ...requested, isShared: false, count: 1 },
    { ...requested, isShared: true, count: 1 },
  ]);
  await deliver('incidents', OPENED);
  const about = { alarmId: firing('a').alert.alarmId };
  const [own] = [...outbox.state.ledger.everyIncident()].filter(
    ({ correlation }) => correlation === undefined,
  );
  const key = own?.key ?? ('' as never);
  await outbox.decide(() => [
    { type: 'incident.moved', key, ...about, state: 'accepted', by: 'person' },
    { type: 'incident.left-alone', key, ...about },
    { type: 'war-room.opened', key, ...about },
  ]);
  expect(now().incidents.find(({ isShared }) => !isShared)).toMatchObject({
    state: 'accepted',
    isTouched: true,
    isLeft: true,
    hasRoom: true,
  });
  await outbox.decide(() => [{ type: 'incident.moved', key, ...about, state: 'completed', by: 'person' }]);
  expect(now().incidents).toMatchObject([{ isShared: true, state: 'opened', count: 1 }]);
});

it('heartbeats about whose absence an alarm is open are listed', async () => {
  const { outbox, now } = await opened();
  const own = { source: OWN_SOURCE, fingerprint: 'am/watchdog' };
  await outbox.accept(intakeOf(firing('a', own), firing('b', { fingerprint: 'x/y' })));
  expect(now().silences).toEqual([{ source: 'am', name: 'watchdog' }]);
  await outbox.accept(intakeOf(resolved('a', own)));
  expect(now().silences).toEqual([]);
});

it('an incident that lists the alarms beyond a budget is told apart, and is not shared by a value', async () => {
  const { outbox, now } = await opened();
  const about = { alarmId: firing('a').alert.alarmId, episode: 'e' as EpisodeId, policy: 'critical' };
  await outbox.decide(() => [
    { type: 'incident.requested', key: 'k' as IncidentKey, ...about, correlation: 'storm', storm: 'all' },
  ]);
  expect(now().incidents).toMatchObject([{ isStorm: true, isShared: false, state: 'requested', count: 1 }]);
});
