import { describe, expect, it } from 'vitest';
import { MemoryDeadLetters } from '../../../src/journals/memory/memory-dead-letters.ts';
import { MemoryJournal } from '../../../src/journals/memory/memory-journal.ts';
import { Outbox } from '../../../src/outbox/outbox.ts';
import type { OutboxPolicy } from '../../../src/outbox/policy.ts';
import { firing, intakeOf, resolved, STARTED_AT } from '../../support/alerts.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { aPolicy } from '../../support/policy.ts';

/** `alarm.lateFireWindow` of the tests. */
const WINDOW = 5 * 60_000;
const HOLD = 60_000;

async function start(changes: Partial<OutboxPolicy>) {
  const clock = new FakeClock();
  const outbox = new Outbox({
    journal: new MemoryJournal(),
    deadLetters: new MemoryDeadLetters(),
    clock,
    random: () => 0.5,
    policy: aPolicy(changes),
    onRecord: () => undefined,
  });
  await outbox.open();
  return { clock, outbox };
}

/** Delivers all due entries. Returns the alarms that COC got. */
async function deliverDue(outbox: Outbox): Promise<string[]> {
  const told: string[] = [];
  for (let entry = await outbox.take('alarms/default'); entry; entry = await outbox.take('alarms/default')) {
    const { body } = entry;
    if (body.kind === 'report-alarm') {
      told.push(`${body.alarm.alarmStatus} ${body.alarm.alarmLevel} flaps ${body.flaps ?? 0}`);
    }
    await outbox.settle(entry, { kind: 'delivered', result: 'alarm-reported' });
  }
  return told;
}

