import { describe, expect, it } from 'vitest';
import { ageOf, describeAlarms } from '../../../../src/cli/alarms/alarms-table.ts';
import { displayWidth } from '../../../../src/cli/terminal/display-width.ts';

const NOW = Date.UTC(2026, 10, 24, 4, 0, 0);
const HOUR = 3_600_000;
const PIPE = { columns: undefined, rows: undefined, color: false };

const alarm = {
  ...{
    alarmId: 'am00112233445566778899aabbccddeeff',
    shortId: 'am001122',
    name: 'DiskFull',
    level: 'Critical',
  },
  ...{ state: 'firing' as const, source: 'alertmanager', startedAt: NOW - 3 * HOUR, endedAt: null },
  ...{ toldAt: NOW, coc: 'knows' as const, stale: false, flaps: 0, incident: null },
  ...{ resource: 'db-1.shop.example.internal', namespace: 'shop' },
};
const other = {
  ...alarm,
  alarmId: 'am99',
  shortId: 'am99',
  name: '磁盘空间不足',
  resource: null,
  namespace: null,
};

const group = {
  ...{ value: 'HighCPU', count: 300, levels: { Major: 1, Minor: 299 }, states: { firing: 300 } },
  ...{ coc: { knows: 300 }, firstStartedAt: NOW - 5 * HOUR, lastStartedAt: NOW - 60_000 },
  examples: [
    { ...alarm, alarmId: 'am1', resource: 'web-1' },
    { ...alarm, alarmId: 'am2', resource: 'web-2' },
  ],
};

const page = {
  ...{
    timezone: 'Asia/Shanghai',
    total: 2,
    unknown: 0,
    hints: [],
    alarms: [alarm, other],
    groups: [],
    groupCount: 0,
  },
  next: null,
};

interface Changes {
  readonly columns?: number;
  readonly state?: string;
  readonly groupBy?: string;
  readonly uncovered?: boolean;
}

function listed(
  changes: object,
  { columns, state = 'firing', groupBy = 'auto', uncovered }: Changes = {},
): string[] {
  const terminal = { ...PIPE, columns };
  return describeAlarms({ ...page, ...changes }, { state, groupBy, uncovered }, { terminal, now: NOW }).split(
    '\n',
  );
}

