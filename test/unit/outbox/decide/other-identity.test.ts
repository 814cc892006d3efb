import { describe, expect, it } from 'vitest';
import type { AlarmId, Alert } from '../../../../src/alerts/alert.ts';
import type { Arrival } from '../../../../src/outbox/decide/decision.ts';
import { underOpenIdentities } from '../../../../src/outbox/decide/open-identity.ts';
import type { IdentityView } from '../../../../src/outbox/ledger/ledger-view.ts';
import type { Series } from '../../../../src/outbox/ledger/series.ts';
import type { OutboxPolicy } from '../../../../src/outbox/policy.ts';
import { firing, intakeOf, resolved, STARTED_AT } from '../../../support/alerts.ts';
import { openOutbox } from '../../../support/outbox.ts';
import { aPolicy } from '../../../support/policy.ts';
import { ToldSeries } from '../../../support/told-series.ts';

const ENDED_AT = STARTED_AT + 3_600_000;
const BY_EVENT = 'zbx-e9' as AlarmId;
const BY_TRIGGER = 'zbx-t7' as AlarmId;
const byEvent = { alarmId: BY_EVENT, fingerprint: 'e9', problem: '9', sourceType: 'zabbix' } as const;
const byTrigger = { alarmId: BY_TRIGGER, fingerprint: 't7', problem: '9', sourceType: 'zabbix' } as const;

async function opened(...arrivals: readonly ReturnType<typeof firing>[]): Promise<IdentityView> {
  const { outbox } = await openOutbox();
  for (const arrival of arrivals) await outbox.accept(intakeOf(arrival));
  return outbox.state.ledger;
}

/** The alert under the identity of the alarm that it is about. There is one. */
function under(
  view: IdentityView,
  arrival: Arrival,
  context: Parameters<typeof underOpenIdentities>[2],
): Arrival {
  const [only, ...others] = underOpenIdentities(view, arrival, context);
  if (!only || others.length > 0) throw new Error('there is not exactly one');
  return only;
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
    expect(idsOf(under(view, arrival, {}))).toEqual([BY_EVENT, 'e9', BY_EVENT]);
  });

  it('is about the alarm that its trigger opened with the same problem', async () => {
    const view = await opened(firing('a', byTrigger));
    const arrival = resolved('a', { ...byEvent, otherAlarmId: BY_TRIGGER });
    expect(idsOf(under(view, arrival, {}))).toEqual([BY_TRIGGER, 't7', BY_TRIGGER]);
  });

  it('lets the end of the other alarm pass where a route holds it back', async () => {
    const view = await opened(firing('a', byEvent));
    const { alert, routed } = resolved('a', { ...byTrigger, otherAlarmId: BY_EVENT });
    const end = routed.kind === 'alarm' ? routed.alarm : undefined;
    const held = { kind: 'filtered', reason: 'route', ...(end && { end }) } as const;
    expect(idsOf(under(view, { alert, routed: held }, {}))).toEqual([BY_EVENT, 'e9', BY_EVENT]);
    const { routed: without } = under(view, { alert, routed: { kind: 'filtered', reason: 'route' } }, {});
    expect(without).toEqual({ kind: 'filtered', reason: 'route' });
  });

  it.each([
    [
      'about a later problem of the trigger',
      [firing('a', byTrigger)],
      { problem: '10', otherAlarmId: BY_TRIGGER },
    ],
    ['whose other alarm is unknown', [], { otherAlarmId: BY_EVENT }],
    ['that has no number', [firing('a', byEvent)], { problem: undefined, otherAlarmId: BY_EVENT }],
    ['that has no other identity', [firing('a', byEvent)], {}],
  ])('keeps its own identity: one %s', async (_, before, changes) => {
    const view = await opened(...before);
    const { problem, ...rest } = { ...byTrigger, ...changes };
    const arrival = firing('a', { ...rest, alarmId: 'own' as AlarmId, ...(problem && { problem }) });
    expect(under(view, arrival, {})).toBe(arrival);
  });
});

/** A ledger in which the alarm of the event and that of the trigger are in these states. */
async function viewOf(
  states: { readonly event?: Series['state']; readonly trigger?: Series['state'] },
  problem = '9',
) {
  const view = await opened(firing('a', byEvent), firing('a', { ...byTrigger, problem }));
  const of = (alarmId: AlarmId, state: Series['state'] | undefined) =>
    state && ({ ...view.series(alarmId), state, endedAt: ENDED_AT, closedAt: ENDED_AT } as Series);
  const made = new Map([
    [BY_EVENT, of(BY_EVENT, states.event)],
    [BY_TRIGGER, of(BY_TRIGGER, states.trigger)],
  ]);
  return {
    ...{ incident: () => undefined, renamedAlarms: () => [] },
    series: (alarmId: AlarmId) => made.get(alarmId),
  };
}