describe('a recovery that is held back', () => {
  it('is sent when the problem stays away', async () => {
    const { clock, outbox } = await start({ resolveHoldMs: HOLD });
    await outbox.accept(intakeOf(firing('a')));
    await outbox.accept(intakeOf(resolved('a', { endsAt: clock.now() })));
    expect(await deliverDue(outbox)).toEqual(['alarm Major flaps 0']);
    clock.advance(HOLD - 1);
    expect(await deliverDue(outbox)).toEqual([]);
    clock.advance(1);
    expect(await deliverDue(outbox)).toEqual(['ok Major flaps 0']);
  });

  it('is never sent when the problem returns in time: one episode, with the count of its flaps', async () => {
    const { clock, outbox } = await start({ resolveHoldMs: HOLD });
    await outbox.accept(intakeOf(firing('a')));
    const told = await deliverDue(outbox);
    for (let i = 0; i < 3; i++) {
      clock.advance(10_000);
      await outbox.accept(intakeOf(resolved('a', { endsAt: clock.now() })));
      clock.advance(10_000);
      await outbox.accept(intakeOf(firing('a', { startsAt: clock.now() })));
      told.push(...(await deliverDue(outbox)));
    }
    clock.advance(10_000);
    await outbox.accept(intakeOf(resolved('a', { endsAt: clock.now() })));
    clock.advance(HOLD);
    told.push(...(await deliverDue(outbox)));
    expect(told).toEqual(['alarm Major flaps 0', 'ok Major flaps 3']);
    expect(outbox.state.pendingCount).toBe(0);
  });

  it('is never sent when the same request brings the return of the problem', async () => {
    const { clock, outbox } = await start({ resolveHoldMs: HOLD });
    await outbox.accept(intakeOf(firing('a')));
    await deliverDue(outbox);
    const [end, back] = [clock.now() + 1, clock.now() + 2];
    await outbox.accept(intakeOf(resolved('a', { endsAt: end }), firing('a', { startsAt: back })));
    expect(outbox.state.pendingCount).toBe(0);
    expect([...outbox.state.ledger.everySeries()]).toMatchObject([{ state: 'firing', flaps: 1 }]);
    clock.advance(HOLD);
    expect(await deliverDue(outbox)).toEqual([]);
  });

  it('is never sent when a request of the same commit brings the return of the problem', async () => {
    const { clock, outbox } = await start({ resolveHoldMs: HOLD });
    await outbox.accept(intakeOf(firing('a'), firing('b')));
    await deliverDue(outbox);
    const [end, back] = [clock.now() + 1, clock.now() + 2];
    await Promise.all([
      outbox.accept(intakeOf(firing('b', { level: 'Critical' }), resolved('a', { endsAt: end }))),
      outbox.accept(intakeOf(firing('a', { startsAt: back }))),
    ]);
    clock.advance(HOLD);
    expect(await deliverDue(outbox)).toEqual(['alarm Critical flaps 0']);
  });

  it('is sent when the problem returns too late, which opens a new episode', async () => {
    const { clock, outbox } = await start({ resolveHoldMs: HOLD });
    await outbox.accept(intakeOf(firing('a')));
    await outbox.accept(intakeOf(resolved('a', { endsAt: clock.now() })));
    clock.advance(HOLD);
    await outbox.accept(intakeOf(firing('a', { startsAt: clock.now() })));
    expect(await deliverDue(outbox)).toEqual([
      'alarm Major flaps 0',
      'ok Major flaps 0',
      'alarm Major flaps 0',
    ]);
  });

  it('is replaced by a change when the problem returns at another level', async () => {
    const { clock, outbox } = await start({ resolveHoldMs: HOLD });
    await outbox.accept(intakeOf(firing('a')));
    await outbox.accept(intakeOf(resolved('a', { endsAt: clock.now() })));
    await outbox.accept(intakeOf(firing('a', { startsAt: clock.now() + 1, level: 'Critical' })));
    expect(await deliverDue(outbox)).toEqual(['alarm Major flaps 0', 'alarm Critical flaps 1']);
  });

  it('is never sent when the same problem is said to fire on, with the begin that it had', async () => {
    const { clock, outbox } = await start({ resolveHoldMs: HOLD });
    await outbox.accept(intakeOf(firing('a')));
    await outbox.accept(intakeOf(resolved('a', { endsAt: clock.now() })));
    await outbox.accept(intakeOf(firing('a')));
    clock.advance(HOLD);
    expect(await deliverDue(outbox)).toEqual(['alarm Major flaps 0']);
    expect([...outbox.state.ledger.everySeries()]).toMatchObject([{ state: 'firing', flaps: 1 }]);
  });

  it('is not cancelled by a straggler of an older problem', async () => {
    const { clock, outbox } = await start({ resolveHoldMs: HOLD });
    await outbox.accept(intakeOf(firing('a')));
    await outbox.accept(intakeOf(resolved('a', { endsAt: clock.now() })));
    await outbox.accept(intakeOf(firing('a', { startsAt: STARTED_AT - 120_000 })));
    clock.advance(HOLD);
    expect(await deliverDue(outbox)).toEqual(['alarm Major flaps 0', 'ok Major flaps 0']);
    clock.advance(WINDOW);
    expect(await deliverDue(outbox)).toEqual(['alarm Major flaps 0']);
  });

  it('is sent alone when the end of that older problem follows', async () => {
    const { clock, outbox } = await start({ resolveHoldMs: HOLD });
    await outbox.accept(intakeOf(firing('a')));
    await outbox.accept(intakeOf(resolved('a', { endsAt: clock.now() })));
    const older = { startsAt: STARTED_AT - 120_000 };
    await outbox.accept(intakeOf(firing('a', older)));
    await outbox.accept(intakeOf(resolved('a', { ...older, endsAt: STARTED_AT - 1 })));
    clock.advance(HOLD + WINDOW);
    expect(await deliverDue(outbox)).toEqual(['alarm Major flaps 0', 'ok Major flaps 0']);
  });
});

describe('changes that are sent to COC', () => {
  const described = (description: string) => firing('a', { description });
  it.each<[string, Partial<OutboxPolicy>, number]>([
    ['exclude texts by default', {}, 1],
    ['include the description when configured', { resendOn: new Set(['description']) }, 3],
    ['exclude the description when only labels count', { resendOn: new Set(['labels']) }, 1],
  ])('%s', async (_what, policy, times) => {
    const { outbox } = await start(policy);
    for (const text of ['at 80 %', 'at 90 %', 'at 90 %', 'at 95 %'])
      await outbox.accept(intakeOf(described(text)));
    expect(await deliverDue(outbox)).toHaveLength(times);
  });

  it('exclude resource and namespace, which a new version may find in other labels', async () => {
    const { outbox } = await start({ resendOn: new Set(['level', 'description', 'labels']) });
    await outbox.accept(
      intakeOf(firing('a', { alarm: { resourceName: '10.0.2.9:8080', nameSpace: 'monitoring' } })),
    );
    await outbox.accept(intakeOf(firing('a', { alarm: { resourceName: 'checkout-1', nameSpace: 'shop' } })));
    expect(await deliverDue(outbox)).toHaveLength(1);
  });
});
