import { describe, expect, it } from 'vitest';
import type { DueEntry, EpisodeId, IncidentKey, OpenWarRoom } from '../../../src/outbox/events/entry.ts';
import type { FailedOutcome } from '../../../src/outbox/events/outcome.ts';
import type { Outbox } from '../../../src/outbox/outbox.ts';
import { firing, INCIDENT, intakeOf, resolved } from '../../support/alerts.ts';
import { openOutbox } from '../../support/outbox.ts';

const ALARMS = 'alarms/default';
const FAILED: FailedOutcome = { kind: 'retry', reason: 'timeout', scope: 'entry', detail: '' };
const TIMEOUT: FailedOutcome = { kind: 'unknown', reason: 'timeout', detail: 'no' };

async function taken(outbox: Outbox, destination = ALARMS): Promise<DueEntry> {
  const entry = await outbox.take(destination);
  if (!entry) throw new Error(`nothing is due for ${destination}`);
  return entry;
}

describe('ending the waits after failures', () => {
  it('makes those entries due at once, and counts them by destination', async () => {
    const { outbox } = await openOutbox();
    const other = firing('c', { alarm: { integration: 'other' } });
    await outbox.accept(intakeOf(firing('a'), firing('b'), other));
    for (const name of [ALARMS, ALARMS, 'alarms/other'])
      await outbox.settle(await taken(outbox, name), FAILED);
    expect(await outbox.take(ALARMS)).toBeUndefined();
    expect([...outbox.endBackoffs([ALARMS, 'alarms/unknown'])]).toEqual([[ALARMS, 2]]);
    expect([(await taken(outbox)).id, (await taken(outbox)).id].sort()).toEqual([2, 4]);
    expect(await outbox.take('alarms/other')).toBeUndefined();
    expect([...outbox.endBackoffs([ALARMS])]).toEqual([]);
  });
});

describe('a search for an incident', () => {
  it('is under way from when its entry is taken until its result is stored', async () => {
    const { outbox, clock } = await openOutbox();
    await outbox.accept(intakeOf(firing('a', { incident: INCIDENT })));
    await outbox.settle(await taken(outbox), { kind: 'delivered', result: 'alarm-reported' });
    const opening = await taken(outbox, 'incidents');
    await outbox.started(opening);
    expect(outbox.isLooking(opening.id)).toBe(false);
    await outbox.settle(opening, TIMEOUT);
    expect(outbox.isLooking(opening.id)).toBe(false);
    clock.advance(10_000);
    const look = await taken(outbox, 'incidents');
    expect(outbox.isLooking(opening.id)).toBe(true);
    await outbox.settle(look, TIMEOUT);
    expect(outbox.isLooking(opening.id)).toBe(false);
  });
});

it('a search for a war room is stored like one for an incident, and then comes later', async () => {
  const { outbox, clock, records } = await openOutbox();
  const about = { alarmId: firing('a').alert.alarmId, episode: 'e' as EpisodeId, policy: 'p' };
  const body: OpenWarRoom = {
    ...{ kind: 'open-war-room', key: 'k' as IncidentKey, ...about, incidentNum: 'IM1' },
    room: {
      ...{ name: 'n', description: 'd', applicationId: 'a', enterpriseProjectId: '0', admin: 'u' },
      ...{ participants: [], scheduleGroups: [] },
    },
  };
  await outbox.decide(() => [{ type: 'entry.queued', body }]);
  const opening = await taken(outbox, 'war-rooms');
  await outbox.started(opening);
  await outbox.settle(opening, TIMEOUT);
  clock.advance(10_000);
  await outbox.settle(await taken(outbox, 'war-rooms'), { ...TIMEOUT, look: 'incomplete' });
  expect(records.at(-1)?.events).toMatchObject([
    { type: 'attempt.failed', kind: 'open-war-room', uncertain: true },
  ]);
  clock.advance(19_999);
  expect(await outbox.take('war-rooms')).toBeUndefined();
  clock.advance(1);
  expect(await taken(outbox, 'war-rooms')).toMatchObject({ uncertain: true });
});

it('a refusal of an entry that has left makes no dead letter', async () => {
  const { outbox, letters } = await openOutbox();
  await outbox.accept(intakeOf(firing('a')));
  const entry = await taken(outbox);
  await outbox.settle(entry, { kind: 'delivered', result: 'alarm-reported' });
  await outbox.settle(entry, { kind: 'rejected', reason: 'bad-request', detail: 'no' });
  expect([letters.usage().letters, outbox.state.pendingCount]).toEqual([0, 0]);
});

it('the last alarm of each series is read back, and none for a series without one', async () => {
  const { outbox } = await openOutbox();
  await outbox.accept(intakeOf(firing('a'), resolved('b'), firing('c')));
  const { ledger } = outbox.state;
  const known = ['a', 'b', 'c'].flatMap((name) => ledger.series(firing(name).alert.alarmId) ?? []);
  expect(known).toHaveLength(3);
  const alarms = await outbox.alarmsOf(known);
  expect(alarms.map((body) => body?.alarm.alarmId)).toEqual(['a', undefined, 'c']);
});

it('the story of an alarm is that of its journal', async () => {
  const { outbox } = await openOutbox();
  await outbox.accept(intakeOf(firing('a')));
  await outbox.accept(intakeOf(firing('b')));
  await outbox.accept(intakeOf(resolved('a')));
  const told: number[] = [];
  for await (const { seq } of outbox.history('a')) told.push(seq);
  expect(told).toEqual([1, 5]);
});
