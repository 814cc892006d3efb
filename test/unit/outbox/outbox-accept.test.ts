import { describe, expect, it, vi } from 'vitest';
import type { OutboxRecord } from '../../../src/outbox/events/event.ts';
import { firing, firingAt, intakeOf, resolved } from '../../support/alerts.ts';
import { openOutbox } from '../../support/outbox.ts';

function typesOf(records: readonly OutboxRecord[]): string[] {
  return records.flatMap(({ events }) => events.map(({ type }) => type));
}

describe('accepting', () => {
  it('returns the result of every alert', async () => {
    const { outbox } = await openOutbox();
    expect(await outbox.accept(intakeOf(firing('a'), firing('b')))).toEqual({
      accepted: 2,
      repeated: 0,
      rejected: [],
    });
    const second = await outbox.accept(intakeOf(firing('a'), firingAt('b', 'Info')));
    expect(second).toEqual({ accepted: 1, repeated: 1, rejected: [] });
  });

  it('takes one of two equal alerts of one request', async () => {
    const { outbox, records } = await openOutbox();
    await outbox.accept(intakeOf(firing('a'), firing('a')));
    expect(typesOf(records)).toEqual(['episode.opened', 'entry.queued', 'alert.repeated']);
  });

  it('takes one of many equal requests that come at once', async () => {
    const { outbox, records } = await openOutbox();
    const answers = await Promise.all(Array.from({ length: 40 }, () => outbox.accept(intakeOf(firing('a')))));
    expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(1);
    expect(typesOf(records).filter((type) => type === 'entry.queued')).toHaveLength(1);
  });

  it('takes a fire and its resolve of one request in order', async () => {
    const { outbox } = await openOutbox();
    await outbox.accept(intakeOf(firing('a'), resolved('a')));
    const first = await outbox.take('alarms/default');
    expect(first?.body).toMatchObject({ alarm: { alarmStatus: 'alarm' } });
    expect(await outbox.take('alarms/default')).toBeUndefined();
    if (first) await outbox.settle(first, { kind: 'delivered', result: 'alarm-reported' });
    expect((await outbox.take('alarms/default'))?.body).toMatchObject({ alarm: { alarmStatus: 'ok' } });
  });

  it('stores one request as one record', async () => {
    const { outbox, records } = await openOutbox();
    await outbox.accept(intakeOf(firing('a'), firing('b'), firing('c')));
    expect(records).toHaveLength(1);
  });

  it('stores nothing for a request without alerts', async () => {
    const { outbox, records } = await openOutbox();
    expect(await outbox.accept(intakeOf())).toEqual({ accepted: 0, repeated: 0, rejected: [] });
    expect(records).toEqual([]);
  });

  it('calls its observers, and goes on when they fail', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
    let calls = 0;
    const { outbox } = await openOutbox({
      onRecord: () => {
        throw new Error('a metric failed');
      },
    });
    const stop = outbox.onChange(() => {
      calls += 1;
    });
    await outbox.accept(intakeOf(firing('a')));
    stop();
    await outbox.accept(intakeOf(firing('b')));
    expect([calls, outbox.state.pendingCount]).toEqual([1, 2]);
    expect(warned).toHaveBeenCalledWith(expect.stringContaining('a metric failed'));
  });
});

