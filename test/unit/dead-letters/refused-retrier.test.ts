import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { RefusedRetrier } from '../../../src/dead-letters/refused-retrier.ts';
import { JournalError } from '../../../src/errors.ts';
import type { Arrival } from '../../../src/outbox/decide/decision.ts';
import type { EntryBody } from '../../../src/outbox/events/entry.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import type { Outbox } from '../../../src/outbox/outbox.ts';
import { firing, firingAt, intakeOf, resolved } from '../../support/alerts.ts';
import { REPORTED } from '../../support/hand-destination.ts';
import { openOutbox, ShakyJournal } from '../../support/outbox.ts';
import { changedPolicy, rendererOf } from '../../support/renderer.ts';

const REFUSED: Outcome = { kind: 'rejected', reason: 'bad-request', detail: 'no' };
const MOVED = changedPolicy({ alarm: { applicationId: 'app-2' } });

/** A journal that can have no room, or be broken. */
class FaultyJournal extends ShakyJournal {
  fault: 'journal.full' | 'journal.unavailable' | undefined;

  override async append(records: Parameters<ShakyJournal['append']>[0]) {
    if (this.fault) throw new JournalError(this.fault, 'no');
    return super.append(records);
  }
}

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** An outbox whose alarms COC refused, as `c1` rendered them, and the retrier. */
async function refused(...arrivals: readonly Arrival[]) {
  const journal = new FaultyJournal();
  const opened = await openOutbox({ journal, policy: { renderer: rendererOf({}) } });
  const { outbox, clock, letters } = opened;
  for (const { alert, routed } of arrivals) {
    if (routed.kind !== 'alarm') throw new Error('it is no alarm');
    await outbox.accept(intakeOf({ alert, routed: { ...routed, route: 'new', configuration: 'c1' } }));
  }
  await refuseAll(outbox, () => clock.advance(60_000));
  const changing = new Set<string>();
  const failures: JournalError[] = [];
  const retrier = new RefusedRetrier({
    ...{ outbox, deadLetters: letters, changing, clock },
    log: pino({ enabled: false }),
    onFailure: (error) => failures.push(error),
  });
  stops.push(() => retrier.stop());
  retrier.start();
  await clock.pass(2_000);
  return { ...opened, journal, retrier, changing, failures };
}

async function refuseAll(outbox: Outbox, wait: () => void): Promise<void> {
  for (let i = 0; i < 2; i++) {
    for (let entry = await outbox.take('alarms/default'); entry; entry = await outbox.take('alarms/default'))
      await outbox.settle(entry, REFUSED);
    wait();
  }
}

const byNumber = (one: string, other: string) => Number(one.slice(6)) - Number(other.slice(6));

async function firstBody(outbox: Outbox, entry: number): Promise<EntryBody> {
  for (const { alarmId } of outbox.state.ledger.everySeries())
    for await (const { seq, events } of outbox.history(alarmId)) {
      const event = events[entry - seq];
      if (event?.type === 'entry.queued') return event.body;
    }
  throw new Error('no such entry');
}

/** What is due, and then delivered. */
async function sent(outbox: Outbox): Promise<readonly string[]> {
  const told: string[] = [];
  for (let entry = await outbox.take('alarms/default'); entry; entry = await outbox.take('alarms/default')) {
    if (entry.body.kind !== 'report-alarm') throw new Error('it is no alarm');
    const { alarmStatus, alarmLevel, applicationId, alarmId } = entry.body.alarm;
    told.push(`${alarmStatus} ${alarmId} ${alarmLevel} ${applicationId}`);
    await outbox.settle(entry, REPORTED);
  }
  return told;
}

