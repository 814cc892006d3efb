import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { JournalError } from '../../../../src/errors.ts';
import type { Outcome } from '../../../../src/outbox/events/outcome.ts';
import type { OutboxPolicy } from '../../../../src/outbox/policy.ts';
import { firing, INCIDENT, intakeOf, resolved } from '../../../support/alerts.ts';
import { someRules } from '../../../support/incident-rules.ts';
import { openOutbox, ShakyJournal } from '../../../support/outbox.ts';
import { aPolicy } from '../../../support/policy.ts';

const MINUTE = 60_000;
const DELIVERED: Outcome = { kind: 'delivered', result: 'alarm-reported' };

const holding = (minutes: number) => ({ resolveHoldMs: minutes * MINUTE });
const openingAfter = (minutes: number) => ({
  incidentRules: new Map([[INCIDENT.policy, someRules({ openAfterMs: minutes * MINUTE })]]),
});

/** Journal whose next append waits until the test lets it go. */
class SlowJournal extends ShakyJournal {
  waits: Promise<void> | undefined;

  override async append(records: Parameters<ShakyJournal['append']>[0]) {
    await this.waits;
    return super.append(records);
  }
}

/** What waits, a minute after it was held back, when the configuration changes; and the times at which it may be taken. */
async function held(before: Partial<OutboxPolicy>, kind: 'recovery' | 'incident') {
  const journal = new SlowJournal();
  const opened = await openOutbox({ policy: before, journal });
  const { outbox, clock } = opened;
  const since = kind === 'incident' ? { startsAt: clock.now() } : {};
  const destination = kind === 'recovery' ? 'alarms/default' : 'incidents';
  await outbox.accept(intakeOf(firing('a', { incident: INCIDENT, ...since })));
  const entry = await outbox.take('alarms/default');
  if (entry) await outbox.settle(entry, DELIVERED);
  if (kind === 'recovery') await outbox.accept(intakeOf(resolved('a')));
  clock.advance(MINUTE);
  return {
    ...opened,
    async change(policy: Partial<OutboxPolicy>) {
      outbox.usePolicy(aPolicy(policy));
      const count = opened.records.length;
      await outbox.followDurations();
      return opened.records.slice(count).flatMap(({ events }) => events);
    },
    /** Minutes from now until it may be taken. */
    async minutesLeft() {
      for (let minutes = 0; minutes < 60; minutes += 1) {
        if (await outbox.take(destination)) return minutes;
        clock.advance(MINUTE);
      }
      return Number.POSITIVE_INFINITY;
    },
    journal,
  };
}

describe.each([
  ['a recovery', 'recovery', holding],
  ['an incident', 'incident', openingAfter],
] as const)('%s that is held back', (_, kind, policy) => {
  it.each([
    ['longer', 5, 10, 9],
    ['shorter', 10, 3, 2],
    ['shorter than it has waited', 10, 1, 0],
    ['not at all', 10, 0, 0],
  ])('waits as the configuration says today: %s', async (_words, before, after, left) => {
    const { change, minutesLeft } = await held(policy(before), kind);
    expect(await change(policy(after))).toMatchObject([{ type: 'entry.rescheduled', alarmId: 'a' }]);
    expect(await change(policy(after))).toEqual([]);
    expect(await minutesLeft()).toBe(left);
  });

  it('keeps its time where the configuration says the same', async () => {
    const { change, minutesLeft } = await held(policy(5), kind);
    expect(await change(policy(5))).toEqual([]);
    expect(await minutesLeft()).toBe(4);
  });

  it('is left to its attempt while that is under way, or has failed', async () => {
    const { change, outbox, clock } = await held(policy(5), kind);
    clock.advance(4 * MINUTE);
    const taken = await outbox.take(kind === 'recovery' ? 'alarms/default' : 'incidents');
    expect(await change(policy(50))).toEqual([]);
    const failed: Outcome = { kind: 'retry', reason: 'timeout', scope: 'entry', detail: '' };
    if (taken) await outbox.settle(taken, failed);
    expect(await change(policy(50))).toEqual([]);
  });
});

it('a recovery that becomes due while its new time is being stored is not taken until then', async () => {
  const { change, outbox, clock, journal } = await held(holding(5), 'recovery');
  let letGo: () => void = () => undefined;
  journal.waits = new Promise((resolve) => {
    letGo = resolve;
  });
  const changing = change(holding(30));
  await turn();
  await turn();
  clock.advance(5 * MINUTE);
  expect(await outbox.take('alarms/default')).toBeUndefined();
  letGo();
  expect(await changing).toHaveLength(1);
  expect(await outbox.take('alarms/default')).toBeUndefined();
});

it('a problem that returns within the longer hold is the same episode', async () => {
  const { change, outbox, clock, records } = await held(holding(2), 'recovery');
  await change(holding(30));
  clock.advance(20 * MINUTE);
  await outbox.accept(intakeOf(firing('a')));
  expect(records.at(-1)?.events.map(({ type }) => type)).toEqual(['entry.cancelled', 'episode.reopened']);
});

it('an incident that COC has waits for nothing', async () => {
  const { change, outbox } = await held(openingAfter(0), 'incident');
  const entry = await outbox.take('incidents');
  if (!entry) throw new Error('no incident is due');
  await outbox.settle(entry, { kind: 'delivered', result: 'incident-opened', incidentNum: 'IM1' });
  expect(await change(openingAfter(5))).toEqual([]);
});

it('what is held back keeps its time on a full disk; any other error is told', async () => {
  const { change, journal, records } = await held(holding(5), 'recovery');
  journal.append = () => Promise.reject(new JournalError('journal.full', 'no room'));
  const count = records.length;
  expect(await change(holding(10))).toEqual([]);
  expect(records).toHaveLength(count);
  const broken = new Error('not of a disk');
  journal.append = () => Promise.reject(broken);
  await expect(change(holding(10))).rejects.toBe(broken);
});

it('a storm incident that waits follows the time for which storms gather', async () => {
  const rules = new Map([[INCIDENT.policy, someRules({ maxPerHour: 0 })]]);
  const { change, minutesLeft } = await held({ incidentRules: rules, stormGatherMs: 5 * MINUTE }, 'incident');
  expect(await change({ incidentRules: rules, stormGatherMs: 3 * MINUTE })).toHaveLength(1);
  expect(await minutesLeft()).toBe(2);
});