describe('alerts that could not be read', () => {
  const unreadable = [{ index: 1, reason: 'no labels', raw: { bad: true } }];

  it('are kept whole, beside the good ones', async () => {
    const { outbox, letters, records } = await openOutbox();
    const answer = await outbox.accept({ ...intakeOf(firing('a')), unreadable });
    expect(answer).toEqual({ accepted: 1, repeated: 0, rejected: [{ index: 1, reason: 'no labels' }] });
    const [letter] = await letters.list({ limit: 9, offset: 0 });
    expect(letter).toMatchObject({ kind: 'unreadable-alert', raw: { bad: true }, detail: 'no labels' });
    expect(records[0]?.events[0]).toMatchObject({ type: 'alert.unreadable', deadLetter: letter?.id });
  });

  it('are counted when there is no room for them', async () => {
    const { outbox, records } = await openOutbox({ letterBytes: 0 });
    await outbox.accept({ ...intakeOf(), unreadable });
    expect(records[0]?.events[0]).toMatchObject({ type: 'alert.unreadable' });
    expect(records[0]?.events[0]).not.toHaveProperty('deadLetter');
  });

  it('leave no letter when the request could not be stored, because it is sent again', async () => {
    const { outbox, letters, journal } = await openOutbox();
    await journal.close();
    await expect(outbox.accept({ ...intakeOf(), unreadable })).rejects.toThrow();
    expect(letters.usage().letters).toBe(0);
  });

  it('may be a whole body', async () => {
    const { outbox, letters } = await openOutbox();
    expect(await outbox.keepUnreadableBody('prod', Buffer.from('{'), 'not JSON')).toBe(true);
    const [letter] = await letters.list({ limit: 9, offset: 0 });
    expect(letter).toMatchObject({ kind: 'unreadable-body', bodyBase64: 'ew==', detail: 'not JSON' });
  });

  it('are counted in one letter, however often the same comes, at once or later', async () => {
    const { outbox, letters, clock } = await openOutbox({ now: 1_000 });
    const send = (text: string, source = 'prod') =>
      outbox.keepUnreadableBody(source, Buffer.from(text), 'not JSON');
    await Promise.all([send('{'), send('{'), send('{')]);
    clock.advance(60_000);
    await send('{');
    await send('[');
    await send('{', 'other');
    const [, , first] = await letters.list({ limit: 9, offset: 0 });
    expect(first).toMatchObject({ at: 1_000, times: 4, lastAt: 61_000, bodyBase64: 'ew==' });
    expect(letters.usage().letters).toBe(3);
  });

  it('keep their letter when a request that repeats them cannot be stored', async () => {
    const { outbox, letters, journal } = await openOutbox();
    await outbox.accept({ ...intakeOf(), unreadable });
    await journal.close();
    await expect(outbox.accept({ ...intakeOf(), unreadable })).rejects.toThrow();
    expect(letters.usage().letters).toBe(1);
  });
});

describe('a full outbox', () => {
  it('refuses at its bound, and until a tenth is free', async () => {
    const { outbox } = await openOutbox({ policy: { maxEntries: 20 } });
    const deliver = async (count: number) => {
      for (let i = 0; i < count; i++) {
        const entry = await outbox.take('alarms/default');
        if (entry) await outbox.settle(entry, { kind: 'delivered', result: 'alarm-reported' });
      }
    };
    for (let i = 0; i < 20; i++) await outbox.accept(intakeOf(firing(`a${i}`, { level: 'Critical' })));
    await expect(outbox.accept(intakeOf(firing('b', { level: 'Critical' })))).rejects.toMatchObject({
      code: 'journal.full',
    });
    await deliver(1);
    await expect(outbox.accept(intakeOf(firing('b', { level: 'Critical' })))).rejects.toMatchObject({
      code: 'journal.full',
    });
    await deliver(1);
    expect((await outbox.accept(intakeOf(firing('b', { level: 'Critical' })))).accepted).toBe(1);
  });

  it('passes on why the journal is short of room, and still settles', async () => {
    const { outbox, journal } = await openOutbox();
    await outbox.accept(intakeOf(firing('a')));
    const entry = await outbox.take('alarms/default');
    journal.shortage = 'the disk is nearly full';
    await expect(outbox.accept(intakeOf(firing('b')))).rejects.toThrow('the disk is nearly full');
    if (entry) await outbox.settle(entry, { kind: 'delivered', result: 'alarm-reported' });
    expect(outbox.state.pendingCount).toBe(0);
  });
});