describe('after a reload that changes what COC gets', () => {
  it('what COC refused is sent again once, and its dead letter is gone', async () => {
    const { outbox, letters, clock, retrier } = await refused(firing('a'), firing('b'));
    expect(letters.ids()).toHaveLength(2);
    outbox.usePolicy(MOVED);
    retrier.reloaded();
    await clock.pass(2_000);
    expect(letters.ids()).toEqual([]);
    expect(await sent(outbox)).toEqual(['alarm a Major app-2', 'alarm b Major app-2']);
    retrier.reloaded();
    await clock.pass(2_000);
    expect(await sent(outbox)).toEqual([]);
  });

  it('refused again it waits for another change, however often that reload is repeated', async () => {
    const { outbox, letters, clock, retrier } = await refused(firing('a'));
    outbox.usePolicy(MOVED);
    retrier.reloaded();
    await clock.pass(2_000);
    await refuseAll(outbox, () => clock.advance(60_000));
    const [id = ''] = letters.ids();
    retrier.kept(id);
    retrier.reloaded();
    await clock.pass(120_000);
    expect(await sent(outbox)).toEqual([]);
    expect(await letters.get(id)).toMatchObject({ entry: { body: { again: { kind: 'reload' } } } });
    outbox.usePolicy(changedPolicy({ alarm: { applicationId: 'app-3' } }, { configuration: 'c3' }));
    retrier.reloaded();
    await clock.pass(2_000);
    expect(await sent(outbox)).toEqual(['alarm a Major app-3']);
  });

  it('of an episode that went elsewhere only the end is sent, where it was', async () => {
    const { outbox, clock, letters, retrier } = await refused();
    await outbox.accept(intakeOf(firing('a')));
    await sent(outbox);
    await outbox.accept(intakeOf(firingAt('a', 'Critical')));
    await outbox.take('alarms/default');
    await outbox.accept(intakeOf(firingAt('a', 'Critical', { alarm: { integration: 'other' } })));
    const [change, end] = [...outbox.state.pendingEntries()].map(({ seq }) => `entry-${seq}`).sort(byNumber);
    const [due] = [...outbox.state.pendingEntries()].sort((a, b) => a.seq - b.seq);
    const record = outbox.state.ledger.everySeries().next().value;
    expect([due?.seq, record?.unsent?.length]).toEqual([Number(change?.slice(6)), 3]);
    const body = await firstBody(outbox, due?.seq ?? 0);
    for (let i = 0; i < 2; i++) {
      await outbox.settle({ id: due?.seq ?? 0, body, attempts: 0, uncertain: false }, REFUSED);
      clock.advance(60_000);
      if (i === 0) await outbox.take('alarms/default');
    }
    expect([...letters.ids()].sort()).toEqual([change, end].sort());
    outbox.usePolicy(MOVED);
    retrier.reloaded();
    await clock.pass(2_000);
    expect((await sent(outbox)).map((one) => one.split(' ')[0])).toEqual(['ok']);
    expect([...letters.ids()]).toEqual([change]);
  });

  it('of an episode only the newest state is sent, and then its end', async () => {
    const { outbox, letters, clock, retrier } = await refused(
      firing('a'),
      firingAt('a', 'Critical'),
      resolved('a'),
    );
    expect(letters.ids()).toHaveLength(3);
    outbox.usePolicy(MOVED);
    retrier.reloaded();
    await clock.pass(2_000);
    expect(await sent(outbox)).toEqual(['alarm a Critical app-2', 'ok a Critical app-2']);
    expect(letters.ids()).toEqual([]);
  });

  it('what a newer alarm has overtaken stays a dead letter, which says so once', async () => {
    const { outbox, letters, clock, retrier, records } = await refused(firing('a'));
    outbox.usePolicy(changedPolicy({}));
    await outbox.accept(intakeOf(firing('a')));
    expect(await sent(outbox)).toHaveLength(1);
    outbox.usePolicy(changedPolicy({ alarm: { alarmName: 'New' } }, { configuration: 'c3' }));
    for (let i = 0; i < 3; i++) {
      retrier.reloaded();
      await clock.pass(2_000);
    }
    expect(await sent(outbox)).toEqual([]);
    const [id = ''] = letters.ids();
    expect(await letters.get(id)).toMatchObject({ left: { kind: 'reload', why: 'newer' } });
    const said = records.flatMap(({ events }) => events).filter(({ type }) => type === 'dead-letter.left');
    expect(said).toHaveLength(1);
  });

  it('one that an operator changes at this moment is left to the next round', async () => {
    const { outbox, letters, clock, retrier, changing } = await refused(firing('a'));
    const [id = ''] = letters.ids();
    changing.add(id);
    outbox.usePolicy(MOVED);
    retrier.reloaded();
    await clock.pass(5_000);
    expect(await sent(outbox)).toEqual([]);
    changing.delete(id);
    await clock.pass(2_000);
    expect(await sent(outbox)).toEqual(['alarm a Major app-2']);
    expect(changing).toEqual(new Set());
  });

  it('on a full disk it is tried again a minute later', async () => {
    const { outbox, clock, retrier, journal, failures } = await refused(firing('a'));
    outbox.usePolicy(MOVED);
    journal.fault = 'journal.full';
    retrier.reloaded();
    await clock.pass(10_000);
    journal.fault = undefined;
    expect(await sent(outbox)).toEqual([]);
    await clock.pass(60_000);
    expect(await sent(outbox)).toEqual(['alarm a Major app-2']);
    expect(failures).toEqual([]);
  });

  it('a broken journal ends the process', async () => {
    const { outbox, clock, retrier, journal, failures } = await refused(firing('a'));
    outbox.usePolicy(MOVED);
    journal.fault = 'journal.unavailable';
    retrier.reloaded();
    await clock.pass(2_000);
    expect(failures).toMatchObject([{ code: 'journal.unavailable' }]);
  });
});

it('what was under way at the reload is looked at when it becomes a dead letter', async () => {
  const { outbox, letters, clock, retrier } = await refused();
  const { alert, routed } = firing('a');
  if (routed.kind !== 'alarm') throw new Error('it is no alarm');
  await outbox.accept(intakeOf({ alert, routed: { ...routed, configuration: 'c1' } }));
  const first = await outbox.take('alarms/default');
  if (first) await outbox.settle(first, REFUSED);
  clock.advance(60_000);
  const second = await outbox.take('alarms/default');
  outbox.usePolicy(MOVED);
  retrier.reloaded();
  await clock.pass(2_000);
  if (second) await outbox.settle(second, REFUSED);
  const [id = ''] = letters.ids();
  retrier.kept(id);
  await clock.pass(2_000);
  expect(await sent(outbox)).toEqual(['alarm a Major app-2']);
});