describe('an alert whose problem both identities know', () => {
  it.each([
    ['firing', 'resolved', BY_EVENT],
    ['firing', 'recovering', BY_EVENT],
    ['recovering', 'resolved', BY_EVENT],
    ['recovering', 'tombstone', BY_EVENT],
    ['firing', 'firing', BY_TRIGGER],
    ['resolved', 'resolved', BY_TRIGGER],
    ['resolved', 'recovering', BY_TRIGGER],
    ['resolved', 'firing', BY_TRIGGER],
    ['recovering', 'firing', BY_TRIGGER],
  ] as const)('is about the open one: its own is %s, the other one %s', async (event, trigger, expected) => {
    const own = firing('a', { ...byEvent, otherAlarmId: BY_TRIGGER });
    const view = await viewOf({ event, trigger });
    expect(under(view, own, {}).alert.alarmId).toBe(expected);
  });

  it('is about the alarm of its event that an earlier version opened, which noted no problem', async () => {
    const known = await opened(firing('a', byEvent));
    const { heard: _, ...series } = known.series(BY_EVENT) ?? expect.unreachable();
    const view = {
      ...{ incident: () => undefined, renamedAlarms: () => [] },
      series: (id: AlarmId) => (id === BY_EVENT ? series : undefined),
    };
    const arrival = resolved('a', { ...byTrigger, otherAlarmId: BY_EVENT });
    expect(under(view as IdentityView, arrival, {}).alert.alarmId).toBe(BY_EVENT);
    const other = resolved('a', { ...byTrigger, problem: '10', otherAlarmId: BY_EVENT });
    expect(under(view as IdentityView, other, {})).toBe(other);
  });

  it('is about the other one where its own is about the next problem', async () => {
    const view = await viewOf({ event: 'resolved', trigger: 'firing' }, '10');
    const arrival = firing('a', { ...byTrigger, otherAlarmId: BY_EVENT });
    expect(under(view, arrival, {}).alert.alarmId).toBe(BY_EVENT);
  });
});

describe('an alert about an older problem of a trigger, which has an alarm for each event now', () => {
  const older = (more: Partial<Alert> = {}) => firing('a', { ...byEvent, otherAlarmId: BY_TRIGGER, ...more });

  it.each([
    ['firing', STARTED_AT, BY_TRIGGER],
    ['firing', STARTED_AT + 1, BY_EVENT],
    ['resolved', ENDED_AT, BY_TRIGGER],
    ['resolved', ENDED_AT + 1, BY_EVENT],
    ['tombstone', ENDED_AT, BY_TRIGGER],
  ] as const)(
    'is over where the trigger is %s and it began no later: %i',
    async (trigger, startsAt, expected) => {
      const view = await viewOf({ trigger }, '10');
      expect(under(view, older({ startsAt }), {}).alert.alarmId).toBe(expected);
    },
  );

  it('is over without a date, and not where the source lists it or its own alarm knows it', async () => {
    const { startsAt: _, ...undated } = older().alert;
    const arrival = { ...older(), alert: undated };
    const view = await viewOf({ trigger: 'resolved' }, '10');
    expect(under(view, arrival, {}).alert.alarmId).toBe(BY_TRIGGER);
    expect(under(view, arrival, { isListed: true })).toBe(arrival);
    const both = await viewOf({ event: 'resolved', trigger: 'resolved' }, '10');
    expect(under(both, arrival, {})).toBe(arrival);
  });
});

describe.each([
  ['event', byEvent, byTrigger, BY_TRIGGER],
  ['trigger', byTrigger, byEvent, BY_EVENT],
] as const)('a problem that had ended under its %s when the identity changed', (_, before, after, own) => {
  const later = { ...after, otherAlarmId: before.alarmId };
  const undated = ({ alert: { startsAt: _, endsAt: __, ...alert }, routed }: Arrival) => ({ alert, routed });
  const dated = (arrival: Arrival) => arrival;
  const fire = firing('a', before);
  const end = resolved('a', before);

  describe.each([
    ['with dates', dated],
    ['without dates', undated],
  ] as const)('%s', (__, as) => {
    it.each([
      ['resolved', [fire, end], {}],
      ['recovering', [fire, end], { resolveHoldMs: 60_000 }],
      ['a tombstone', [end], {}],
      ['a tombstone of which COC is told', [end], { unmatchedResolve: 'forward' }],
    ] as [string, Arrival[], Partial<OutboxPolicy>][])(
      'never fires again, and its end is known: %s',
      (___, told, policy) => {
        const series = new ToldSeries();
        series.policy = aPolicy(policy);
        series.last(...told.map(as));
        expect(series.last(as(firing('a', later)))).toBe('dropped late');
        expect(series.last(as(resolved('a', later)))).toBe('alert.repeated');
        expect(series.last(as(firing('a', { ...later, isUpdate: true })))).toBe('dropped late');
        expect(series.draft.series(own)).toBeUndefined();
        expect(
          series.last(
            as(firing('a', { ...later, problem: '10', ...(own === BY_EVENT && { fingerprint: 'e10' }) })),
          ),
        ).toBe('episode.opened, entry.queued');
        expect(series.draft.series(own)).toMatchObject({ state: 'firing' });
      },
    );

    it('goes on there where the end was only assumed', () => {
      const { problem: _, ...unnumbered } = before;
      const series = new ToldSeries();
      series.last(as(fire), as(resolved('a', { ...unnumbered, assumed: 'nothing was heard' })));
      expect(series.last(as(firing('a', later)))).toBe('episode.opened, entry.queued');
      expect(series.draft.series(own)).toBeUndefined();
      expect(series.draft.series(before.alarmId)).toMatchObject({ state: 'firing' });
    });
  });
});
