import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import { underOpenIdentity } from '../../../../src/outbox/decide/open-identity.ts';
import type { LedgerView } from '../../../../src/outbox/ledger/ledger-view.ts';
import { firing, intakeOf, resolved } from '../../../support/alerts.ts';
import { openOutbox } from '../../../support/outbox.ts';

const BY_EVENT = 'zbx-e9' as AlarmId;
const BY_TRIGGER = 'zbx-t7' as AlarmId;
const byEvent = { alarmId: BY_EVENT, fingerprint: 'e9', problem: '9', sourceType: 'zabbix' } as const;
const byTrigger = { alarmId: BY_TRIGGER, fingerprint: 't7', problem: '9', sourceType: 'zabbix' } as const;

async function opened(...arrivals: readonly ReturnType<typeof firing>[]): Promise<LedgerView> {
  const { outbox } = await openOutbox();
  for (const arrival of arrivals) await outbox.accept(intakeOf(arrival));
  return outbox.state.ledger;
}

const idsOf = ({ alert, routed }: ReturnType<typeof firing>) => [
  alert.alarmId,
  alert.fingerprint,
  routed.kind === 'alarm' ? routed.alarm.alarmId : routed.end?.alarmId,
];

describe('an alert whose source identifies alarms in another way now', () => {
  it('is about the alarm that its event opened', async () => {
    const view = await opened(firing('a', byEvent));
    const arrival = resolved('a', { ...byTrigger, otherAlarmId: BY_EVENT });
    expect(idsOf(underOpenIdentity(view, arrival))).toEqual([BY_EVENT, 'e9', BY_EVENT]);
  });

  it('is about the alarm that its trigger opened with the same problem', async () => {
    const view = await opened(firing('a', byTrigger));
    const arrival = resolved('a', { ...byEvent, otherAlarmId: BY_TRIGGER });
    expect(idsOf(underOpenIdentity(view, arrival))).toEqual([BY_TRIGGER, 't7', BY_TRIGGER]);
  });

  it('lets the end of the other alarm pass where a route holds it back', async () => {
    const view = await opened(firing('a', byEvent));
    const { alert, routed } = resolved('a', { ...byTrigger, otherAlarmId: BY_EVENT });
    const end = routed.kind === 'alarm' ? routed.alarm : undefined;
    const held = { kind: 'filtered', reason: 'route', ...(end && { end }) } as const;
    expect(idsOf(underOpenIdentity(view, { alert, routed: held }))).toEqual([BY_EVENT, 'e9', BY_EVENT]);
    const { routed: without } = underOpenIdentity(view, {
      alert,
      routed: { kind: 'filtered', reason: 'route' },
    });
    expect(without).toEqual({ kind: 'filtered', reason: 'route' });
  });

  it.each([
    [
      'about another problem of the trigger',
      [firing('a', byTrigger)],
      { problem: '10', otherAlarmId: BY_TRIGGER },
    ],
    ['whose other alarm is over', [firing('a', byEvent), resolved('a', byEvent)], { otherAlarmId: BY_EVENT }],
    ['whose other alarm is unknown', [], { otherAlarmId: BY_EVENT }],
    ['that has no other identity', [firing('a', byEvent)], {}],
  ])('keeps its own identity: one %s', async (_, before, changes) => {
    const view = await opened(...before);
    const arrival = firing('a', { ...byTrigger, alarmId: 'own' as AlarmId, ...changes });
    expect(underOpenIdentity(view, arrival)).toBe(arrival);
  });
});
