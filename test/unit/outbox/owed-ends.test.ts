import { describe, expect, it } from 'vitest';
import { JournalError } from '../../../src/errors.ts';
import type { Arrival } from '../../../src/outbox/decide/decision.ts';
import type { DueEntry } from '../../../src/outbox/events/entry.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import type { Series } from '../../../src/outbox/ledger/series.ts';
import type { OutboxPolicy } from '../../../src/outbox/policy.ts';
import { UnsentMover } from '../../../src/outbox/unsent-mover.ts';
import { firing, firingAt, intakeOf, resolved, STARTED_AT } from '../../support/alerts.ts';
import { REPORTED } from '../../support/hand-destination.ts';
import { openOutbox, ShakyJournal } from '../../support/outbox.ts';
import { aPolicy } from '../../support/policy.ts';
import { rendererOf } from '../../support/renderer.ts';

const HOUR = 3_600_000;
const DOWN: Outcome = { kind: 'retry', reason: 'server-error', scope: 'destination', detail: 'HTTP 503' };
const REFUSED: Outcome = { kind: 'rejected', reason: 'bad-request', detail: 'no such alarm' };
const PAY = { alarm: { integration: 'pay' } };
const LATER = { startsAt: STARTED_AT + 2 * HOUR };

/** A journal that can have no room. */
class FullJournal extends ShakyJournal {
  full = false;

  override async append(records: Parameters<ShakyJournal['append']>[0]) {
    if (this.full) throw new JournalError('journal.full', 'the disk is full');
    return super.append(records);
  }
}

async function opened(policy: Partial<OutboxPolicy> = {}, journal?: ShakyJournal) {
  const made = await openOutbox({
    policy: { confirmRejectedAfterMs: 1_000, ...policy },
    ...(journal && { journal }),
  });
  const { outbox, clock } = made;
  const onFailure = (error: Error) => {
    throw error;
  };
  const mover = new UnsentMover({ outbox, onFailure });
  const take = (integration: string) => outbox.take(`alarms/${integration}`);
  return {
    ...made,
    take,
    /** Moves what COC knows nothing of, as a reload does. */
    async moveUnsent() {
      mover.begin();
      await mover.ended();
    },
    async accept(...arrivals: readonly Arrival[]) {
      for (const arrival of arrivals) {
        clock.advance(1_000);
        await outbox.accept(intakeOf(arrival));
      }
    },
    /** Attempts what is due at an integration, once. */
    async attempt(integration: string, outcome: Outcome) {
      const entry = await take(integration);
      if (entry) await outbox.settle(entry, outcome);
      return entry && shown(entry);
    },
    /** Delivers all that is due at an integration. */
    async told(integration: string) {
      const told: string[] = [];
      for (let entry = await take(integration); entry; entry = await take(integration)) {
        told.push(shown(entry));
        await outbox.settle(entry, REPORTED);
      }
      return told;
    },
    /** Has what is due there refused for good. */
    async refuse(integration: string) {
      for (let tries = 0; tries < 2; tries++) {
        const entry = await take(integration);
        if (entry) await outbox.settle(entry, REFUSED);
        clock.advance(2_000);
      }
    },
    series(): Series {
      const [series] = outbox.state.ledger.everySeries();
      if (!series) throw new Error('no series');
      return series;
    },
  };
}

function shown({ body }: DueEntry): string {
  return body.kind === 'report-alarm' ? body.alarm.alarmStatus : body.kind;
}

/** An alarm that was told at `pay`, whose end there could not be sent, and that fires again at `default`. */
async function owed(policy?: Partial<OutboxPolicy>) {
  const made = await opened(policy);
  await made.accept(firing('a', PAY));
  expect(await made.told('pay')).toEqual(['alarm']);
  await made.accept(resolved('a', PAY));
  expect(await made.attempt('pay', DOWN)).toBe('ok');
  await made.accept(firing('a', LATER));
  return made;
}

