import { describe, expect, it } from 'vitest';
import { waitingReader } from '../../../../src/admin/waiting/read-waiting.ts';
import type { DestinationHealth } from '../../../../src/delivery/destination-health.ts';
import { UNTRIED } from '../../../../src/delivery/destination-health.ts';
import type { DestinationLoad } from '../../../../src/delivery/destination-state.ts';
import type { IncidentKey } from '../../../../src/outbox/events/entry.ts';
import { incidentLane } from '../../../../src/outbox/events/entry-place.ts';
import type { OutboxEvent } from '../../../../src/outbox/events/event.ts';
import type { Outcome } from '../../../../src/outbox/events/outcome.ts';
import { firing, firingAt, INCIDENT, intakeOf, resolved } from '../../../support/alerts.ts';
import { someRules } from '../../../support/incident-rules.ts';
import { openOutbox } from '../../../support/outbox.ts';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 24, 2, 16);
const ALARMS = 'alarms/default';
const SICK: Outcome = { kind: 'retry', reason: 'timeout', scope: 'entry', detail: 'slow' };

async function started(policy = {}) {
  const opened = await openOutbox({ now: NOW - 10 * MINUTE, uptimeMs: 10 * MINUTE, policy });
  const { outbox, clock } = opened;
  const settle = async (outcome: Outcome, destination = ALARMS) => {
    const entry = await outbox.take(destination);
    if (!entry) throw new Error('nothing is due');
    await outbox.settle(entry, outcome);
    return entry.id;
  };
  const reader = (
    load: Partial<DestinationLoad> = {},
    { health, shortage }: { readonly health?: DestinationHealth; readonly shortage?: string } = {},
  ) =>
    waitingReader(
      {
        outbox,
        health: () => new Map(health ? [[ALARMS, health]] : []),
        loads: () => new Map([[ALARMS, { inFlight: 0, limit: 8, ...load }]]),
        shortage: () => shortage,
      },
      { clock, zone: 'UTC' },
    );
  return { ...opened, settle, reader };
}

describe('what an alarm waits for', () => {
  it('is nothing where nothing is left to deliver', async () => {
    const { reader, settle, outbox } = await started();
    expect(reader()('a')).toBeNull();
    await outbox.accept(intakeOf(firing('a')));
    await settle({ kind: 'delivered', result: 'alarm-reported' });
    expect(reader()('a')).toBeNull();
  });

  it('is its turn, with the entries of its own behind it', async () => {
    const { reader, outbox } = await started();
    await outbox.accept(intakeOf(firing('a'), firing('b')));
    await outbox.accept(intakeOf(firingAt('a', 'Critical')));
    await outbox.accept(intakeOf(resolved('a')));
    const [head] = outbox.state.pendingEntries();
    expect(reader()('a')).toEqual({
      ...{ entry: head?.seq, behind: 2, destination: ALARMS, reason: 'turn', until: null },
      words: 'It may be sent now, and waits for its turn.',
    });
    expect(reader()('b')).toMatchObject({ behind: 0 });
  });

  it('is that of each of its integrations, first the one of what it says now', async () => {
    const { reader, outbox, settle } = await started();
    await outbox.accept(intakeOf(firing('a', { alarm: { integration: 'pay' } })));
    await settle({ kind: 'delivered', result: 'alarm-reported' }, 'alarms/pay');
    await outbox.accept(intakeOf(firing('a')));
    await settle(SICK);
    expect(reader()('a')).toMatchObject({
      ...{ behind: 0, destination: ALARMS, reason: 'backoff' },
      words: expect.stringMatching(
        /next try at .*\. Besides, one more change waits at alarms\/pay: It may be sent now/,
      ),
    });
    await outbox.take('alarms/pay');
    await outbox.accept(intakeOf(firing('a', { alarm: { integration: 'pay' } }), resolved('a')));
    expect(reader()('a')).toMatchObject({
      ...{ behind: 2, destination: 'alarms/pay', reason: 'under-way' },
      words: expect.stringContaining('Besides, 2 more changes wait at alarms/default: '),
    });
  });

  it('is the rate of its destination, until a time of the wall', async () => {
    const { reader, outbox } = await started();
    await outbox.accept(intakeOf(firing('a')));
    expect(reader({ nextCallAt: 10 * MINUTE + 5_000 })('a')).toMatchObject({
      ...{ reason: 'rate', until: NOW + 5_000, words: expect.stringContaining('02:16:05') },
    });
  });

  it('is the end of the call that is under way, or room on the disk for it', async () => {
    const { reader, outbox } = await started();
    await outbox.accept(intakeOf(firing('a')));
    await outbox.take(ALARMS);
    expect(reader()('a')).toMatchObject({ reason: 'under-way', until: null });
    expect(reader({}, { shortage: 'the disk is full' })('a')).toMatchObject({
      ...{ reason: 'disk', until: null, words: expect.stringContaining('the disk is full') },
    });
  });

  it('is its destination', async () => {
    const { reader, outbox } = await started();
    await outbox.accept(intakeOf(firing('a')));
    const fault = { reason: 'network', detail: 'ECONNREFUSED', at: 0 } as const;
    const health = { ...UNTRIED, faults: 1, pausedUntil: 11 * MINUTE, lastFault: fault };
    expect(reader({}, { health })('a')).toMatchObject({ reason: 'destination', until: NOW + MINUTE });
  });

  it('is its fire that may be a late copy', async () => {
    const { reader, outbox, settle } = await started({ lateFireWindowMs: MINUTE });
    await outbox.accept(intakeOf(firing('a')));
    await settle({ kind: 'delivered', result: 'alarm-reported' });
    await outbox.accept(intakeOf(resolved('a')));
    await settle({ kind: 'delivered', result: 'alarm-reported' });
    await outbox.accept(intakeOf(firing('a')));
    const waiting = reader()('a');
    expect(waiting).toMatchObject({ reason: 'parked', until: NOW + MINUTE });
    expect(waiting?.words).toMatch(/^It waits until \S+ \(alarm\.lateFireWindow\): .* may be a late copy /);
    expect(waiting?.words).not.toContain('the problem comes back');
  });

  it('is its end that is held back', async () => {
    const { reader, outbox, settle } = await started({ resolveHoldMs: MINUTE });
    await outbox.accept(intakeOf(firing('a')));
    await settle({ kind: 'delivered', result: 'alarm-reported' });
    await outbox.accept(intakeOf(resolved('a')));
    expect(reader()('a')).toMatchObject({
      ...{ reason: 'held', until: NOW + MINUTE, words: expect.stringContaining('the problem comes back') },
    });
  });
});

