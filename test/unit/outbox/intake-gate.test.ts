import { describe, expect, it } from 'vitest';
import { OutboxFullError } from '../../../src/outbox/outbox-full-error.ts';
import { firing, intakeOf } from '../../support/alerts.ts';
import { openOutbox } from '../../support/outbox.ts';
import { aPolicy } from '../../support/policy.ts';

type Opened = Awaited<ReturnType<typeof openOutbox>>;

/** Reason to refuse a new alert; undefined when it is accepted. */
async function refusal({ outbox, clock }: Opened, series: string): Promise<string | undefined> {
  clock.advance(1_000);
  try {
    await outbox.accept(intakeOf(firing(series)));
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
