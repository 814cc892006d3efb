import { describe, expect, it } from 'vitest';
import { makeAlarmId } from '../../../../src/alerts/alarm-id.ts';
import { LedgerDraft } from '../../../../src/outbox/ledger/ledger-draft.ts';
import { seriesInAlerts } from '../../../../src/outbox/ledger/series-in-alerts.ts';
import { firing, intakeOf, resolved } from '../../../support/alerts.ts';
import { openOutbox } from '../../../support/outbox.ts';

const idOf = (source: string) => makeAlarmId('am', source, 'x');
const of = (source: string) => ({ source, fingerprint: 'x', alarmId: idOf(source) });

/** A source `b` that has two alarms of one problem: its own, and one from the time when it was called `a`. */
async function doubled() {
  const { outbox, clock } = await openOutbox({ policy: { maxSeriesPerSource: 2 } });
  await outbox.accept(intakeOf(firing('x', of('a'))));
  clock.advance(1_000);
  await outbox.accept(intakeOf(firing('x', of('b'))));
  await outbox.decide(() => [{ type: 'source.renamed', from: 'a', to: 'b' }]);
  const { ledger } = outbox.state;
  return {
    outbox,
    clock,
    ledger,
    found: (source = 'b') => seriesInAlerts(ledger, idOf(source)).map(({ alarmId }) => alarmId),
  };
}

describe('the series that an alert is about', () => {
  it('are all that are open', async () => {
    const { found } = await doubled();
    expect(found()).toEqual([idOf('b'), idOf('a')]);
    expect(found('a')).toEqual([]);
    expect(found('c')).toEqual([]);
  });

  it('is the open one, or else the one that was heard of last', async () => {
    const { outbox, ledger, clock, found } = await doubled();
    const ended = ledger.series(idOf('b'));
    if (ended?.state !== 'firing') throw new Error('it fires');
    const { alarmId, source, fingerprint, name, level, episode } = ended;
    const end = { type: 'episode.closed', source, fingerprint, name, level, endedAt: 1 } as const;
    clock.advance(1_000);
    await outbox.decide(() => [{ ...end, alarmId, episode }]);
    expect(found()).toEqual([idOf('a')]);
    await outbox.decide(() => [{ ...end, alarmId: idOf('a') }]);
    expect(found()).toHaveLength(1);
    clock.advance(1_000);
    await outbox.decide(() => [{ ...end, alarmId: idOf('a') }]);
    expect(found()).toEqual([idOf('a')]);
    clock.advance(1_000);
    await outbox.decide(() => [{ ...end, alarmId }]);
    expect(found()).toEqual([idOf('b')]);
  });

  it('are known to the decisions of one commit, and forgotten with the series', async () => {
    const { outbox, ledger, found } = await doubled();
    const draft = new LedgerDraft(ledger);
    const [known] = seriesInAlerts(ledger, idOf('b')).slice(1);
    if (known) draft.putSeries({ ...known, lastSeenAt: 9 });
    expect([...draft.renamedAlarms(idOf('b'))]).toEqual([idOf('a')]);
    if (known) draft.putSeries({ ...known, alarmId: idOf('a/2'), openedBy: 'a/2' });
    expect([...draft.renamedAlarms(idOf('b'))]).toEqual([idOf('a'), idOf('a/2')]);
    await outbox.accept(intakeOf(resolved('x', of('b'))));
    for (const destination of [...outbox.state.destinations])
      for (let due = await outbox.take(destination); due; due = await outbox.take(destination))
        await outbox.settle(due, { kind: 'delivered', result: 'alarm-reported' });
    expect(outbox.state.pendingCount).toBe(0);
    for (const native of ['y', 'z'])
      await outbox.accept({ ...intakeOf(firing(native, { source: 'b' })), source: 'b' });
    expect([...ledger.renamedAlarms(idOf('b'))]).toEqual([]);
    expect(found()).toEqual([]);
  });

  it('is not new to a source with as many series as it may have', async () => {
    const { outbox } = await doubled();
    const sent = (arrival: ReturnType<typeof firing>) => outbox.accept({ ...intakeOf(arrival), source: 'b' });
    await expect(sent(firing('x', of('b')))).resolves.toMatchObject({ repeated: 1 });
    await expect(sent(firing('y', { source: 'b' }))).rejects.toThrow('series of the source b');
  });
});
