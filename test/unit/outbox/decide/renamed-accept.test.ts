import { describe, expect, it } from 'vitest';
import { makeAlarmId } from '../../../../src/alerts/alarm-id.ts';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import { repairAll } from '../../../../src/outbox/decide/repair.ts';
import { episodeOf } from '../../../../src/outbox/ledger/series.ts';
import { firing, intakeOf, resolved, STARTED_AT } from '../../../support/alerts.ts';
import { openOutbox } from '../../../support/outbox.ts';
import { aPolicy } from '../../../support/policy.ts';

const idOf = (source: string) => makeAlarmId('am', source, 'x');
const of = (source: string, more = {}) => ({ source, fingerprint: 'x', alarmId: idOf(source), ...more });

async function renamed(...sources: readonly string[]) {
  const { outbox, records, clock } = await openOutbox({ policy: { collapse: true } });
  for (const source of sources) await outbox.accept(intakeOf(firing('x', of(source))));
  await outbox.decide(() => [{ type: 'source.renamed', from: 'a', to: 'b' }]);
  return { outbox, records, clock, events: () => records.at(-1)?.events ?? [] };
}

describe('an alert of a source that was renamed', () => {
  it('is about the alarm of before: its change, its end and its next episode', async () => {
    const { outbox, events } = await renamed('a');
    await outbox.accept(intakeOf(firing('x', of('b', { level: 'Critical' }))));
    expect(events()[0]).toMatchObject({ type: 'episode.changed', alarmId: idOf('a') });
    await outbox.accept(intakeOf(resolved('x', of('b'))));
    expect(events()[0]).toMatchObject({ type: 'episode.closed', alarmId: idOf('a'), source: 'b' });
    await outbox.accept(intakeOf(firing('x', of('b', { startsAt: STARTED_AT + 9_000_000 }))));
    expect(events()[0]).toMatchObject({ type: 'episode.opened', alarmId: idOf('a'), openedBy: 'a' });
    expect(outbox.state.ledger.series(idOf('a'))).toMatchObject({ source: 'b', openedBy: 'a' });
  });

  it('is about each alarm that is open, in the order of the events', async () => {
    const { outbox, events, records } = await renamed('b', 'a');
    await outbox.accept(intakeOf(firing('x', of('b', { level: 'Critical' }))));
    const changed = events().flatMap((event) => (event.type === 'episode.changed' ? [event.alarmId] : []));
    expect(changed).toEqual([idOf('b'), idOf('a')]);
    const { seq = 0 } = records.at(-1) ?? {};
    const queued = events().flatMap((event, i) =>
      event.type === 'entry.queued' && event.body.kind === 'report-alarm'
        ? [{ seq: seq + i, id: event.body.alarm.alarmId }]
        : [],
    );
    expect(queued.map(({ id }) => id)).toEqual([idOf('b'), idOf('a')]);
    const collapsed = events().flatMap((event) => (event.type === 'entry.collapsed' ? [event.into] : []));
    expect(collapsed).toEqual(queued.map((entry) => entry.seq));
    await outbox.accept(intakeOf(resolved('x', of('b'))));
    const states = [...outbox.state.ledger.everySeries()].map(({ state }) => state);
    expect(states).toEqual(['resolved', 'resolved']);
    const waiting = [...outbox.state.pendingEntries()].map((entry) => entry.seq);
    expect(new Set(waiting).size).toBe(waiting.length);
  });

  it('opens an episode of each with an id of its own', async () => {
    const { outbox, clock } = await renamed('b', 'a');
    const { ledger } = outbox.state;
    const episodes = () => ['a', 'b'].map((source) => episodeOf(ledger.series(idOf(source))));
    const before = episodes();
    const moved = { alarm: { regionId: 'elsewhere' } };
    for (const destination of [...outbox.state.destinations])
      for (let due = await outbox.take(destination); due; due = await outbox.take(destination))
        await outbox.settle(due, { kind: 'delivered', result: 'alarm-reported' });
    clock.advance(1_000);
    await outbox.accept(intakeOf(firing('x', { ...of('b'), ...moved })));
    expect(new Set([...before, ...episodes()]).size).toBe(4);
    expect(outbox.state.pendingCount).toBe(4);
  });

  it('opens two alarms of one name with ids of their own, and remembers an end that came first', async () => {
    const { outbox, events } = await renamed('a');
    await outbox.accept(intakeOf(resolved('x', of('a'))));
    expect(events().at(-1)).toMatchObject({ type: 'episode.closed', alarmId: idOf('a/2'), openedBy: 'a/2' });
    expect(outbox.state.ledger.series(idOf('a/2'))).toMatchObject({ state: 'tombstone', openedBy: 'a/2' });
    expect(outbox.state.ledger.series(idOf('a'))).toMatchObject({ state: 'firing' });
    await outbox.accept(intakeOf(firing('x', of('a'))));
    expect(events()[0]).toMatchObject({ alarmId: idOf('a/2') });
  });

  it('made from what is stored keeps the name in the id of its series', async () => {
    const { outbox, events } = await renamed('a');
    await outbox.accept(intakeOf(resolved('x', of('b'))));
    const stored = { ...of('b'), alarmId: idOf('a'), startsAt: STARTED_AT + 9_000_000 };
    await outbox.accept(intakeOf(firing('x', stored)));
    expect(events()[0]).toMatchObject({ type: 'episode.opened', alarmId: idOf('a') });
    expect(outbox.state.ledger.series(idOf('a'))).toMatchObject({ source: 'b', openedBy: 'a' });
  });

  it('with an id of another form is never given another', async () => {
    const { outbox, events } = await renamed();
    const odd = { source: 'a', alarmId: 'odd' as AlarmId };
    await outbox.accept(intakeOf(firing('x', odd)));
    await outbox.accept(intakeOf(resolved('x', { ...odd, source: 'b' })));
    expect(events()[0]).toMatchObject({ type: 'episode.closed', alarmId: 'odd' });
  });
});

