import { describe, expect, it } from 'vitest';
import type { RoutedArrival } from '../../../../src/outbox/decide/decision.ts';
import { findParked, parkFire } from '../../../../src/outbox/decide/park.ts';
import type { EpisodeId } from '../../../../src/outbox/events/entry.ts';
import type { EntryStatus } from '../../../../src/outbox/lanes/lane-reader.ts';
import { firing, STARTED_AT } from '../../../support/alerts.ts';
import { aPolicy } from '../../../support/policy.ts';

const { alarmId, source, fingerprint, name, level } = firing('a').alert;
const EPISODE = {
  ...{ alarmId, source, fingerprint, name, level, episode: 'e1' as EpisodeId },
  ...{ startedAt: STARTED_AT, lastSeenAt: STARTED_AT },
};
const UNTIL = STARTED_AT + 300_000;
const policy = aPolicy({ lateFireWindowMs: 300_000 });

describe('a fire that is parked', () => {
  const known = { ...EPISODE, state: 'resolved', endedAt: STARTED_AT, closedAt: STARTED_AT } as const;
  const arrival = firing('a', { saidAt: 5 }) as RoutedArrival;

  it('opens an episode of its own, with what it tells, and its alarm waits in that', () => {
    const [opened, queued] = parkFire(known, arrival, { seq: 7, now: STARTED_AT + 9, policy });
    const episode = opened?.type === 'episode.opened' ? opened.episode : undefined;
    expect(episode).toMatch(/-7-a$/);
    expect(opened).toMatchObject({ startedAt: STARTED_AT, heard: { saidAt: 5 } });
    expect(queued).toMatchObject({ body: { episode }, dueAt: UNTIL });
  });

  it('says what is new since its last episode', () => {
    const [opened] = parkFire({ ...known, heard: { saidAt: 5 } }, arrival, {
      seq: 7,
      now: STARTED_AT,
      policy,
    });
    expect(opened).not.toHaveProperty('heard');
  });

  it('waits no longer than the window when the clock was set back', () => {
    const now = STARTED_AT - 1_000;
    const [, queued] = parkFire(known, arrival, { seq: 7, now, policy });
    expect(queued).toMatchObject({ dueAt: now + 300_000 });
  });
});

describe('the parked alarm of a series', () => {
  const alarm = {
    episode: EPISODE.episode,
    status: 'alarm',
    level,
    time: 1,
    integration: 'default',
  } as const;
  const parked = { entry: 9, ...alarm, parked: { at: STARTED_AT, until: UNTIL } };
  const known = { ...EPISODE, state: 'firing', unsent: [{ entry: 4, ...alarm }, parked] } as const;
  const found = (now: number, status?: EntryStatus) => {
    const entryStatusOf = status && { entryStatusOf: () => status };
    return findParked(known, { seq: 1, now, policy, ...entryStatusOf });
  };

  it('is that of its own episode, whatever of an earlier one is still on its way', () => {
    const before = { ...parked, entry: 2, episode: 'e0' as EpisodeId };
    const context = { seq: 1, now: STARTED_AT, policy };
    expect(findParked({ ...known, unsent: [before, parked] }, context)).toBe(parked);
    expect(findParked({ ...known, unsent: [before] }, context)).toBeUndefined();
  });

  it('is found until its wait ends', () => {
    expect(found(UNTIL - 1)).toBe(parked);
    expect(found(UNTIL)).toBeUndefined();
  });

  it.each<[EntryStatus, boolean]>([
    ['untried', true],
    ['waiting', true],
    ['tried', false],
    ['absent', false],
  ])('that is %s is found: %s', (status, expected) => {
    expect(found(STARTED_AT, status) !== undefined).toBe(expected);
  });

  it('is none where nothing waits, or nothing is parked', () => {
    const { unsent, ...idle } = known;
    const context = { seq: 1, now: STARTED_AT, policy };
    expect(findParked(idle, context)).toBeUndefined();
    expect(findParked({ ...known, unsent: unsent.slice(0, 1) }, context)).toBeUndefined();
  });
});