describe('the list of alarms', () => {
  it('has in a pipe the whole id, the begin, and where each alarm is', () => {
    expect(listed({})).toEqual([
      'ID                                  AGE  SINCE                LEVEL     STATE   ALARM         RESOURCE                    NAMESPACE  SOURCE        COC',
      'am00112233445566778899aabbccddeeff   3h  2026-11-24 09:00:00  Critical  firing  DiskFull      db-1.shop.example.internal  shop       alertmanager  knows',
      'am99                                 3h  2026-11-24 09:00:00  Critical  firing  磁盘空间不足  -                           -          alertmanager  knows',
      '2 of 2 alarms, times in Asia/Shanghai',
      '',
    ]);
  });

  it('says with --uncovered why no open incident covers an alarm', () => {
    const alarms = ['no-policy', 'closed', null].map((reason) => ({ ...other, uncovered: reason }));
    const [head, ...rows] = listed({ alarms }, { uncovered: true });
    expect(head?.endsWith('  INCIDENT')).toBe(true);
    expect(rows.slice(0, 3).map((row) => row.split('  ').at(-1))).toEqual([
      ...['no policy asks for one', 'a person closed it', '-'],
    ]);
    expect(listed({ alarms: [] }, { uncovered: true })[0]).toBe(
      'an open incident covers each Critical alarm that fires and matches',
    );
  });

  it('begins on a terminal with an id that can be typed, and fits', () => {
    const lines = listed({}, { columns: 60 });
    expect(lines.slice(0, 3)).toEqual([
      'ID        AGE  LEVEL     ALARM         RESOURCE        COC',
      'am001122   3h  Critical  DiskFull      db-1.shop.exa…  knows',
      'am99       3h  Critical  磁盘空间不足  -               knows',
    ]);
    for (const line of lines.slice(0, 3)) expect(displayWidth(line)).toBeLessThanOrEqual(60);
  });

  it('leaves the source out before it cuts the resource', () => {
    expect(listed({}, { columns: 90 })[1]).toBe(
      'am001122   3h  Critical  DiskFull      db-1.shop.example.internal  shop       knows',
    );
  });

  it.each([
    ['differ', { state: 'resolved' as const }, / resolved /],
    ['are stale', { stale: true }, / stale /],
  ])('keeps the states on a narrow terminal where they %s', (_, changes, state) => {
    const alarms = [alarm, { ...other, ...changes }];
    expect(listed({ alarms }, { columns: 70, state: 'all' })[2]).toMatch(state);
    expect(listed({ alarms: [{ ...other, ...changes }] }, { columns: 70 })[0]).toMatch(
      'stale' in changes ? /STATE/ : /^((?!STATE).)*$/,
    );
  });

  it('names the next page', () => {
    expect(listed({ total: 7, next: '1.am1' }).at(-2)).toBe(
      '2 of 7 alarms, times in Asia/Shanghai; next page: --cursor 1.am1',
    );
  });

  it('says why some are not sent yet, each reason once and a few of them', () => {
    const waits = (words: string) => ({ ...alarm, coc: 'waits' as const, waiting: { behind: 0, words } });
    const outage = 'COC answers 503 since 02:14:00; next try at 02:16:30.';
    const words = listed({ alarms: [waits(outage), alarm, waits(outage)] }).filter((line) =>
      /sent/.test(line),
    );
    expect(words.filter((line) => line.startsWith('not sent yet:'))).toEqual([`not sent yet: ${outage}`]);
    const many = listed({ alarms: ['a', 'b', 'c', 'd'].map(waits) });
    expect(many.slice(-5, -1)).toEqual([
      'not sent yet: a',
      'not sent yet: b',
      'not sent yet: c',
      'others wait for other reasons; alarms show ID tells them',
    ]);
    expect(listed({ groups: [{ ...group, examples: [waits(outage)] }] }).join(' ')).toContain(outage);
  });

  it('says what no alarm meets', () => {
    const hints = ['there is no source "nope"'];
    expect(listed({ alarms: [], total: 0, hints }).slice(-2)).toEqual([...hints, '']);
  });

  it('says that alarms may be missing whose last report is not kept', () => {
    expect(listed({ unknown: 3 }).at(-2)).toBe(
      '3 more may match: their labels, resource and texts are not kept',
    );
  });

  it.each([
    ['all', 'no alarms match'],
    ['firing', 'no firing alarms match; --state all lists every state'],
  ])('says that no alarm of state %s matches, and how to list others', (state, text) => {
    expect(listed({ total: 0, alarms: [] }, { state })).toEqual([text, '']);
  });
});

describe('groups of alarms', () => {
  it('stand above single alarms, with how many they are and how long', () => {
    const lines = listed({ total: 302, groupedBy: 'name', groups: [group], groupCount: 1 }, { columns: 80 });
    expect(lines).toEqual([
      'ID          AGE  LEVEL     ALARM         RESOURCE               NAMESPACE  COC',
      '300 ×     1m-5h  Major     HighCPU       web-1, web-2, …        shop       knows',
      'am001122     3h  Critical  DiskFull      db-1.shop.example.in…  shop       knows',
      'am99         3h  Critical  磁盘空间不足  -                      -          knows',
      '302 of 302 alarms, times in Asia/Shanghai; --group-by none lists each of them',
      '',
    ]);
  });

  it('fit a narrow terminal, with the line below them', () => {
    const lines = listed({ total: 302, groupedBy: 'name', groups: [group], groupCount: 1 }, { columns: 60 });
    expect(lines.slice(-3)).toEqual([
      '302 of 302 alarms, times in Asia/Shanghai; --group-by none',
      'lists each of them',
      '',
    ]);
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(60);
  });

  it('are the whole list when they are asked for', () => {
    const waiting = { ...group, value: '', count: 2, coc: { knows: 1, waits: 1 }, levels: { Info: 2 } };
    const answer = { total: 302, alarms: [], groupedBy: 'team', groups: [group, waiting], groupCount: 7 };
    expect(listed(answer, { groupBy: 'team' })).toEqual([
      'ALARMS  GROUP    LEVEL    AGE  RESOURCES        COC',
      '   300  HighCPU  Major  1m-5h  web-1, web-2, …  knows',
      '     2  -        Info   1m-5h  web-1, web-2     knows 1 of 2',
      '302 alarms by team, times in Asia/Shanghai; --limit shows more than 2 of 7',
      '',
    ]);
  });
});

it.each([
  [-5, '0s'],
  [999, '0s'],
  [59_999, '59s'],
  [60_000, '1m'],
  [3 * HOUR - 1, '2h'],
  [49 * HOUR, '2d'],
])('the age of %i ms is %s', (ms, age) => {
  expect(ageOf(ms)).toBe(age);
});
