import { describe, expect, it } from 'vitest';
import { describeAlarmStory, describeAlarms } from '../../../../src/cli/alarms/alarms-text.ts';
import { condenseStory } from '../../../../src/cli/condense-story.ts';

const BEGAN = Date.UTC(2026, 10, 24, 1, 0, 0);
const MINUTE = 60_000;

const alarm = {
  alarmId: 'am1',
  name: 'DiskFull',
  level: 'Critical',
  state: 'firing' as const,
  source: 'alertmanager',
  startedAt: BEGAN,
  endedAt: null,
  toldAt: BEGAN + MINUTE,
  coc: 'knows' as const,
  stale: false,
  flaps: 0,
  incident: null,
};

function headOf(changes: object, now = BEGAN + 192 * MINUTE): string[] {
  const story = { timezone: 'Asia/Shanghai', alarmId: 'am1', earlierRecords: 0, steps: [] };
  const text = describeAlarmStory({ ...story, alarm: { ...alarm, ...changes } }, now);
  return text.split('\n').slice(1, -3);
}

describe('the head of a story', () => {
  it.each([
    ['fires', {}, 'Firing since 2026-11-24 09:00:00, for 3 h 12 min.'],
    ['is known', {}, 'COC knows that it is firing; last sent at 2026-11-24 09:01:00.'],
    ['is known, at an unknown time', { toldAt: null }, 'COC knows that it is firing.'],
    ['waits', { coc: 'waits' }, 'COC does not know the latest change yet: it is waiting to be delivered.'],
    [
      'is over',
      { state: 'resolved', endedAt: BEGAN + 5 * MINUTE },
      'Resolved at 2026-11-24 09:05:00. It fired from 2026-11-24 09:00:00, for 5 min.',
    ],
    ['is over, and known', { state: 'resolved' }, 'COC knows that it is resolved.'],
    [
      'waits, with the reason',
      {
        coc: 'waits',
        waiting: { behind: 0, words: 'COC answers HTTP 503 since 02:14:00; next try at once.' },
      },
      'COC answers HTTP 503 since 02:14:00; next try at once.',
    ],
    [
      'waits, and more behind it',
      { coc: 'waits', waiting: { behind: 2, words: 'x' } },
      'Behind it, 2 later changes wait for this one.',
    ],
    [
      'waits with its incident',
      {
        incident: { key: 'k', state: 'requested', number: null, waiting: { behind: 1, words: 'It waits.' } },
      },
      'Behind it, one later change waits for this one.',
    ],
    [
      'is held back',
      { state: 'resolved', coc: 'held' },
      'COC still shows it as firing: the agent holds the resolve back for now, in case it fires again.',
    ],
    ['is refused', { coc: 'refused' }, 'COC refused it: see `dead-letters list`.'],
    ['was never sent', { coc: 'unknown' }, 'As far as the agent knows, it was never sent to COC.'],
    ['is stale', { stale: true }, 'Stale: alertmanager has not reported it for too long, so it may be over.'],
    ['flapped', { flaps: 2 }, 'It fired again 2 times before its resolve was sent to COC.'],
    [
      'has an incident',
      { incident: { key: 'k1', state: 'accepted', number: 'IM1' } },
      'Its incident k1, in COC IM1: accepted.',
    ],
  ])('says that it %s', (_, changes, sentence) => {
    expect(headOf(changes)).toContain(sentence);
  });

  it('replaces control characters in texts from outside', () => {
    const story = { timezone: 'UTC', alarmId: 'am1', earlierRecords: 0 };
    const steps = [{ at: 0, step: 'episode.opened', words: 'a\u001b[2Jb' }];
    expect(describeAlarmStory({ ...story, steps, alarm: { ...alarm, name: 'x\u0007y' } }, 0)).not.toMatch(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the test looks for them
      /[\u0000-\u0009\u000b-\u001f]/,
    );
  });
});

describe('a condensed story', () => {
  const step = (at: number, kind: string, words = kind) => ({ at, step: kind, words });

  it('joins repeats and failed attempts of an outage into one line each, with their number', () => {
    const steps = [
      step(1, 'entry.queued'),
      step(2, 'attempt.failed', 'no network'),
      step(3, 'alert.repeated'),
      step(4, 'attempt.failed', 'no network'),
      step(5, 'alert.repeated'),
      step(6, 'entry.delivered'),
      step(7, 'alert.repeated'),
    ];
    expect(condenseStory(steps)).toEqual([
      { at: 1, last: 1, times: 1, words: 'entry.queued' },
      { at: 2, last: 4, times: 2, words: 'no network' },
      { at: 3, last: 5, times: 2, words: 'alert.repeated' },
      { at: 6, last: 6, times: 1, words: 'entry.delivered' },
      { at: 7, last: 7, times: 1, words: 'alert.repeated' },
    ]);
  });

  it('never joins steps that change anything', () => {
    const steps = [step(1, 'entry.delivered'), step(2, 'entry.delivered')];
    expect(condenseStory(steps).map(({ times }) => times)).toEqual([1, 1]);
  });
});

describe('a list', () => {
  it('shows times in its zone, and how to list the next page', () => {
    const text = describeAlarms(
      { timezone: 'Asia/Shanghai', total: 7, alarms: [alarm], next: '1.am1' },
      'all',
    );
    expect(text.split('\n').slice(1)).toEqual([
      '2026-11-24 09:00:00  Critical  firing  DiskFull  alertmanager  knows  am1',
      '1 of 7 alarms, times in Asia/Shanghai; next page: --cursor 1.am1',
      '',
    ]);
  });

  it.each([
    ['all', 'no alarms match\n'],
    ['firing', 'no firing alarms match; --state all lists every state\n'],
  ])('says that no alarm of state %s matches, and how to list others', (state, text) => {
    expect(describeAlarms({ timezone: 'UTC', total: 0, alarms: [], next: null }, state)).toBe(text);
  });
});
