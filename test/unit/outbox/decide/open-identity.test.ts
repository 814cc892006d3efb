import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import { underOpenIdentities } from '../../../../src/outbox/decide/open-identity.ts';
import type { IdentityView } from '../../../../src/outbox/ledger/ledger-view.ts';
import { firing, intakeOf, resolved } from '../../../support/alerts.ts';
import { openOutbox } from '../../../support/outbox.ts';

const BY_EVENT = 'zbx-e9' as AlarmId;
const BY_TRIGGER = 'zbx-t7' as AlarmId;
const byEvent = { alarmId: BY_EVENT, fingerprint: 'e9', problem: '9', sourceType: 'zabbix' } as const;
const byTrigger = { alarmId: BY_TRIGGER, fingerprint: 't7', problem: '9', sourceType: 'zabbix' } as const;

async function opened(arrivals: readonly ReturnType<typeof firing>[], policy = {}) {
  const { outbox, records } = await openOutbox({ policy });
  for (const arrival of arrivals) await outbox.accept(intakeOf(arrival));
  const last = async (arrival: ReturnType<typeof firing>) => {
    await outbox.accept(intakeOf(arrival));
    return records.at(-1)?.events[0];
  };
  return { view: outbox.state.ledger as IdentityView, last };
}

const idsOf = ({ alert, routed }: ReturnType<typeof firing>) => [
  alert.alarmId,
  alert.fingerprint,
  routed.kind === 'alarm' ? routed.alarm.alarmId : routed.end?.alarmId,
];

describe('an alert whose source identifies alarms in another way now', () => {
  it('is about the alarm that its event opened', async () => {
    const { view } = await opened([firing('a', byEvent)]);
    const arrival = resolved('a', { ...byTrigger, otherAlarmId: BY_EVENT });
    expect(underOpenIdentities(view, arrival).map(idsOf)).toEqual([[BY_EVENT, 'e9', BY_EVENT]]);
  });

  it('is about the alarm that its trigger opened with the same problem', async () => {
    const { view } = await opened([firing('a', byTrigger)]);
    const arrival = resolved('a', { ...byEvent, otherAlarmId: BY_TRIGGER });
    expect(underOpenIdentities(view, arrival).map(idsOf)).toEqual([[BY_TRIGGER, 't7', BY_TRIGGER]]);
  });

  it('is about the one that is open, where both had the problem', async () => {
    const before = [firing('a', byTrigger), resolved('a', byTrigger), firing('a', byEvent)];
    const { view } = await opened(before);
    const arrival = resolved('a', { ...byTrigger, otherAlarmId: BY_EVENT });
    expect(underOpenIdentities(view, arrival).map(idsOf)).toEqual([[BY_EVENT, 'e9', BY_EVENT]]);
  });

  it('lets the end of the other alarm pass where a route holds it back', async () => {
    const { view } = await opened([firing('a', byEvent)]);
    const { alert, routed } = resolved('a', { ...byTrigger, otherAlarmId: BY_EVENT });
    const end = routed.kind === 'alarm' ? routed.alarm : undefined;
    const held = { kind: 'filtered', reason: 'route', ...(end && { end }) } as const;
    expect(underOpenIdentities(view, { alert, routed: held }).map(idsOf)).toEqual([
      [BY_EVENT, 'e9', BY_EVENT],
    ]);
    const [without] = underOpenIdentities(view, { alert, routed: { kind: 'filtered', reason: 'route' } });
    expect(without?.routed).toEqual({ kind: 'filtered', reason: 'route' });
  });

  it.each([
    [
      'about another problem of the trigger',
      [firing('a', byTrigger)],
      { problem: '10', otherAlarmId: BY_TRIGGER },
    ],
    ['whose other alarm is unknown', [], { otherAlarmId: BY_EVENT }],
    ['that has no other identity', [firing('a', byEvent)], {}],
  ])('keeps its own identity: one %s', async (_, before, changes) => {
    const { view } = await opened(before);
    const arrival = firing('a', { ...byTrigger, alarmId: 'own' as AlarmId, ...changes });
    const [own] = underOpenIdentities(view, arrival);
    expect(own).toBe(arrival);
  });

  it('keeps its own identity where that fires for the problem, and the other has ended with it', async () => {
    const { view } = await opened([firing('a', byEvent), resolved('a', byEvent), firing('a', byTrigger)]);
    const arrival = resolved('a', { ...byTrigger, otherAlarmId: BY_EVENT });
    expect(underOpenIdentities(view, arrival)[0]).toBe(arrival);
  });
});

describe('a late copy of a problem that has ended', () => {
  const [toTrigger, toEvent] = [
    { ...byTrigger, otherAlarmId: BY_EVENT },
    { ...byEvent, otherAlarmId: BY_TRIGGER },
  ];
  it.each([
    ['by its event', [firing('a', byEvent), resolved('a', byEvent)], toTrigger, {}],
    ['by its trigger', [firing('a', byTrigger), resolved('a', byTrigger)], toEvent, {}],
    ['before its begin came', [resolved('a', byEvent)], toTrigger, {}],
    [
      'and is held back',
      [firing('a', byEvent), resolved('a', byEvent)],
      toTrigger,
      { resolveHoldMs: 60_000 },
    ],
    [
      'while the trigger has another',
      [firing('a', byEvent), resolved('a', byEvent), firing('a', { ...byTrigger, problem: '10' })],
      toTrigger,
      {},
    ],
  ])('fires no more after identity has changed: %s', async (_, before, copy, policy) => {
    const { last } = await opened(before, policy);
    expect(await last(firing('a', copy))).toMatchObject({
      type: 'alert.dropped',
      reason: 'late',
      alarmId: copy.otherAlarmId,
    });
    expect(await last(resolved('a', copy))).toMatchObject({ type: 'alert.repeated' });
  });

  it('is told from the next problem, which fires under the identity of now', async () => {
    const { last } = await opened([firing('a', byEvent), resolved('a', byEvent)]);
    const next = firing('a', { ...toTrigger, problem: '10', otherAlarmId: 'zbx-e10' as AlarmId });
    expect(await last(next)).toMatchObject({ type: 'episode.opened', alarmId: BY_TRIGGER });
  });
});
