import { describe, expect, it } from 'vitest';
import type { AlarmLevel } from '../../../src/alerts/alert.ts';
import { OutboxFullError } from '../../../src/outbox/outbox-full-error.ts';
import { firing, intakeOf } from '../../support/alerts.ts';
import { openOutbox } from '../../support/outbox.ts';
import { aPolicy } from '../../support/policy.ts';

type Opened = Awaited<ReturnType<typeof openOutbox>>;

/** Reason to refuse a new alert; undefined when it is accepted. */
async function refusal(
  { outbox, clock }: Opened,
  series: string,
  level: AlarmLevel = 'Critical',
): Promise<string | undefined> {
  clock.advance(1_000);
  try {
    await outbox.accept(intakeOf(firing(series, { level })));
    return undefined;
  } catch (error) {
    if (!(error instanceof OutboxFullError)) throw error;
    return error.reason;
  }
}

describe('the outbox', () => {
  it('is full of bytes at the bound, and open again a tenth below it', async () => {
    const opened = await openOutbox({ policy: { maxBytes: 1_000 } });
    const { journal } = opened;
    const seen: (string | undefined)[] = [];
    for (const pending of [0, 999, 1_000, 950, 901, 900, 950, 1_500, 0]) {
      journal.pending = pending;
      seen.push(await refusal(opened, `series-${seen.length}`));
    }
    expect(seen).toEqual([
      undefined,
      undefined,
      'bytes',
      'bytes',
      'bytes',
      undefined,
      undefined,
      'bytes',
      undefined,
    ]);
  });

  it('keeps its last twentieth for what is Critical, and opens again a tenth below', async () => {
    const opened = await openOutbox({ policy: { maxEntries: 40 } });
    const levels = ['Info', 'Minor', 'Major'] as const;
    for (let n = 0; n < 38; n++) expect(await refusal(opened, `a${n}`, levels[n % 3])).toBeUndefined();
    for (const level of levels) expect(await refusal(opened, `b-${level}`, level)).toBe('entries');
    expect(await refusal(opened, 'c', 'Critical')).toBeUndefined();
    const mixed = intakeOf(firing('d', { level: 'Info' }), firing('e', { level: 'Critical' }));
    expect((await opened.outbox.accept(mixed)).accepted).toBe(2);
    expect(await refusal(opened, 'f', 'Critical')).toBe('entries');
  });

  it('keeps the last twentieth of its bytes too', async () => {
    const opened = await openOutbox({ policy: { maxBytes: 1_000 } });
    opened.journal.pending = 949;
    expect(await refusal(opened, 'a', 'Major')).toBeUndefined();
    opened.journal.pending = 950;
    expect(await refusal(opened, 'b', 'Major')).toBe('bytes');
    expect(await refusal(opened, 'c', 'Critical')).toBeUndefined();
    opened.journal.pending = 856;
    expect(await refusal(opened, 'd', 'Major')).toBe('bytes');
    opened.journal.pending = 855;
    expect(await refusal(opened, 'e', 'Major')).toBeUndefined();
  });

  it('near its bound still takes what makes no entry, such as heartbeats, and what an operator puts back', async () => {
    const opened = await openOutbox({ policy: { maxBytes: 1_000 } });
    opened.journal.pending = 990;
    opened.clock.advance(1_000);
    const filtered = firing('w', { routed: { kind: 'filtered', reason: 'heartbeat' } });
    await opened.outbox.accept(intakeOf(filtered));
    const redriven = { type: 'letter.redriven', deadLetter: 'in-1', actor: 'local' } as const;
    await opened.outbox.accept({ ...intakeOf(firing('x', { level: 'Minor' })), redriven });
    expect(await refusal(opened, 'y', 'Minor')).toBe('bytes');
  });

  it('names the bound that it has reached', async () => {
    const opened = await openOutbox({ policy: { maxEntries: 1 } });
    expect(await refusal(opened, 'first')).toBeUndefined();
    expect(await refusal(opened, 'second')).toBe('entries');
    opened.outbox.usePolicy(aPolicy());
    opened.journal.shortage = 'the disk is nearly full';
    expect(await refusal(opened, 'third')).toBe('disk');
  });

  it('stores outcomes and decisions while it is full', async () => {
    const opened = await openOutbox({ policy: { maxBytes: 1 } });
    expect(await refusal(opened, 'disk')).toBeUndefined();
    opened.journal.pending = 10;
    expect(await refusal(opened, 'cpu')).toBe('bytes');
    const entry = await opened.outbox.take('alarms/default');
    if (!entry) throw new Error('nothing is due');
    await opened.outbox.settle(entry, { kind: 'delivered', result: 'alarm-reported' });
    const change = { type: 'letter.discarded', deadLetter: 'in-1', actor: 'local' } as const;
    expect(await opened.outbox.decide(() => [change])).toEqual([change]);
    expect(opened.outbox.state.pendingCount).toBe(0);
  });
});
