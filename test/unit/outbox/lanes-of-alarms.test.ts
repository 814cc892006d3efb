import { expect, it } from 'vitest';
import { hash53 } from '../../../src/outbox/events/hash.ts';
import { firing, INCIDENT, intakeOf } from '../../support/alerts.ts';
import { REPORTED } from '../../support/hand-destination.ts';
import { openOutbox } from '../../support/outbox.ts';

const PAY = { alarm: { integration: 'pay' } };

async function both() {
  const { outbox } = await openOutbox();
  await outbox.accept(intakeOf(firing('a', PAY)));
  const told = await outbox.take('alarms/pay');
  if (!told) throw new Error('nothing is due');
  await outbox.settle(told, REPORTED);
  await outbox.accept(intakeOf(firing('a')));
  return outbox;
}

it('the entries of an alarm have a lane at each integration, under one name', async () => {
  const { state } = await both();
  expect(state.lanes.count).toBe(2);
  const entries = [...state.entriesIn(hash53('a'))];
  expect(entries.map(({ destination }) => state.destinations[destination]).sort()).toEqual([
    'alarms/default',
    'alarms/pay',
  ]);
});

it('an entry is alone in its lane whatever waits for another integration', async () => {
  const outbox = await both();
  const { state } = outbox;
  const due = await outbox.take('alarms/default');
  if (!due) throw new Error('nothing is due');
  expect([...state.laneOf(due)].map(({ seq }) => seq)).toEqual([due.id]);
});

it('the calls of an incident have one lane, whatever their destinations', async () => {
  const { outbox } = await openOutbox();
  await outbox.accept(intakeOf(firing('a', { incident: INCIDENT })));
  const due = await outbox.take('alarms/default');
  if (!due) throw new Error('nothing is due');
  await outbox.settle(due, REPORTED);
  const call = await outbox.take('incidents');
  if (call?.body.kind !== 'open-incident') throw new Error('no incident is asked for');
  const { key, alarmId, episode } = call.body;
  const step = {
    kind: 'handle-incident',
    key,
    alarmId,
    episode,
    policy: 'p',
    incidentNum: 'i',
    operator: 'o',
  } as const;
  await outbox.decide(() => [{ type: 'entry.queued', body: { ...step, step: 'accept' } }]);
  expect(await outbox.take('incident-steps')).toBeUndefined();
  expect([...outbox.state.laneOf(call)]).toHaveLength(2);
});

it('what waits at the integration where an alarm is open is told from all else', async () => {
  const { outbox } = await openOutbox();
  const waits = (integration?: string) => {
    const [series] = outbox.state.ledger.everySeries();
    if (!series || series.state === 'tombstone' || !series.target) throw new Error('no series');
    const { alarmId, target } = series;
    const state = outbox.state as typeof outbox.state & { waitsAtTarget(one: object): boolean };
    return state.waitsAtTarget({ alarmId, ...(integration && { target: { ...target, integration } }) });
  };
  await outbox.accept(intakeOf(firing('a', PAY)));
  expect([waits('pay'), waits('default'), waits()]).toEqual([true, false, true]);
  await outbox.accept(intakeOf(firing('b')));
  expect(waits('default')).toBe(false);
});
