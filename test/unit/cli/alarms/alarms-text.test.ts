import { describe, expect, it } from 'vitest';
import { describeAlarmStory } from '../../../../src/cli/alarms/alarms-text.ts';
import { condenseStory } from '../../../../src/cli/condense-story.ts';

const BEGAN = Date.UTC(2026, 10, 24, 1, 0, 0);
const MINUTE = 60_000;
const PLAIN = { columns: undefined, rows: undefined, color: false };
const LOOK = { terminal: PLAIN, now: 0 };

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
  const text = describeAlarmStory({ ...story, alarm: { ...alarm, ...changes } }, { terminal: PLAIN, now });
  return text.split('\n').slice(1, -3);
}

describe('the title of a story', () => {
  const story = { timezone: 'UTC', alarmId: 'am1', earlierRecords: 0, steps: [] };
  const titled = (name: string, color: boolean) =>
    describeAlarmStory(
      { ...story, alarm: { ...alarm, name } },
      { terminal: { ...PLAIN, columns: 40, color }, now: BEGAN },
    ).split('\n');

  it('has the name on lines of its own where not all fits into one', () => {
    expect(titled('DiskFull', false)[0]).toBe('DiskFull (Critical), from alertmanager');
    expect(titled('订单服务响应时间过长超过阈值请检查！！订单', false).slice(0, 3)).toEqual([
      '订单服务响应时间过长超过阈值请检查！！订',
      '单',
      '(Critical), from alertmanager',
    ]);
  });

  it('is as long with colors as without', () => {
    expect(titled('DiskFull', true)[0]).toBe(
      '\u001b[1mDiskFull\u001b[22m (\u001b[1;31mCritical\u001b[22;39m), from alertmanager',
    );
  });
});

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

  it('is broken at words on a narrow terminal', () => {
    const words =
      'COC answers HTTP 503 since 02:14:00 (APIG.0613: Internal server error); next try at 02:16:30.';
    const waiting = { behind: 0, words };
    const story = { timezone: 'UTC', alarmId: 'am1', earlierRecords: 0, steps: [] };
    const look = { terminal: { ...PLAIN, columns: 60 }, now: BEGAN };
    const text = describeAlarmStory({ ...story, alarm: { ...alarm, coc: 'waits', waiting } }, look);
    expect(text.split('\n').slice(2, 6)).toEqual([
      'COC does not know the latest change yet: it is waiting to be',
      'delivered.',
      'COC answers HTTP 503 since 02:14:00 (APIG.0613: Internal',
      'server error); next try at 02:16:30.',
    ]);
  });

  it('replaces control characters in texts from outside', () => {
    const story = { timezone: 'UTC', alarmId: 'am1', earlierRecords: 0 };
    const steps = [{ at: 0, step: 'episode.opened', words: 'a\u001b[2Jb' }];
    expect(describeAlarmStory({ ...story, steps, alarm: { ...alarm, name: 'x\u0007y' } }, LOOK)).not.toMatch(
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

describe('what an alarm reported last', () => {
  const report = {
    ...{ resource: 'db-1', resourceId: 'i-77', namespace: 'shop', region: null, applicationId: null },
    ...{
      description: 'The disk fills.\nIt has 3 % left, and grows by 1 % an hour.',
      runbook: 'https://r.example/1',
    },
    ...{
      labels: { alertname: 'Disk', team: 'db\u202ex' },
      links: ['https://a.example', 'https://b.example'],
    },
  };
  const story = { timezone: 'UTC', alarmId: 'am1', alarm, report, earlierRecords: 0 };
  const steps = [
    { at: 0, step: 'episode.opened', words: 'one two three four five six seven eight nine ten' },
  ];
  const toldAt = (columns: number | undefined) =>
    describeAlarmStory({ ...story, steps }, { terminal: { ...PLAIN, columns }, now: BEGAN }).split('\n\n');

  it('is told with labels, resource, description, runbook and links, and without invisible characters', () => {
    expect(toldAt(undefined)[1]?.split('\n')).toEqual([
      'Resource:    db-1 (i-77)',
      'Namespace:   shop',
      'Description: The disk fills.',
      '             It has 3 % left, and grows by 1 % an hour.',
      'Labels:      alertname="Disk"',
      '             team="db\ufffdx"',
      'Runbook:     https://r.example/1',
      'Links:       https://a.example',
      '             https://b.example',
    ]);
  });

  it('is broken at words on a narrow terminal, below where it began', () => {
    const [, about, told] = toldAt(50);
    expect(about).toContain('             It has 3 % left, and grows by 1 % an\n             hour.\n');
    expect(told).toBe(
      '1970-01-01 00:00:00  one two three four five six\n                     seven eight nine ten\n',
    );
  });

  it('says on a terminal how to see a long description whole', () => {
    const long = { ...report, description: Array.from({ length: 25 }, (_, i) => `line ${i}`).join('\n') };
    const look = { terminal: { ...PLAIN, columns: 80 }, now: BEGAN };
    const text = describeAlarmStory({ ...story, report: long, steps }, look);
    expect(text).toContain('line 19\n             … 5 more lines: --wide shows them\n');
    expect(text).not.toContain('line 20');
  });
});
