import { describe, expect, it } from 'vitest';
import type { DueEntry } from '../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../src/outbox/events/event.ts';
import type { FailedOutcome, Outcome } from '../../../src/outbox/events/outcome.ts';
import type { Outbox } from '../../../src/outbox/outbox.ts';
import { firing, INCIDENT, intakeOf, resolved } from '../../support/alerts.ts';
import { openOutbox, type ShakyJournal } from '../../support/outbox.ts';

const S = 1_000;
const POLICY = {
  incidentLookupDelayMs: 30 * S,
  incidentLookupMaxMs: 300 * S,
  incidentAbsentAfterMs: 120 * S,
  incidentListLagMs: 90 * S,
};
const TIMEOUT: FailedOutcome = { kind: 'unknown', reason: 'timeout', detail: 'no' };
const MISSING: FailedOutcome = { kind: 'unknown', reason: 'not-listed', detail: 'no', look: 'complete' };
const BLIND: FailedOutcome = {
  kind: 'unknown',
  reason: 'lookup-unavailable',
  detail: 'no',
  look: 'incomplete',
};
const OPENED: Outcome = { kind: 'delivered', result: 'incident-opened', incidentNum: 'IM1' };

async function open(journal?: ShakyJournal, now?: number) {
  const opened = await openOutbox({
    policy: POLICY,
    uptimeMs: 86_400 * S,
    ...(journal && { journal }),
    ...(now && { now: now - 86_400 * S }),
  });
  const { outbox, clock } = opened;
  const take = () => outbox.take('incidents');
  /** Lets time pass second by second until the entry is due. Returns it, with the seconds that passed. */
  const next = async (most = 1_000): Promise<{ entry: DueEntry; after: number }> => {
    for (let after = 0; after <= most; after++) {
      const entry = await take();
      if (entry) return { entry, after };
      clock.advance(S);
    }
    throw new Error(`nothing was due in ${most} s`);
  };
  const incident = () => [...outbox.state.ledger.everyIncident()][0];
  return { ...opened, take, next, incident };
}

type Opened = Awaited<ReturnType<typeof open>>;

/** Delivers the alarm of an incident, and takes the entry that opens it. */
async function asked({ outbox }: { readonly outbox: Outbox }): Promise<DueEntry> {
  await outbox.accept(intakeOf(firing('a', { incident: INCIDENT })));
  const alarm = await outbox.take('alarms/default');
  if (alarm) await outbox.settle(alarm, { kind: 'delivered', result: 'alarm-reported' });
  const opening = await outbox.take('incidents');
  if (!opening) throw new Error('no incident is due');
  await outbox.started(opening);
  return opening;
}

/** An incident for which COC was asked without an answer. */
async function unanswered(): Promise<Opened> {
  const opened = await open();
  await opened.outbox.settle(await asked(opened), TIMEOUT);
  return opened;
}

/** The decision of an operator that the incident of an entry is to be opened again. */
function decisionOf(incident: ReturnType<Opened['incident']>, entry: DueEntry): OutboxEvent {
  if (!incident) throw new Error('no incident');
  const { key, alarmId } = incident;
  return { type: 'incident.decided', key, alarmId, entry: entry.id, actor: 'local' };
}

describe('an incident of unknown outcome', () => {
  it('is asked for again when it is certainly absent, which is stored before', async () => {
    const { outbox, next, incident, records, take } = await unanswered();
    for (const after of [30, 60, 120]) {
      const look = await next();
      expect([look.after, look.entry.uncertain]).toEqual([after, true]);
      await outbox.settle(look.entry, MISSING);
    }
    expect(records.at(-1)?.events).toMatchObject([
      { type: 'attempt.failed', outcome: 'retry', reason: 'not-listed', uncertain: false, absent: true },
    ]);
    expect(incident()).toMatchObject({ state: 'requested', asks: 1 });
    const again = await take();
    expect(again).toMatchObject({ uncertain: false, attempts: 1 });
    if (again) await outbox.started(again);
    expect(incident()).toMatchObject({ state: 'undecided', asks: 2 });
  });

  it('is looked for again for ever, ever more rarely, while COC shows no complete list', async () => {
    const { outbox, next } = await unanswered();
    const waits: number[] = [];
    for (let looks = 0; looks < 100; looks++) {
      const { entry, after } = await next();
      expect(entry.uncertain).toBe(true);
      waits.push(after);
      await outbox.settle(entry, BLIND);
    }
    expect(waits.slice(0, 5)).toEqual([30, 60, 120, 240, 300]);
    expect(new Set(waits.slice(4))).toEqual(new Set([300]));
  });

  it('is open as soon as any look finds it, however late', async () => {
    const { outbox, clock, next, incident } = await unanswered();
    for (let looks = 0; looks < 10; looks++) await outbox.settle((await next()).entry, BLIND);
    clock.advance(86_400 * S);
    await outbox.settle((await next()).entry, OPENED);
    expect(incident()).toMatchObject({ state: 'opened', incidentNum: 'IM1', asks: 1 });
    expect(incident()).not.toHaveProperty('undecidedSince');
    expect(outbox.state.pendingCount).toBe(0);
  });

  it.each<[string, FailedOutcome]>([
    ['fails for the moment', { kind: 'retry', reason: 'network', scope: 'entry', detail: 'no' }],
    ['is refused', { kind: 'rejected', reason: 'bad-request', detail: 'no' }],
  ])('stays so when a look %s, whatever the attempts', async (_case, outcome) => {
    const { outbox, next, incident } = await unanswered();
    const { entry } = await next();
    await outbox.settle(entry, outcome);
    expect(incident()?.state).toBe('undecided');
    expect(await next()).toMatchObject({ after: 60, entry: { uncertain: true, attempts: 1 } });
  });

  it('is cancelled when it is absent and its problem is over', async () => {
    const { outbox, next, incident, take } = await unanswered();
    await outbox.accept(intakeOf(resolved('a')));
    for (let looks = 0; looks < 3; looks++) await outbox.settle((await next()).entry, MISSING);
    expect(await take()).toBeUndefined();
    expect(incident()).toMatchObject({ state: 'cancelled', asks: 1 });
  });

  it('is known since the attempt, however often it was looked for', async () => {
    const { outbox, clock, next, incident } = await unanswered();
    const since = clock.now();
    for (let looks = 0; looks < 3; looks++) await outbox.settle((await next()).entry, BLIND);
    expect(incident()).toMatchObject({ state: 'undecided', undecidedSince: since });
  });

  it('counts a result once, also when it could not be stored at first', async () => {
    const { outbox, journal, next } = await unanswered();
    const { entry } = await next();
    const append = journal.append.bind(journal);
    journal.append = () => Promise.reject(new Error('no room'));
    await expect(outbox.settle(entry, MISSING)).rejects.toThrow('no room');
    journal.append = append;
    await outbox.settle(entry, MISSING);
    expect((await next()).after).toBe(60);
  });
});

