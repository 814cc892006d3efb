import { describe, expect, it } from 'vitest';
import { JournalError } from '../../../src/errors.ts';
import { isReassertionDue } from '../../../src/outbox/decide/reassert.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import { firing, INCIDENT, intakeOf } from '../../support/alerts.ts';
import type { FakeClock } from '../../support/fake-clock.ts';
import { someRules } from '../../support/incident-rules.ts';
import { openOutbox, ShakyJournal } from '../../support/outbox.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DELIVERED: Outcome = { kind: 'delivered', result: 'alarm-reported' };

/** An outbox whose alarm COC has taken. */
async function told(journal = new ShakyJournal()) {
  const opened = await openOutbox({ journal });
  const { outbox, clock } = opened;
  await outbox.accept(intakeOf(firing('a')));
  const entry = await outbox.take('alarms/default');
  if (!entry) throw new Error('nothing is due');
  await outbox.settle(entry, DELIVERED);
  const known = () => {
    const [series] = [...outbox.state.ledger.everySeries()];
    if (series?.state !== 'firing') throw new Error('it does not fire');
    return series;
  };
  /** Time since COC took the alarm, by the clock as it is now. */
  const toldAgo = () => clock.now() - (known().toldAt ?? 0);
  return { ...opened, known, toldAgo };
}

describe('when the clock is set while the agent starts', () => {
  it.each([-HOUR, HOUR])('by %d ms, a wait ends in its time', async (step) => {
    const { outbox, clock, journal } = await openOutbox();
    await outbox.accept(intakeOf(firing('a')));
    const entry = await outbox.take('alarms/default');
    if (!entry) throw new Error('nothing is due');
    const down = { reason: 'server-error', scope: 'entry', detail: 'HTTP 503' } as const;
    await outbox.settle(entry, { kind: 'retry', ...down });
    const onOpen = (started: FakeClock) => started.set(step);
    const restarted = await openOutbox({ journal, now: clock.now() - step, onOpen });
    expect(restarted.clock.now()).toBe(clock.now());
    restarted.clock.advance(HOUR / 2);
    expect(await restarted.outbox.take('alarms/default')).toMatchObject({ id: entry.id });
  });

  it('the stored times follow it', async () => {
    const { clock, journal, toldAgo } = await told();
    expect(toldAgo()).toBe(0);
    const onOpen = (started: FakeClock) => started.set(HOUR);
    const { outbox, clock: later } = await openOutbox({ journal, now: clock.now(), onOpen });
    later.advance(60_000);
    await outbox.accept(intakeOf(firing('b')));
    const [series] = outbox.state.ledger.everySeries();
    expect(later.now() - (series?.lastSeenAt ?? 0)).toBe(60_000);
  });
});

it('an attempt that failed while the clock was days ahead is made again at once after a restart', async () => {
  const { outbox, clock, journal } = await openOutbox({ now: 10 * DAY });
  await outbox.accept(intakeOf(firing('a')));
  const entry = await outbox.take('alarms/default');
  if (!entry) throw new Error('nothing is due');
  const down = { reason: 'network', scope: 'destination', detail: 'ECONNREFUSED' } as const;
  await outbox.settle(entry, { kind: 'retry', ...down });
  const restarted = await openOutbox({ journal, now: clock.now() - 8 * DAY });
  expect(await restarted.outbox.take('alarms/default')).toMatchObject({ id: entry.id });
});

describe('when the clock is set, in either direction,', () => {
  it.each([-2 * DAY, -HOUR, HOUR, 2 * DAY])('by %d ms, all durations stay', async (step) => {
    const { outbox, clock, known, toldAgo, records } = await told();
    clock.advance(10 * 60_000);
    clock.set(step);
    await outbox.take('alarms/default');
    await outbox.accept(intakeOf(firing('b')));
    expect(toldAgo()).toBe(10 * 60_000);
    expect(clock.now() - known().lastSeenAt).toBe(10 * 60_000);
    expect(isReassertionDue(known(), HOUR, clock.now())).toBe(false);
    clock.advance(HOUR);
    expect(isReassertionDue(known(), HOUR, clock.now())).toBe(true);
    const set = records.flatMap(({ events }) => events.filter(({ type }) => type === 'clock.set'));
    expect(set).toEqual([{ type: 'clock.set', by: step, notAfter: expect.any(Number) }]);
  });

  it('the first decision after it knows of that', async () => {
    const { outbox, clock, toldAgo } = await told();
    clock.advance(60_000);
    clock.set(DAY);
    const [ago] = await Promise.all([
      outbox.decide(() => {
        expect(toldAgo()).toBe(60_000);
        return [];
      }),
    ]);
    expect(ago).toEqual([]);
  });

  it('the times that could not be corrected are, once something can be stored again', async () => {
    class FullJournal extends ShakyJournal {
      isFull = false;

      override async append(...args: Parameters<ShakyJournal['append']>) {
        if (this.isFull) throw new JournalError('journal.full', 'no room');
        return super.append(...args);
      }
    }
    const journal = new FullJournal();
    const { outbox, clock, toldAgo } = await told(journal);
    clock.set(-DAY);
    journal.isFull = true;
    await expect(outbox.accept(intakeOf(firing('b')))).rejects.toThrow('no room');
    journal.isFull = false;
    clock.advance(5_000);
    await outbox.accept(intakeOf(firing('b')));
    expect(toldAgo()).toBe(5_000);
  });
});