describe('the words for a wait after a failure', () => {
  const failed = (entry: number, reason: string): OutboxEvent =>
    ({ type: 'attempt.failed', entry, reason, detail: 'slow', outcome: 'retry', scope: 'entry' }) as never;
  const record = (...events: readonly OutboxEvent[]) => ({ v: 1, seq: 1, at: 0, events }) as const;

  it('name the last failure of this entry in the story', async () => {
    const { reader, outbox, settle } = await started();
    await outbox.accept(intakeOf(firing('a')));
    const id = await settle(SICK);
    const other = id + 1;
    const wordsIn = (...records: readonly ReturnType<typeof record>[]) => reader()('a', records)?.words;
    expect(reader()('a')).toMatchObject({
      reason: 'backoff',
      words: expect.stringMatching(/delivered; next/),
    });
    expect(wordsIn(record(failed(other, 'dns')))).not.toContain('slow');
    expect(wordsIn(record(failed(id, 'dns'), failed(id, 'tls')), record(failed(other, 'network')))).toContain(
      '(tls: slow)',
    );
    expect(wordsIn(record(failed(id, 'dns')), record(failed(id, 'timeout')))).toContain('(timeout: slow)');
    const later = { type: 'attempt.started', entry: id } as never;
    expect(wordsIn(record(failed(id, 'dns'), later))).toContain('(dns: slow)');
  });
});

describe('what an incident waits for', () => {
  it('is the time that its policy sets', async () => {
    const { reader, outbox, settle } = await started({
      incidentRules: new Map([['critical', someRules({ openAfterMs: MINUTE })]]),
    });
    await outbox.accept(intakeOf(firing('a', { incident: INCIDENT, startsAt: NOW })));
    await settle({ kind: 'delivered', result: 'alarm-reported' });
    const [found] = [...outbox.state.ledger.everyIncident()];
    expect(reader()(incidentLane(found?.key as IncidentKey))).toMatchObject({
      ...{ destination: 'incidents', reason: 'held', until: NOW + MINUTE },
      words: expect.stringContaining('as its policy says'),
    });
  });
});
