import { describe, expect, it } from 'vitest';
import type { DueEntry } from '../../../src/outbox/events/entry.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import type { Outbox } from '../../../src/outbox/outbox.ts';
import { firing, firingAt, INCIDENT, intakeOf, resolved, STARTED_AT } from '../../support/alerts.ts';
import { openOutbox, ShakyJournal } from '../../support/outbox.ts';

const ALARMS = 'alarms/default';
const refusal: Outcome = { kind: 'rejected', reason: 'bad-request', detail: 'COC.1: no' };

async function taken(outbox: Outbox, destination = ALARMS): Promise<DueEntry> {
  const entry = await outbox.take(destination);
  if (!entry) throw new Error(`nothing is due for ${destination}`);
  return entry;
}

describe('taking', () => {
  it('gives one entry of a lane at a time', async () => {
    const { outbox } = await openOutbox();
    await outbox.accept(intakeOf(firing('a'), firingAt('a', 'Critical')));
    expect((await taken(outbox)).id).toBe(2);
    expect(await outbox.take(ALARMS)).toBeUndefined();
  });

  it('returns nothing for an unknown destination', async () => {
    const { outbox } = await openOutbox();
    expect(await outbox.take('alarms/other')).toBeUndefined();
  });

  it('gives an entry again when its time has come, with its attempts', async () => {
    const { outbox, clock } = await openOutbox();
    await outbox.accept(intakeOf(firing('a')));
    await outbox.settle(await taken(outbox), {
      kind: 'retry',
      reason: 'timeout',
      scope: 'entry',
      detail: '',
    });
    expect(await outbox.take(ALARMS)).toBeUndefined();
    clock.advance(500);
    expect(await taken(outbox)).toMatchObject({ id: 2, attempts: 1 });
  });

  it.each([-3_600_000, 3_600_000])(
    'waits as long as planned when the clock was set by %i ms while the attempt ran',
    async (stepMs) => {
      const { outbox, clock } = await openOutbox();
      await outbox.accept(intakeOf(firing('a')));
      const entry = await taken(outbox);
      clock.set(stepMs);
      await outbox.settle(entry, { kind: 'retry', reason: 'timeout', scope: 'entry', detail: '' });
      expect(await outbox.take(ALARMS)).toBeUndefined();
      clock.advance(500);
      expect(await taken(outbox)).toMatchObject({ id: 2, attempts: 1 });
    },
  );

  it('reads a body back that is no longer in memory', async () => {
    const { outbox, journal } = await openOutbox();
    await outbox.accept(intakeOf(firing('a')));
    const { outbox: next } = await openOutbox({ journal });
    expect((await taken(next)).body).toMatchObject({ alarm: { alarmId: 'a' } });
  });

  it('records that a body is lost, and goes on with the next entry', async () => {
    const journal = new ShakyJournal();
    await (await openOutbox({ journal })).outbox.accept(intakeOf(firing('a')));
    const { outbox, records } = await openOutbox({ journal });
    journal.onRead = () => 'lost';
    expect(await outbox.take(ALARMS)).toBeUndefined();
    expect(records).toMatchObject([{ events: [{ type: 'entry.lost', entry: 2 }] }]);
    expect(outbox.state.pendingCount).toBe(0);
  });

  it('keeps an entry due when its body cannot be read now', async () => {
    const journal = new ShakyJournal();
    await (await openOutbox({ journal })).outbox.accept(intakeOf(firing('a')));
    const { outbox } = await openOutbox({ journal });
    journal.onRead = () => {
      throw new Error('EMFILE');
    };
    await expect(outbox.take(ALARMS)).rejects.toThrow('EMFILE');
    journal.onRead = () => 'fine';
    expect((await taken(outbox)).id).toBe(2);
  });

  it('returns the time of the oldest pending entry', async () => {
    const { outbox, clock } = await openOutbox();
    expect(await outbox.oldestPendingAt()).toBeUndefined();
    const began = clock.now();
    await outbox.accept(intakeOf(firing('a')));
    clock.advance(5_000);
    await outbox.accept(intakeOf(firing('b')));
    expect(await outbox.oldestPendingAt()).toBe(began);
  });
});

