import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../src/alerts/alert.ts';
import { type FollowPace, IncidentFollower } from '../../../src/incidents/follower.ts';
import { READING_AGE_MS } from '../../../src/outbox/decide/incidents/note-shown.ts';
import type { EpisodeId, IncidentKey } from '../../../src/outbox/events/entry.ts';
import type { CocIncidentState } from '../../../src/outbox/events/incident-event.ts';
import type { IncidentReader, IncidentReading } from '../../../src/outbox/ports/incident-reader.ts';
import { openIncidents } from '../../support/opened-incidents.ts';
import { openOutbox } from '../../support/outbox.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DOWN: IncidentReading = {
  kind: 'failed',
  outcome: { kind: 'retry', reason: 'server-error', scope: 'destination', detail: 'HTTP 503' },
};

/** A reader that shows what the test says, and notes when it was asked for what. */
class HandReader implements Pick<IncidentReader, 'readIncident'> {
  readonly asked: { readonly num: string; readonly at: number; readonly signal: AbortSignal }[] = [];
  readonly states = new Map<string, CocIncidentState>();
  most = 0;
  #underWay = 0;
  answer: (num: string) => IncidentReading | Promise<IncidentReading>;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
    this.answer = (num) => ({ kind: 'seen', state: this.states.get(num) ?? 'opened' });
  }

  async readIncident(num: string, signal: AbortSignal): Promise<IncidentReading> {
    this.asked.push({ num, at: this.#now(), signal });
    this.most = Math.max(this.most, ++this.#underWay);
    try {
      return await this.answer(num);
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Times of the readings, in seconds. */
  get times(): number[] {
    return this.asked.map(({ at }) => at / SECOND);
  }
}

const PACE: FollowPace = { initialMs: 10 * SECOND, maxMs: 2 * MINUTE, lagMs: 20 * SECOND };

async function setUp(random: () => number = () => 0.5) {
  const opened = await openOutbox();
  const { outbox, clock } = opened;
  const reader = new HandReader(() => clock.monotonic());
  const failures: string[] = [];
  const errors: unknown[] = [];
  const follower = new IncidentFollower({
    outbox,
    reader,
    clock,
    random,
    pace: () => PACE,
    onFailure: ({ reason }) => failures.push(reason),
    onError: (error) => errors.push(error),
  });
  const stateOf = (key?: IncidentKey) => key && outbox.state.ledger.incident(key);
  return { ...opened, reader, follower, failures, errors, stateOf };
}

describe('the incident follower', () => {
  it('stores what a person did with an incident', async () => {
    const { outbox, clock, reader, follower, stateOf } = await setUp();
    const [key] = await openIncidents(outbox, 'disk');
    reader.states.set('IM-disk', 'accepted');
    follower.start();
    follower.start();
    await clock.pass(30 * SECOND);
    expect(stateOf(key)).toMatchObject({ state: 'accepted', by: 'person', touched: true });
    await follower.stop();
  });

  it('stores it too when the wall clock was set back meanwhile', async () => {
    const { outbox, clock, reader, follower } = await setUp();
    clock.set(10 * 60 * MINUTE);
    const [key] = await openIncidents(outbox, 'a');
    clock.set(-10 * 60 * MINUTE);
    follower.start();
    reader.states.set('IM-a', 'rejected');
    await clock.pass(MINUTE);
    expect(key && outbox.state.ledger.incident(key)?.state).toBe('rejected');
    await follower.stop();
  });

  it('reads an incident that does not change ever more rarely, and one that changed soon again', async () => {
    const { outbox, clock, reader, follower } = await setUp();
    await openIncidents(outbox, 'disk');
    follower.start();
    await clock.pass(5 * MINUTE);
    const waits = reader.times.map((at, i) => at - (reader.times[i - 1] ?? 0));
    expect(waits).toEqual([9, 15, 23, 34, 51, 76]);
    reader.states.set('IM-disk', 'accepted');
    await clock.pass(2 * MINUTE);
    const seenAt = reader.times[6] ?? 0;
    expect(seenAt - (reader.times[5] ?? 0)).toBeLessThanOrEqual(121);
    await clock.pass(15 * SECOND);
    expect((reader.times[7] ?? 0) - seenAt).toBeLessThanOrEqual(10);
    await follower.stop();
  });

  it('takes one that COC has not had for half an hour as rejected by a person, until COC shows it again', async () => {
    const { outbox, clock, reader, follower, failures, stateOf } = await setUp();
    const [key] = await openIncidents(outbox, 'disk');
    const gone: IncidentReading = {
      kind: 'gone',
      outcome: { kind: 'rejected', reason: 'not-found', detail: 'no such ticket' },
    };
    reader.answer = () => gone;
    follower.start();
    await clock.pass(29 * MINUTE);
    // Seen once, it was only late to be shown.
    reader.answer = () => ({ kind: 'seen', state: 'opened' });
    await clock.pass(3 * MINUTE);
    expect(failures.length).toBeGreaterThan(10);
    expect(new Set(failures)).toEqual(new Set(['not-found']));
    reader.answer = () => gone;
    const from = reader.asked.length;
    await clock.pass(15 * MINUTE);
    // An answer that says nothing ends no time.
    const outcome = { kind: 'retry', reason: 'bad-response', scope: 'entry', detail: 'no' } as const;
    reader.answer = () => ({ kind: 'failed', outcome });
    await clock.pass(3 * MINUTE);
    reader.answer = () => gone;
    await clock.pass(11 * MINUTE);
    expect(stateOf(key)).toMatchObject({ state: 'opened' });
    await clock.pass(4 * MINUTE);
    expect(stateOf(key)).toMatchObject({ state: 'rejected', by: 'person', isGone: true });
    expect(stateOf(key)).not.toHaveProperty('touched');
    const since = reader.times.slice(from);
    expect((since.at(-1) ?? 0) - (since[0] ?? 0)).toBeGreaterThanOrEqual(30 * 60);
    const failed = failures.length;
    await clock.pass(40 * MINUTE);
    expect(failures).toHaveLength(failed);
    reader.answer = () => ({ kind: 'seen', state: 'opened' });
    await clock.pass(3 * MINUTE);
    expect(stateOf(key)).toMatchObject({ state: 'opened' });
    expect(stateOf(key)).not.toHaveProperty('isGone');
    expect(stateOf(key)).not.toHaveProperty('touched');
    await follower.stop();
  });

  it('looks soon after an alarm joined, and notes until when COC surely showed it open', async () => {
    const { outbox, clock, reader, follower, stateOf } = await setUp();
    const [key] = await openIncidents(outbox, 'disk');
    const known = stateOf(key);
    if (!known) throw new Error('there is no incident');
    follower.start();
    await clock.pass(5 * MINUTE);
    const joins = async (name: string) => {
      const episode = `ep-${name}` as EpisodeId;
      const event = { type: 'incident.joined', key: known.key, alarmId: name as AlarmId, episode } as const;
      await outbox.decide(() => [{ ...event, name, reason: 'open' }]);
    };
    expect(stateOf(key)).not.toHaveProperty('shownAt');
    await joins('b');
    const joinedAt = clock.now();
    await clock.pass(12 * SECOND);
    const { shownAt = 0 } = (stateOf(key) ?? {}) as { readonly shownAt?: number };
    expect(shownAt).toBeGreaterThanOrEqual(joinedAt);
    expect(shownAt).toBeLessThanOrEqual(clock.now() - READING_AGE_MS);
    reader.states.set('IM-disk', 'rejected');
    await joins('c');
    await clock.pass(12 * SECOND);
    expect(stateOf(key)).toMatchObject({ state: 'rejected', by: 'person', boundUntil: shownAt });
    await follower.stop();
  });

  it('never waits longer than the longest wait of the pace, give or take a tenth', async () => {
    const { outbox, clock, reader, follower } = await setUp();
    await openIncidents(outbox, 'disk');
    follower.start();
    await clock.pass(60 * MINUTE);
    const last = reader.times.slice(-10).map((at, i, times) => at - (times[i - 1] ?? at));
    expect(Math.max(...last)).toBeLessThanOrEqual(132);
    expect(reader.times.length).toBeGreaterThan(25);
    await follower.stop();
  });

  it('reads at most 20 incidents a second, four at once', async () => {
    const { outbox, clock, reader, follower } = await setUp();
    await openIncidents(outbox, ...Array.from({ length: 50 }, (_, i) => `s${i}`));
    follower.start();
    await clock.pass(11 * SECOND);
    const counts = [9, 10, 11].map((second) => reader.times.filter((at) => at === second).length);
    expect(counts).toEqual([20, 20, 10]);
    expect(reader.most).toBe(4);
    expect(new Set(reader.asked.map(({ num }) => num)).size).toBe(50);
    await follower.stop();
  });

  it('spreads the first readings of incidents that were opened together', async () => {
    let next = 0;
    const { outbox, clock, reader, follower } = await setUp(() => (next++ % 10) / 10);
    await openIncidents(outbox, ...Array.from({ length: 10 }, (_, i) => `s${i}`));
    follower.start();
    await clock.pass(10 * SECOND);
    expect(new Set(reader.times).size).toBeGreaterThanOrEqual(5);
    await follower.stop();
  });

  it('pauses all readings after a failure of COC, longer each time, and then tries with one', async () => {
    const { outbox, clock, reader, follower, failures } = await setUp();
    await openIncidents(outbox, 'a', 'b', 'c', 'd', 'e', 'f');
    reader.answer = () => DOWN;
    follower.start();
    await clock.pass(9 * SECOND);
    const first = reader.asked.length;
    expect(first).toBe(4);
    await clock.pass(4 * MINUTE);
    const probes = reader.times.slice(first);
    expect(new Set(probes).size).toBe(probes.length);
    const waits = probes.map((at, i) => at - (i === 0 ? 9 : (probes[i - 1] ?? 0)));
    expect(waits).toEqual([80, 120]);
    expect(failures).toEqual(Array(reader.asked.length).fill('server-error'));

    reader.answer = () => ({ kind: 'seen', state: 'opened' });
    await clock.pass(3 * MINUTE);
    expect(new Set(reader.asked.slice(first + 2).map(({ num }) => num)).size).toBe(6);
    await follower.stop();
  });

  it('reads several at once again after one answer, and begins anew with its pauses', async () => {
    const { outbox, clock, reader, follower } = await setUp();
    await openIncidents(outbox, 'a', 'b', 'c', 'd', 'e', 'f');
    reader.answer = () => DOWN;
    follower.start();
    await clock.pass(3 * MINUTE);
    reader.answer = () => ({ kind: 'seen', state: 'opened' });
    reader.most = 0;
    await clock.pass(5 * MINUTE);
    expect(reader.most).toBeGreaterThan(1);
    reader.answer = () => DOWN;
    const before = reader.asked.length;
    await clock.pass(5 * MINUTE);
    const [failed = 0, ...probes] = [...new Set(reader.times.slice(before))];
    expect((probes[0] ?? 0) - failed).toBeLessThanOrEqual(80);
    await follower.stop();
  });

  it('goes on with others after a failure that is only of one incident', async () => {
    const { outbox, clock, reader, follower, failures } = await setUp();
    await openIncidents(outbox, 'a', 'b');
    reader.answer = (num) =>
      num === 'IM-a'
        ? { kind: 'failed', outcome: { kind: 'rejected', reason: 'not-found', detail: 'no such incident' } }
        : { kind: 'seen', state: 'opened' };
    follower.start();
    await clock.pass(9 * SECOND);
    expect(reader.asked.map(({ num }) => num)).toEqual(['IM-a', 'IM-b']);
    await clock.pass(16 * SECOND);
    expect([reader.asked.length, failures]).toEqual([4, ['not-found', 'not-found']]);
    await follower.stop();
  });

  it.each([
    ['that is to be tried again soon', { kind: 'retry', reason: 'server-error', scope: 'entry', detail: '' }],
    ['of which nothing is known', { kind: 'unknown', reason: 'timeout', detail: '' }],
  ] as const)('neither waits nor reads less after a failure of one incident %s', async (_, outcome) => {
    const { outbox, clock, reader, follower } = await setUp();
    await openIncidents(outbox, 'a', 'b', 'c', 'd', 'e', 'f');
    reader.answer = () => ({ kind: 'failed', outcome });
    follower.start();
    await clock.pass(9 * SECOND);
    expect(reader.times).toEqual(Array(6).fill(9));
    await clock.pass(16 * SECOND);
    expect(reader.times.slice(6)).toEqual(Array(6).fill(24));
    await follower.stop();
  });

  it('takes an earlier state for an old one until that cannot be, and then for a change by a person', async () => {
    const { outbox, clock, reader, follower, stateOf } = await setUp();
    const [key] = await openIncidents(outbox, 'disk');
    reader.states.set('IM-disk', 'accepted');
    follower.start();
    await clock.pass(9 * SECOND);
    expect(stateOf(key)?.state).toBe('accepted');
    reader.states.set('IM-disk', 'opened');
    await clock.pass(9 * SECOND);
    expect([reader.asked.length, stateOf(key)?.state]).toEqual([2, 'accepted']);
    await clock.pass(20 * SECOND);
    expect([reader.asked.length, stateOf(key)?.state]).toEqual([3, 'opened']);
    await follower.stop();
  });

  it('reads the incident first whose turn came first', async () => {
    const draws = [0.08, 0.04, 0];
    const { outbox, clock, reader, follower } = await setUp(() => draws.shift() ?? 0.5);
    await openIncidents(outbox, 'a', 'b', 'c');
    follower.start();
    await clock.pass(7 * SECOND);
    expect(reader.asked.map(({ num }) => num)).toEqual(['IM-c', 'IM-b', 'IM-a']);
    await follower.stop();
  });

  it('interrupts the readings under way when it stops, and stores nothing of them', async () => {
    const { outbox, clock, reader, follower, stateOf } = await setUp();
    const [key] = await openIncidents(outbox, 'disk');
    const ends: (() => void)[] = [];
    reader.answer = () =>
      new Promise((resolve) => ends.push(() => resolve({ kind: 'seen', state: 'completed' })));
    follower.start();
    await clock.pass(10 * SECOND);
    const stopped = follower.stop();
    expect(reader.asked[0]?.signal.aborted).toBe(true);
    for (const end of ends) end();
    await stopped;
    await follower.stop();
    await clock.pass(MINUTE);
    expect([stateOf(key)?.state, reader.asked.length, clock.timers]).toEqual(['opened', 1, 0]);
  });

  it('leaves an incident alone while a step of ours is under way', async () => {
    const { outbox, clock, reader, follower, stateOf } = await setUp();
    const [key] = await openIncidents(outbox, 'disk');
    const { alarmId, episode, policy } = stateOf(key) ?? {};
    if (!key || !alarmId || !episode || !policy) throw new Error('there is no incident');
    const about = { key, alarmId, episode, policy, incidentNum: 'IM-disk' };
    await outbox.decide(() => [
      {
        type: 'entry.queued',
        body: { kind: 'handle-incident', ...about, operator: 'ann', step: 'accept' },
      },
    ]);
    follower.start();
    await clock.pass(5 * MINUTE);
    expect(reader.asked).toEqual([]);
    await follower.stop();
  });
});