describe('the evidence', () => {
  it('begins anew with the process, because the last one ended only then', async () => {
    const { outbox, journal, clock, next } = await unanswered();
    for (let looks = 0; looks < 2; looks++) await outbox.settle((await next()).entry, MISSING);
    clock.advance(119 * S);
    const restarted = await open(journal, clock.now());
    const waits: number[] = [];
    for (let looks = 0; looks < 3; looks++) {
      const { entry, after } = await restarted.next();
      expect(entry.uncertain).toBe(true);
      waits.push(after);
      await restarted.outbox.settle(entry, MISSING);
    }
    expect(waits).toEqual([30, 60, 120]);
    expect(await restarted.take()).toMatchObject({ uncertain: false });
  });

  it('begins anew with each attempt', async () => {
    const { outbox, next } = await unanswered();
    for (let looks = 0; looks < 3; looks++) await outbox.settle((await next()).entry, MISSING);
    const { entry } = await next();
    await outbox.started(entry);
    await outbox.settle(entry, TIMEOUT);
    for (const after of [30, 60, 120]) {
      const look = await next();
      expect([look.after, look.entry.uncertain]).toEqual([after, true]);
      await outbox.settle(look.entry, MISSING);
    }
  });

  it.each([-86_400, 86_400])('does not age when somebody sets the clock by %i s', async (step) => {
    const { outbox, clock, next } = await unanswered();
    await outbox.settle((await next()).entry, MISSING);
    clock.set(step * S);
    const waits: number[] = [];
    for (let looks = 0; looks < 2; looks++) {
      const { entry, after } = await next();
      expect(entry.uncertain).toBe(true);
      waits.push(after);
      await outbox.settle(entry, MISSING);
    }
    expect(waits[0] ?? 0).toBeLessThanOrEqual(60);
    expect(30 + waits.reduce((sum, wait) => sum + wait, 0)).toBe(210);
  });

  it('counts from the end of the attempt, however long that took', async () => {
    const opened = await open();
    const { outbox, clock, next } = opened;
    const opening = await asked(opened);
    clock.advance(600 * S);
    await outbox.settle(opening, TIMEOUT);
    const waits: number[] = [];
    for (let looks = 0; looks < 3; looks++) {
      const { entry, after } = await next();
      waits.push(after);
      await outbox.settle(entry, MISSING);
    }
    expect(waits).toEqual([30, 60, 120]);
  });
});

describe('a look', () => {
  it('that an operator was faster than changes nothing', async () => {
    const { outbox, next, incident, records } = await unanswered();
    const { entry } = await next();
    const known = incident();
    if (!known) throw new Error('no incident');
    const { key, alarmId } = known;
    await outbox.decide(() => [{ type: 'incident.decided', key, alarmId, entry: entry.id, actor: 'local' }]);
    const again = (await next()).entry;
    expect(again.uncertain).toBe(false);
    const before = records.length;
    await outbox.settle(entry, OPENED);
    await outbox.settle(entry, MISSING);
    expect(records).toHaveLength(before);
    await outbox.started(again);
    await outbox.settle(again, { ...OPENED, incidentNum: 'IM2' });
    expect(incident()).toMatchObject({ state: 'opened', incidentNum: 'IM2', asks: 2 });
  });

  it('that is stored together with a decision before it changes nothing either', async () => {
    const { outbox, next, incident, take } = await unanswered();
    const { entry } = await next();
    const decided = decisionOf(incident(), entry);
    await Promise.all([outbox.decide(() => [decided]), outbox.settle(entry, BLIND)]);
    expect(incident()).toMatchObject({ state: 'requested', asks: 1 });
    expect(await take()).toMatchObject({ uncertain: false });
  });

  it('that is stored together with a decision after it leaves the entry to that decision', async () => {
    const { outbox, next, incident, take } = await unanswered();
    const { entry } = await next();
    const decided = decisionOf(incident(), entry);
    await Promise.all([outbox.settle(entry, BLIND), outbox.decide(() => [decided])]);
    expect(incident()).toMatchObject({ state: 'requested', asks: 1 });
    expect(await take()).toMatchObject({ uncertain: false });
  });
});
