import { describe, expect, it } from 'vitest';
import { alarmQueryOf, matchesAlarmFilter } from '../../../../src/admin/alarms/alarm-query.ts';
import type { Series } from '../../../../src/outbox/ledger/series.ts';

const read = (text: string) => alarmQueryOf(new URLSearchParams(text));

describe('a query of alarms', () => {
  it('asks for the newest hundred of all alarms when it says nothing', () => {
    expect(read('')).toEqual({ query: { filter: {}, limit: 100, order: 'newest' } });
  });

  it('may say everything, and several states, levels, sources and matchers', () => {
    const text = 'state=firing,resolved&level=Major&level=Minor,Info&source=a&source=b&text=DISK&match=t%3Dx';
    const more = 'match=u%3Dy&sort=level&group=team&fold=3&limit=7&cursor=5.am1';
    expect(read(`${text}&${more}`)).toEqual({
      query: {
        filter: {
          states: new Set(['firing', 'resolved']),
          levels: new Set(['Major', 'Minor', 'Info']),
          sources: new Set(['a', 'b']),
          text: 'disk',
          matchers: [expect.objectContaining({ name: 't' }), expect.objectContaining({ name: 'u' })],
        },
        ...{ limit: 7, order: 'level', groupBy: 'team', fold: 3 },
        after: { startedAt: 5, alarmId: 'am1', key: '' },
      },
    });
  });

  it('may be for what no open incident covers', () => {
    expect(read('uncovered=true')).toMatchObject({ query: { filter: { uncovered: true } } });
    expect(read('uncovered=yes')).toEqual({ error: 'uncovered is true, or left out' });
  });

  it('has no condition where the text is empty', () => {
    expect(read('text=')).toEqual({ query: { filter: {}, limit: 100, order: 'newest' } });
  });

  it.each([
    ['limit=1', true],
    ['limit=500', true],
    ['limit=501', false],
    ['limit=1.5', false],
    ['fold=1', true],
    ['fold=1000000', true],
    ['fold=1000001', false],
    ['fold=1.5', false],
    [`text=${'a'.repeat(255)}`, true],
    [`text=${'a'.repeat(256)}`, false],
    [`group=${'a'.repeat(255)}`, true],
    [`group=${'a'.repeat(256)}`, false],
    [Array(32).fill('match=a%3Db').join('&'), true],
    [Array(33).fill('match=a%3Db').join('&'), false],
    ['state=Firing', false],
    ['level=critical', false],
    ['cursor=', false],
  ])('is accepted up to its limits (case %#)', (text, accepted) => {
    expect('query' in read(text)).toBe(accepted);
  });

  it('tells all that is wrong with it', () => {
    expect(read('limit=0&sort=size')).toEqual({
      error: 'sort is one of newest, oldest, level, name; limit is 1 to 500',
    });
  });
});

describe('a filter of alarms', () => {
  const series = {
    ...{
      alarmId: 'am1',
      name: 'DiskFull',
      fingerprint: 'FP',
      source: 'prod',
      level: 'Major',
      state: 'recovering',
    },
  } as unknown as Series;

  it.each([
    [{}, true],
    [{ states: new Set(['resolved'] as const) }, true],
    [{ states: new Set(['firing'] as const) }, false],
    [{ levels: new Set(['Major'] as const) }, true],
    [{ levels: new Set(['Minor'] as const) }, false],
    [{ sources: new Set(['prod']) }, true],
    [{ sources: new Set(['test']) }, false],
    [{ text: 'skfu' }, true],
    [{ text: 'fp' }, true],
    [{ text: 'am1' }, true],
    [{ text: 'prod' }, false],
    [{ text: 'am1', sources: new Set(['test']) }, false],
  ])('%o lets it pass: %s', (filter, passes) => {
    expect(matchesAlarmFilter(series, filter)).toBe(passes);
  });
});