describe('a start with a clock that is behind what is stored', () => {
  it('takes the future for now, and goes on from there', async () => {
    const journal = new ShakyJournal();
    const first = await told(journal);
    await first.outbox.close();
    const second = await openOutbox({ journal, now: first.clock.now() - 2 * DAY });
    const [series] = [...second.outbox.state.ledger.everySeries()];
    if (series?.state !== 'firing') throw new Error('it does not fire');
    expect([series.toldAt, series.lastSeenAt]).toEqual([second.clock.now(), second.clock.now()]);
    expect(isReassertionDue(series, HOUR, second.clock.now() + 2 * HOUR)).toBe(true);
  });

  it('takes the future of an incident for now, where all alarms are of the past', async () => {
    const journal = new ShakyJournal();
    const first = await openOutbox({ journal });
    await first.outbox.accept(intakeOf(firing('a', { incident: INCIDENT })));
    const alarm = await first.outbox.take('alarms/default');
    if (alarm) await first.outbox.settle(alarm, DELIVERED);
    first.clock.advance(HOUR);
    const entry = await first.outbox.take('incidents');
    if (!entry) throw new Error('no incident is due');
    await first.outbox.settle(entry, { kind: 'delivered', result: 'incident-opened', incidentNum: 'IM1' });
    await first.outbox.close();
    const second = await openOutbox({ journal, now: first.clock.now() - HOUR / 2 });
    const [incident] = second.outbox.state.ledger.everyIncident();
    expect(incident).toMatchObject({ openedAt: second.clock.now(), changedAt: second.clock.now() });
  });

  it('goes on without a correction on a full disk, and fails with any other error', async () => {
    const journal = new ShakyJournal();
    const first = await told(journal);
    await first.outbox.close();
    const now = first.clock.now() - DAY;
    journal.append = () => Promise.reject(new JournalError('journal.full', 'no room'));
    const second = await openOutbox({ journal, now });
    expect(second.records).toEqual([]);
    const broken = new Error('not of a disk');
    journal.append = () => Promise.reject(broken);
    await expect(openOutbox({ journal, now })).rejects.toBe(broken);
  });

  it('writes nothing when no time lies ahead', async () => {
    const journal = new ShakyJournal();
    const first = await told(journal);
    await first.outbox.close();
    const second = await openOutbox({ journal, now: first.clock.now() });
    expect(second.records).toEqual([]);
  });

  it('counts no incident of the future towards the budget for days', async () => {
    const journal = new ShakyJournal();
    const policy = { incidentRules: new Map([[INCIDENT.policy, someRules({ maxPerHour: 1 })]]) };
    const first = await openOutbox({ journal, policy });
    const ask = async ({ outbox }: Awaited<ReturnType<typeof openOutbox>>, series: string) => {
      await outbox.accept(intakeOf(firing(series, { incident: INCIDENT })));
      const entry = await outbox.take('alarms/default');
      if (entry) await outbox.settle(entry, DELIVERED);
    };
    await ask(first, 'a');
    await first.outbox.close();
    const second = await openOutbox({ journal, policy, now: first.clock.now() - 2 * DAY });
    await ask(second, 'b');
    second.clock.advance(HOUR);
    await ask(second, 'c');
    const asked = second.records.flatMap(({ events }) =>
      events.flatMap((event) => (event.type === 'incident.requested' ? [event.storm ?? 'own'] : [])),
    );
    expect(asked).toEqual(['policy', 'own']);
  });
});

describe('an incident that waits for openAfter', () => {
  const WAIT = 20_000;
  const policy = {
    incidentRules: new Map([[INCIDENT.policy, someRules({ openAfterMs: WAIT })]]),
    incidentLookupDelayMs: WAIT,
    incidentLookupMaxMs: WAIT,
  };
  type Opened = Awaited<ReturnType<typeof openOutbox>>;

  async function asked(opened: Opened): Promise<void> {
    const { outbox, clock } = opened;
    await outbox.accept(intakeOf(firing('a', { incident: INCIDENT, startsAt: clock.now() })));
    const entry = await outbox.take('alarms/default');
    if (entry) await outbox.settle(entry, DELIVERED);
  }

  /** The time after which it is due, to a second; undefined when it is not within a minute. */
  async function dueAfter({ outbox, clock }: Opened): Promise<number | undefined> {
    for (let waited = 0; waited <= 60_000; waited += 1_000) {
      if (await outbox.take('incidents')) return waited;
      clock.advance(1_000);
    }
    return undefined;
  }

  it.each([-2 * DAY, 2 * DAY])(
    'opens in its time when the clock is set by %d ms and a reload follows',
    async (by) => {
      const opened = await openOutbox({ policy });
      await asked(opened);
      opened.clock.set(by);
      await opened.outbox.followDurations();
      expect(await dueAfter(opened)).toBe(WAIT);
    },
  );

  it.each([
    ['right', 0],
    ['two days behind', -2 * DAY],
  ])(
    'opens in its time after a start with a clock that is %s where it was wrong, or right',
    async (_what, by) => {
      const journal = new ShakyJournal();
      const first = await openOutbox({ journal, policy });
      if (by === 0) first.clock.set(2 * DAY);
      await asked(first);
      await first.outbox.close();
      const now = first.clock.now() + (by === 0 ? -2 * DAY : by);
      const second = await openOutbox({ journal, policy, now });
      await second.outbox.followDurations();
      second.clock.set(-by);
      expect(await dueAfter(second)).toBeLessThanOrEqual(WAIT);
    },
  );
});