describe('an end that waits at an integration where the alarm does not fire any more', () => {
  it('holds up nothing of what the alarm says at another one', async () => {
    const { told, accept } = await owed();
    expect(await told('default')).toEqual(['alarm']);
    await accept(resolved('a', LATER));
    expect(await told('default')).toEqual(['ok']);
    expect(await told('pay')).toEqual(['ok']);
  });

  it('lets an alarm behind it go elsewhere when that is where it belongs now', async () => {
    const { accept, attempt, told, outbox, moveUnsent } = await opened();
    await accept(firing('a', PAY));
    await told('pay');
    await accept(resolved('a', PAY));
    await attempt('pay', DOWN);
    await accept(firing('a', { ...PAY, ...LATER }));
    await moveUnsent();
    expect(await told('default')).toEqual([]);
    const renderer = rendererOf({ alarm: { integration: 'default' } });
    outbox.usePolicy(aPolicy({ integrations: new Set(['default']), renderer, configuration: 'c2' }));
    await moveUnsent();
    expect(await told('default')).toEqual(['alarm']);
    expect(await told('pay')).toEqual(['ok']);
  });

  it.each(['lost', 'unreadable', 'full'] as const)('lets it wait where its record is %s', async (how) => {
    const journal = new FullJournal();
    const { accept, attempt, told, outbox, moveUnsent } = await opened({}, journal);
    await accept(firing('a', PAY));
    await told('pay');
    await accept(resolved('a', PAY));
    await attempt('pay', DOWN);
    await accept(firing('a', { ...PAY, ...LATER }));
    const renderer = rendererOf({ alarm: { integration: 'default' } });
    outbox.usePolicy(aPolicy({ integrations: new Set(['default']), renderer, configuration: 'c2' }));
    if (how === 'lost') journal.onRead = () => 'lost';
    else if (how === 'full') journal.full = true;
    else
      journal.onRead = () => {
        throw new Error('EIO');
      };
    await moveUnsent();
    expect(outbox.state.waits(0).get('alarms/pay')?.entries).toBe(2);
  });

  it('is kept over a restart, and sent once', async () => {
    const { journal, told } = await owed();
    expect(await told('default')).toEqual(['alarm']);
    const again = await opened({}, journal);
    again.clock.advance(HOUR);
    expect(again.outbox.state.waits(0).get('alarms/pay')?.entries).toBe(1);
    expect(await again.told('default')).toEqual([]);
    expect(await again.told('pay')).toEqual(['ok']);
    expect(again.outbox.state.pendingCount).toBe(0);
  });

  it('keeps no other one from being told again that it fires', async () => {
    const { outbox, told, series } = await owed();
    await told('default');
    const known = series();
    if (known.state !== 'firing' || !known.lastAlarm) throw new Error('it does not fire');
    expect(await outbox.reassert([{ ...known, lastAlarm: known.lastAlarm }])).toBe(1);
    expect(await outbox.reassert([{ ...known, lastAlarm: known.lastAlarm }])).toBe(0);
    expect(await told('default')).toEqual(['alarm']);
  });

  it('is no reason to tell again what is no longer kept', async () => {
    const { outbox, told, series } = await owed();
    await told('default');
    const known = series();
    if (known.state !== 'firing' || !known.lastAlarm) throw new Error('it does not fire');
    outbox.alarmsOf = async () => [undefined];
    expect(await outbox.reassert([{ ...known, lastAlarm: known.lastAlarm }])).toBe(0);
  });

  it('is sent before the alarm that opens there again', async () => {
    const { accept, told } = await owed();
    await told('default');
    await accept(firing('a', { ...PAY, ...LATER }));
    expect(await told('default')).toEqual(['ok']);
    expect(await told('pay')).toEqual(['ok', 'alarm']);
  });

  it('is not sent where the alarm opens there again, and nobody has tried it', async () => {
    const { accept, told, series } = await opened({ collapse: true });
    await accept(firing('a', PAY));
    await told('pay');
    await accept(firing('a'), firing('a', PAY));
    expect(await told('default')).toEqual([]);
    expect(await told('pay')).toEqual(['alarm']);
    await accept(firing('a'));
    expect(await told('pay')).toEqual(['ok']);
    expect(await told('default')).toEqual(['alarm']);
    expect(series()).not.toHaveProperty('unsent');
  });

  it('does not move the alarm that fires elsewhere, when it is rendered anew', async () => {
    const { accept, told, outbox, clock, series } = await opened({ resolveHoldMs: 60_000 });
    await accept(firing('a', PAY));
    await told('pay');
    await accept(resolved('a', PAY), firing('a', LATER), resolved('a', LATER));
    expect(await told('default')).toEqual(['alarm']);
    const { alarmId } = series();
    const [waiting] = [...outbox.state.pendingEntries()].filter(({ destination }) => destination === 0);
    const [before] = await outbox.state.pendingEntries();
    expect(waiting?.seq).toBe(before?.seq);
    const record = await readEntry(outbox, alarmId);
    const dueAt = clock.now() + HOUR;
    const state = () => {
      const { state: name, ...facts } = series();
      return { name, held: 'held' in facts && facts.held, target: 'target' in facts && facts.target };
    };
    const known = state();
    await outbox.decide(() => [
      { type: 'entry.collapsed', entry: record.entry, alarmId, into: 0, anew: true },
      { type: 'entry.queued', body: record.body, anew: true, dueAt },
    ]);
    expect(state()).toEqual(known);
  });
});