describe('an incident', () => {
  async function withIncident() {
    const opened = await openOutbox();
    await opened.outbox.accept(intakeOf(firing('a', { incident: INCIDENT })));
    await opened.outbox.settle(await taken(opened.outbox), { kind: 'delivered', result: 'alarm-reported' });
    return opened;
  }

  it('is requested when its alarm is delivered, and open when its own entry is', async () => {
    const { outbox } = await withIncident();
    const entry = await taken(outbox, 'incidents');
    await outbox.started(entry);
    await outbox.settle(entry, { kind: 'delivered', result: 'incident-opened', incidentNum: 'I1' });
    expect([...outbox.state.ledger.everyIncident()]).toMatchObject([{ state: 'opened', incidentNum: 'I1' }]);
  });

  it('stays in flight when the start of its call is recorded', async () => {
    const { outbox } = await withIncident();
    await outbox.started(await taken(outbox, 'incidents'));
    expect(await outbox.take('incidents')).toBeUndefined();
  });

  it('is uncertain after a crash during the call, and not looked up before COC can show it', async () => {
    const { outbox, journal } = await withIncident();
    await outbox.started(await taken(outbox, 'incidents'));
    const { outbox: next, clock } = await openOutbox({ journal });
    clock.advance(9_999);
    expect(await next.take('incidents')).toBeUndefined();
    clock.advance(1);
    expect(await taken(next, 'incidents')).toMatchObject({ uncertain: true });
  });

  it('is opened once for an episode, whatever its levels', async () => {
    const { outbox } = await withIncident();
    await outbox.accept(intakeOf(firingAt('a', 'Critical', { incident: INCIDENT })));
    await outbox.settle(await taken(outbox), { kind: 'delivered', result: 'alarm-reported' });
    await outbox.settle(await taken(outbox, 'incidents'), { kind: 'delivered', result: 'alarm-reported' });
    expect(await outbox.take('incidents')).toBeUndefined();
  });
});

describe('a refusal', () => {
  async function refusedOnce(options: { letterBytes?: number } = {}) {
    const opened = await openOutbox(options);
    const { outbox, clock } = opened;
    await outbox.accept(intakeOf(firing('a')));
    await outbox.settle(await taken(outbox), refusal);
    clock.advance(60_000);
    return opened;
  }

  it('is tried once more, a minute later', async () => {
    const { outbox, letters } = await refusedOnce();
    expect(letters.usage().letters).toBe(0);
    expect(await taken(outbox)).toMatchObject({ attempts: 1 });
  });

  it('that is confirmed becomes a dead letter with the words of COC', async () => {
    const { outbox, letters } = await refusedOnce();
    await outbox.settle(await taken(outbox), refusal);
    expect(await letters.get('entry-2')).toMatchObject({ detail: 'COC.1: no', entry: { id: 2 } });
    expect(outbox.state.pendingCount).toBe(0);
  });

  it('takes along the later entries of its episode, and the next episode goes on', async () => {
    const { outbox, letters } = await refusedOnce();
    const next = firing('a', { startsAt: STARTED_AT + 9_000_000 });
    await outbox.accept(intakeOf(firingAt('a', 'Critical'), resolved('a'), next));
    await outbox.settle(await taken(outbox), refusal);
    expect(letters.usage().letters).toBe(3);
    expect((await taken(outbox)).body).toMatchObject({
      alarm: { alarmStatus: 'alarm', alarmLevel: 'Major' },
    });
    expect(outbox.state.pendingCount).toBe(1);
  });

  it('is not confirmed when another failure came in between', async () => {
    const { outbox, clock, letters } = await refusedOnce();
    await outbox.settle(await taken(outbox), {
      kind: 'retry',
      reason: 'network',
      scope: 'entry',
      detail: '',
    });
    clock.advance(600_000);
    await outbox.settle(await taken(outbox), refusal);
    expect(letters.usage().letters).toBe(0);
  });

  it('stays in the outbox while there is no room for its letter', async () => {
    const { outbox, clock } = await refusedOnce({ letterBytes: 0 });
    await outbox.settle(await taken(outbox), refusal);
    clock.advance(60_000);
    expect(await outbox.take(ALARMS)).toBeUndefined();
    clock.advance(15 * 60_000);
    expect((await taken(outbox)).id).toBe(2);
  });

  it('keeps all letters of an episode or none', async () => {
    const { outbox, letters } = await refusedOnce({ letterBytes: 1_300 });
    await outbox.accept(intakeOf(resolved('a')));
    await outbox.settle(await taken(outbox), refusal);
    expect([letters.usage().letters, outbox.state.pendingCount]).toEqual([0, 2]);
  });

  it('of an incident fails it', async () => {
    const { outbox, clock } = await openOutbox();
    await outbox.accept(intakeOf(firing('a', { incident: INCIDENT })));
    await outbox.settle(await taken(outbox), { kind: 'delivered', result: 'alarm-reported' });
    await outbox.settle(await taken(outbox, 'incidents'), refusal);
    clock.advance(60_000);
    await outbox.settle(await taken(outbox, 'incidents'), refusal);
    expect([...outbox.state.ledger.everyIncident()]).toMatchObject([
      { state: 'failed', detail: 'COC.1: no' },
    ]);
  });
});

describe('closing', () => {
  it('stores the waiting requests, then refuses', async () => {
    const { outbox } = await openOutbox();
    await outbox.accept(intakeOf(firing('a')));
    const entry = await taken(outbox);
    const waiting = outbox.accept(intakeOf(firing('b')));
    await new Promise((resolve) => setImmediate(resolve));
    await outbox.close();
    expect((await waiting).accepted).toBe(1);
    await expect(outbox.accept(intakeOf(firing('c')))).rejects.toMatchObject({ code: 'shutting-down' });
    await expect(outbox.settle(entry, { kind: 'delivered', result: 'alarm-reported' })).rejects.toMatchObject(
      {
        code: 'shutting-down',
      },
    );
    expect(await outbox.take(ALARMS)).toBeUndefined();
    await outbox.close();
  });
});