describe('a repair of a source that was renamed', () => {
  const context = { seq: 99, now: Date.UTC(2036, 0), policy: aPolicy() };

  it('is about the alarm of before, whether its alert comes from the source or from the ledger', async () => {
    const { outbox } = await renamed('a');
    const { ledger } = outbox.state;
    const episode = episodeOf(ledger.series(idOf('a')));
    if (episode === undefined) throw new Error('it fires');
    for (const arrival of [resolved('x', of('b')), resolved('x', { ...of('b'), alarmId: idOf('a') })]) {
      const repair = { reason: 'lost-resolve', arrival, foundAt: context.now, episode } as const;
      expect(repairAll(ledger, [repair], context).slice(0, 2)).toMatchObject([
        { type: 'alarm.repaired', alarmId: idOf('a'), source: 'b' },
        { type: 'episode.closed', alarmId: idOf('a') },
      ]);
    }
  });

  it('of an alarm that is not known has its own id', async () => {
    const { outbox } = await renamed();
    const repair = { reason: 'missed-fire', arrival: firing('x', of('b')), foundAt: context.now } as const;
    expect(repairAll(outbox.state.ledger, [repair], context)[0]).toMatchObject({ alarmId: idOf('b') });
  });

  it('from the ledger is about one alarm, though another is open for the problem', async () => {
    const { outbox } = await renamed('b', 'a');
    const { ledger } = outbox.state;
    const episode = episodeOf(ledger.series(idOf('a')));
    const arrival = resolved('x', { ...of('b'), alarmId: idOf('a') });
    const repair = { reason: 'stale', arrival, foundAt: context.now, ...(episode && { episode }) } as const;
    const about = repairAll(ledger, [repair], context).flatMap((event) =>
      'alarmId' in event ? [event.alarmId] : [],
    );
    expect(new Set(about)).toEqual(new Set([idOf('a')]));
  });
});