/** The first end that was queued for an alarm. */
async function readEntry(outbox: Awaited<ReturnType<typeof opened>>['outbox'], alarmId: string) {
  for await (const { seq, events } of outbox.history(alarmId))
    for (const [i, event] of events.entries())
      if (
        event.type === 'entry.queued' &&
        event.body.kind === 'report-alarm' &&
        event.body.alarm.alarmStatus === 'ok'
      )
        return { entry: seq + i, body: event.body };
  throw new Error('no end');
}

describe('an end that COC refused where the alarm was', () => {
  /** It fires at `default` by now. */
  async function refused(policy?: Partial<OutboxPolicy>) {
    const made = await opened(policy);
    await made.accept(firing('a', PAY));
    await made.told('pay');
    await made.accept(firing('a'));
    await made.told('default');
    await made.refuse('pay');
    return made;
  }

  it('is remembered with its place, until COC takes something newer there', async () => {
    const { series, accept, told, journal } = await refused();
    const [end] = series().refusedEnds ?? [];
    expect(end).toMatchObject({ integration: 'pay', deadLetter: expect.stringMatching(/^entry-/) });
    expect((await opened({}, journal)).series().refusedEnds).toEqual([end]);
    await accept(firing('a', { alarm: { integration: 'third' } }));
    await told('default');
    await told('third');
    expect(series().refusedEnds).toEqual([end]);
    await accept(firing('a', PAY));
    expect(series().refusedEnds).toEqual([end]);
    await told('pay');
    expect(series()).not.toHaveProperty('refusedEnds');
  });

  it.each(['letter.redriven', 'letter.discarded'] as const)(
    'is forgotten with its dead letter: %s',
    async (type) => {
      const { series, outbox } = await refused();
      const { alarmId, refusedEnds: [end] = [] } = series();
      await outbox.decide(() => [{ type, deadLetter: 'entry-0', actor: 'local', alarmId }]);
      expect(series().refusedEnds).toEqual([end]);
      await outbox.decide(() => [{ type, deadLetter: end?.deadLetter ?? '', actor: 'local' }]);
      expect(series().refusedEnds).toEqual([end]);
      await outbox.decide(() => [{ type, deadLetter: end?.deadLetter ?? '', actor: 'local', alarmId }]);
      expect(series()).not.toHaveProperty('refusedEnds');
    },
  );

  it('is not owed where COC never took the alarm', async () => {
    const { accept, refuse, series } = await opened();
    await accept(firing('a', PAY), resolved('a', PAY));
    await refuse('pay');
    expect(series()).toMatchObject({ state: 'resolved', refusedUnder: 'c1' });
    expect(series()).not.toHaveProperty('refusedEnds');
  });

  it('is owed where COC took it, also to the last place', async () => {
    const { accept, told, refuse, series } = await opened();
    await accept(firing('a', PAY));
    await told('pay');
    await accept(resolved('a', PAY));
    await refuse('pay');
    expect(series()).toMatchObject({ state: 'resolved', refusedEnds: [{ integration: 'pay' }] });
  });
});

it('the end of an alarm of which COC refused only a change is sent', async () => {
  const { accept, told, refuse } = await opened();
  await accept(firing('a'));
  await told('default');
  await accept(firingAt('a', 'Critical'));
  await refuse('default');
  await accept(resolved('a'));
  expect(await told('default')).toEqual(['ok']);
});

describe('while something waits at an integration under a name that it had before', () => {
  const renamedIntegrations = new Map([['pay', 'paying']]);
  const PAYING = { alarm: { integration: 'paying' } };

  it('what follows goes there under that name, in its order', async () => {
    const { accept, attempt, told, outbox, series } = await opened();
    await accept(firing('a', PAY));
    await told('pay');
    await accept(resolved('a', PAY));
    await attempt('pay', DOWN);
    outbox.usePolicy(aPolicy({ integrations: new Set(['default', 'pay', 'paying']), renamedIntegrations }));
    await accept(firing('a', { ...PAYING, ...LATER }), resolved('a', { ...PAYING, ...LATER }));
    expect(await told('paying')).toEqual([]);
    expect(series()).toMatchObject({ target: { integration: 'pay' } });
    expect(await told('pay')).toEqual(['ok', 'alarm', 'ok']);
    await accept(firing('a', { ...PAYING, startsAt: STARTED_AT + 9 * HOUR }));
    expect(await told('paying')).toEqual(['alarm']);
  });
});
