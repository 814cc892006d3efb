import { describe, expect, it } from 'vitest';
import { AlarmGroups, groupValueOf, needsStored } from '../../../../src/admin/alarms/alarm-groups.ts';
import type { AlarmLevel } from '../../../../src/alerts/alert.ts';
import { labelsFrom } from '../../../../src/alerts/alert.ts';
import type { Series } from '../../../../src/outbox/ledger/series.ts';
import type { OutboxView } from '../../../../src/outbox/state.ts';
import { aReport } from '../../observability/entries.ts';

const state = { lanes: { holds: () => false } } as unknown as OutboxView;

function series(alarmId: string, startedAt = 0, level: AlarmLevel = 'Major', more: object = {}): Series {
  return { alarmId, startedAt, level, state: 'firing', name: 'n', source: 'prod', ...more } as Series;
}

function gathered(...all: readonly (readonly [value: string, series: Series])[]) {
  const groups = new AlarmGroups(state);
  for (const [value, one] of all) groups.add(value, one);
  return groups;
}

describe('groups of alarms', () => {
  it('count their alarms by level, state and what COC knows, with the first and the last begin', () => {
    const groups = gathered(
      ['a', series('1', 5)],
      ['a', series('2', 3, 'Critical', { cocFires: true })],
      ['a', series('3', 9, 'Major', { state: 'resolved' })],
    );
    expect(groups.largerThan(0)).toMatchObject([
      {
        ...{ value: 'a', count: 3, levels: { Major: 2, Critical: 1 }, states: { firing: 2, resolved: 1 } },
        ...{ coc: { unknown: 2, knows: 1 }, firstStartedAt: 3, lastStartedAt: 9 },
      },
    ]);
  });

  it('name the three latest of them, the latest first, and of equal ones those that came first', () => {
    const groups = gathered(...[3, 1, 4, 1, 5, 4, 2].map((at, i) => ['a', series(`s${i}`, at)] as const));
    const [group] = groups.largerThan(0);
    expect(group?.examples.map(({ alarmId }) => alarmId)).toEqual(['s4', 's2', 's5']);
  });

  it('come with the largest first, then with the worst level, then by their value', () => {
    const groups = gathered(
      ['b', series('1')],
      ['a', series('2')],
      ['minor', series('3', 0, 'Minor')],
      ['critical', series('4', 0, 'Critical')],
      ['large', series('5', 0, 'Info')],
      ['large', series('6', 0, 'Info')],
    );
    const values = groups.largerThan(0).map(({ value }) => value);
    expect(values).toEqual(['large', 'critical', 'a', 'b', 'minor']);
  });

  it('are larger than a count only with more alarms than that', () => {
    const groups = gathered(['a', series('1')], ['a', series('2')], ['b', series('3')]);
    expect(groups.largerThan(1).map(({ value }) => value)).toEqual(['a']);
    expect(groups.largerThan(2)).toEqual([]);
    expect(['a', 'b', 'c'].map((value) => groups.countOf(value))).toEqual([2, 1, 0]);
  });
});

describe('the value of an alarm in groups', () => {
  const report = aReport({ resourceName: 'db-1', nameSpace: 'ns' });
  const stored = { ...report, alert: { ...report.alert, labels: labelsFrom([['team', 'web']]) } };
  const one = series('1', 0, 'Minor', { state: 'recovering' });

  it.each([
    ['name', 'n', false],
    ['level', 'Minor', false],
    ['source', 'prod', false],
    ['state', 'resolved', false],
    ['resource', 'db-1', true],
    ['namespace', 'ns', true],
    ['resourceName', 'db-1', true],
    ['team', 'web', true],
    ['nobody', '', true],
    ['toString', '', true],
  ])('by %s is %j', (groupBy, value, needs) => {
    expect([groupValueOf(groupBy, one, stored), needsStored(groupBy)]).toEqual([value, needs]);
  });

  it('is empty for a label of an alarm that is no longer stored', () => {
    expect(groupValueOf('team', one, undefined)).toBe('');
  });
});
