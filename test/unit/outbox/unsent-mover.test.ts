import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { JournalError } from '../../../src/errors.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import type { Series } from '../../../src/outbox/ledger/series.ts';
import { UnsentMover } from '../../../src/outbox/unsent-mover.ts';
import { firing, intakeOf } from '../../support/alerts.ts';
import { openOutbox } from '../../support/outbox.ts';
import { aPolicy } from '../../support/policy.ts';
import { rendererOf } from '../../support/renderer.ts';

const PAY = { alarm: { integration: 'pay' } };
const ELSEWHERE = aPolicy({
  integrations: new Set(['default']),
  renderer: rendererOf({ alarm: { integration: 'default' } }),
  configuration: 'c2',
});

/** An outbox with alarms of which COC knows nothing, for an integration that is gone. */
async function waiting(count: number, { isSent = false } = {}) {
  const made = await openOutbox();
  const { outbox } = made;
  for (let i = 0; i < count; i++) await outbox.accept(intakeOf(firing(`a${i}`, PAY)));
  const sent = isSent ? await outbox.take('alarms/pay') : undefined;
  const answered = async (outcome: Outcome) => sent && outbox.settle(sent, outcome);
  outbox.usePolicy(ELSEWHERE);
  const waits = () => {
    const found = outbox.state.waits(0);
    return ['pay', 'default'].map((name) => found.get(`alarms/${name}`)?.entries ?? 0);
  };
  const failures: Error[] = [];
  const onFailure = (error: Error) => void failures.push(error);
  const reads: number[] = [];
  const watched = {
    state: outbox.state,
    policy: outbox.policy,
    decide: outbox.decide.bind(outbox),
    onChange: outbox.onChange.bind(outbox),
    async alarmsOf(part: readonly Series[]) {
      reads.push(part.length);
      return outbox.alarmsOf(part);
    },
  };
  const mover = new UnsentMover({ outbox: watched, onFailure });
  return { ...made, answered, mover, watched, waits, failures, reads };
}

describe('alarms of which COC knows nothing, for an integration that is gone', () => {
  it('go where their routes lead now, a few at a time', async () => {
    const { mover, waits, reads } = await waiting(70);
    expect(waits()).toEqual([70, 0]);
    mover.begin();
    await mover.ended();
    expect(waits()).toEqual([0, 70]);
    expect(reads).toEqual([32, 32, 6]);
  });

  it('stay where they are after a stop, and are not read any more', async () => {
    const { mover, waits, reads } = await waiting(2);
    mover.begin();
    await mover.stop();
    expect(waits()).toEqual([2, 0]);
    expect(reads).toEqual([]);
    mover.begin();
    await mover.ended();
    expect(waits()).toEqual([0, 2]);
  });

  it('are moved by the newest round alone', async () => {
    const { mover, waits, reads } = await waiting(2);
    mover.begin();
    mover.begin();
    await mover.ended();
    expect(waits()).toEqual([0, 2]);
    expect(reads).toEqual([2]);
  });

  describe('and that are being sent at this moment', () => {
    const NOT_TAKEN = { kind: 'retry', reason: 'throttled', scope: 'destination', detail: '' } as const;

    it('go elsewhere once COC has said that it did not take them', async () => {
      const { outbox, answered, mover, waits } = await waiting(2, { isSent: true });
      mover.begin();
      await mover.ended();
      expect(waits()).toEqual([1, 1]);
      await outbox.accept(intakeOf(firing('another')));
      expect(waits()).toEqual([1, 2]);
      await answered(NOT_TAKEN);
      await mover.stop();
      expect(waits()).toEqual([0, 3]);
    });

    it('stay where they are once COC has taken them', async () => {
      const { answered, mover, waits } = await waiting(1, { isSent: true });
      mover.begin();
      await mover.ended();
      await answered({ kind: 'delivered', result: 'alarm-reported' });
      await turn();
      await mover.stop();
      expect(waits()).toEqual([0, 0]);
    });

    it('stay where they are after a stop', async () => {
      const { answered, mover, waits } = await waiting(1, { isSent: true });
      mover.begin();
      await mover.ended();
      await mover.stop();
      await answered(NOT_TAKEN);
      await turn();
      expect(waits()).toEqual([1, 0]);
    });
  });

  it('wait as before where they could not be read, and hold up no others', async () => {
    const { mover, waits, watched, failures } = await waiting(33);
    const { alarmsOf } = watched;
    watched.alarmsOf = async (part) => {
      if (part.length > 1) throw new Error('EIO');
      return alarmsOf(part);
    };
    mover.begin();
    await mover.ended();
    expect(waits()).toEqual([32, 1]);
    expect(failures).toEqual([]);
  });

  it.each([
    ['journal.full', 0],
    ['journal.unavailable', 1],
  ] as const)('report a %s %d times', async (code, times) => {
    const { mover, waits, watched, failures } = await waiting(1);
    watched.decide = async () => {
      throw new JournalError(code, 'not now');
    };
    mover.begin();
    await mover.ended();
    await turn();
    expect(waits()).toEqual([1, 0]);
    expect(failures.map((error) => (error as JournalError).code)).toEqual(Array(times).fill(code));
  });
});
