import { describe, expect, it } from 'vitest';
import { describeAlarms, describeStory } from '../../../src/cli/alarms-text.ts';
import { condensed } from '../../../src/cli/condensed-story.ts';

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
  const text = describeStory({ ...story, alarm: { ...alarm, ...changes } }, now);
  return text.split('\n').slice(1, -3);
}

describe('the head of a story', () => {
  it.each([
    ['fires', {}, 'It fires since 2026-11-24 09:00:00, for 3 h 12 min.'],
    ['is known', {}, 'COC knows that it fires, and was told last at 2026-11-24 09:01:00.'],
    ['is known, since when ever', { toldAt: null }, 'COC knows that it fires.'],
    ['waits', { coc: 'waits' }, 'COC does not know the latest yet: that waits to be delivered.'],
    [
      'is over',
      { state: 'resolved', endedAt: BEGAN + 5 * MINUTE },
      'It is over since 2026-11-24 09:05:00; it fired from 2026-11-24 09:00:00, for 5 min.',
    ],
    ['is over, and known', { state: 'resolved' }, 'COC knows that it is over.'],
    [
      'is held back',
      { state: 'resolved', coc: 'held' },
      'COC still shows it as firing: its end is held back for a while, in case it returns.',
    ],
    ['is refused', { coc: 'refused' }, 'COC refused it: look at `dead-letters list`.'],
    ['was never sent', { coc: 'unknown' }, 'COC was not told of it, as far as we know.'],
    ['is stale', { stale: true }, 'Nothing was heard of it from alertmanager for too long: it may be over.'],
    ['flapped', { flaps: 2 }, 'It came back 2 times before its end was told.'],
    [
      'has an incident',
      { incident: { key: 'k1', state: 'accepted', number: 'IM1' } },
      'Its incident k1, in COC IM1: accepted.',
    ],
  ])('says in words that it %s', (_, changes, sentence) => {
    expect(headOf(changes)).toContain(sentence);
  });

  it('lets no text from outside steer the terminal', () => {
    const story = { timezone: 'UTC', alarmId: 'am1', earlierRecords: 0 };
    const steps = [{ at: 0, step: 'episode.opened', words: 'a\u001b[2Jb' }];
    expect(describeStory({ ...story, steps, alarm: { ...alarm, name: 'x\u0007y' } }, 0)).not.toMatch(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      /[\u0000-\u0009\u000b-\u001f]/,
    );
  });
});

describe('a condensed story', () => {
  const step = (at: number, kind: string, words = kind) => ({ at, step: kind, words });

  it('tells repeats and failed attempts of an outage once, with their number', () => {
    const steps = [
      step(1, 'entry.queued'),
      step(2, 'attempt.failed', 'no network'),
      step(3, 'alert.repeated'),
      step(4, 'attempt.failed', 'no network'),
      step(5, 'alert.repeated'),
      step(6, 'entry.delivered'),
      step(7, 'alert.repeated'),
    ];
    expect(condensed(steps)).toEqual([
      { at: 1, last: 1, times: 1, words: 'entry.queued' },
      { at: 2, last: 4, times: 2, words: 'no network' },
      { at: 3, last: 5, times: 2, words: 'alert.repeated' },
      { at: 6, last: 6, times: 1, words: 'entry.delivered' },
      { at: 7, last: 7, times: 1, words: 'alert.repeated' },
    ]);
  });

  it('never joins steps that change anything', () => {
    const steps = [step(1, 'entry.delivered'), step(2, 'entry.delivered')];
    expect(condensed(steps).map(({ times }) => times)).toEqual([1, 1]);
  });
});

describe('a list', () => {
  it('has the times of its zone, and says how to see more', () => {
    const text = describeAlarms(
      { timezone: 'Asia/Shanghai', total: 7, alarms: [alarm], next: '1.am1' },
      'all',
    );
    expect(text.split('\n').slice(1)).toEqual([
      '2026-11-24 09:00:00  Critical  firing  DiskFull  alertmanager  knows  am1',
      '1 of 7 alarms, times in Asia/Shanghai; the next: --cursor 1.am1',
      '',
    ]);
  });

  it.each([
    ['all', 'no such alarms\n'],
    ['firing', 'no such alarms that are firing; --state all for any\n'],
  ])('says so when there is none of state %s, and where others may be', (state, text) => {
    expect(describeAlarms({ timezone: 'UTC', total: 0, alarms: [], next: null }, state)).toBe(text);
  });
});
