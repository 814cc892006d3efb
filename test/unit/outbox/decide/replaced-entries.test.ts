import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../../src/alerts/alert.ts';
import { queueAndCollapse } from '../../../../src/outbox/decide/collapse.ts';
import type { EpisodeId } from '../../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../../src/outbox/events/event.ts';
import type { FiringSeries, Series, Tombstone } from '../../../../src/outbox/ledger/series.ts';
import { type Unsent, withQueued } from '../../../../src/outbox/ledger/unsent.ts';
import { anAlarm, anAlert } from '../../../support/alerts.ts';
import { reportAlarm } from '../../../support/entries.ts';
import { aPolicy } from '../../../support/policy.ts';

const alarmId = 'a' as AlarmId;
const SEEN: Partial<FiringSeries> = { cocFires: true, toldAt: 3 };
const RECOVERY = reportAlarm('a', { alarm: anAlarm(anAlert('a'), { alarmStatus: 'ok' }) });

/** Fire that waits as entry 5, in the episode of the series unless the changes say otherwise. */
function waiting(changes: Partial<Unsent> = {}): readonly Unsent[] {
  return withQueued([], 5, reportAlarm('a')).map((one) => ({ ...one, ...changes }));
}

/** Decides about an alarm of a series that fires, with these facts. Tells which entries it replaces. */
function queued(series: Partial<FiringSeries>, body = RECOVERY, before: readonly OutboxEvent[] = []) {
  const { name, source, fingerprint, level } = body.alert;
  return queuedTo(
    {
      ...{ alarmId, name, source, fingerprint, level, episode: body.episode, state: 'firing' },
      ...{ startedAt: 1, lastSeenAt: 2, ...series },
    },
    body,
    before,
  );
}

/** Decides about an alarm of a series. Tells which entries it replaces. */
function queuedTo(known: Series, body = RECOVERY, before: readonly OutboxEvent[] = []) {
  const context = { seq: 9, now: 9, policy: aPolicy({ collapse: true }) };
  const events = queueAndCollapse(known, { type: 'entry.queued', body }, { before, context });
  const last = events.at(-1);
  return {
    replaced: events.flatMap((event) => (event.type === 'entry.collapsed' ? [event.entry] : [])),
    body: last?.type === 'entry.queued' ? last.body : undefined,
  };
}

describe('a recovery replaces the waiting fire of its episode', () => {
  it.each([
    ['when COC took a fire of it', SEEN, [5]],
    ['when an older version noted that COC took an alarm of it', { toldAt: 3 }, [5]],
    ['but not before that', {}, []],
  ])('%s', (_, facts, replaced) => {
    expect(queued({ ...facts, unsent: waiting() }).replaced).toEqual(replaced);
  });
});

it('a recovery of which no fire is known replaces nothing', () => {
  const { name, source, fingerprint, level } = RECOVERY.alert;
  const known: Tombstone = {
    ...{ alarmId, name, source, fingerprint, level, state: 'tombstone' },
    ...{ endedAt: 2, firstEndedAt: 2, closedAt: 2, lastSeenAt: 2, unsent: waiting() },
  };
  expect(queuedTo(known).replaced).toEqual([]);
});

it('a recovery does not replace a fire of another episode, such as one that was redriven', () => {
  const unsent = waiting({ episode: 'ep-before' as EpisodeId });
  expect(queued({ ...SEEN, unsent }).replaced).toEqual([]);
});

it('an alarm does not replace an entry that leaves in the same record', () => {
  const cancelled: OutboxEvent = { type: 'entry.cancelled', entry: 5, alarmId, reason: 'flapping' };
  const unsent = waiting({ status: 'ok' });
  expect(queued({ unsent }, reportAlarm('a'), [cancelled]).replaced).toEqual([]);
  expect(queued({ unsent }, reportAlarm('a')).replaced).toEqual([5]);
});

it('an alarm carries the times of those that it replaces, but a reassertion tells nothing new', () => {
  const [first, again] = [waiting(), waiting({ entry: 6, reassertion: true })];
  const { replaced, body } = queued({ unsent: [...first, ...again] }, reportAlarm('a'));
  expect(replaced).toEqual([5, 6]);
  expect(body).toMatchObject({ collapsed: { alarms: [{ alarmStatus: 'alarm', alarmLevel: 'Major' }] } });
  expect(body).not.toHaveProperty('collapsed.alarms.1');
  expect(queued({ unsent: again }, reportAlarm('a')).body).not.toHaveProperty('collapsed');
});
