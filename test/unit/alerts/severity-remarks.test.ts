import { describe, expect, it } from 'vitest';
import { addedLevels, severityMap } from '../../../src/alerts/severity.ts';

describe('a severity with a remark', () => {
  const map = severityMap({});

  it.each([
    [
      'Critical',
      'P0 - Outage|critical (production)|Critical: db-1|P1 – checkout down|紧急（机房断电）|🔴 P1 - Outage',
    ],
    ['Critical', 'disaster [site 2]|P0：机房断电|severity 1 - outage|Critical error (node 4)'],
    ['Major', 'high (staging)|P2 - Degraded|严重（主库）|errors: backup'],
    ['Minor', 'warning (staging)|P3 - Cosmetic|Warnings : nightly'],
    ['Info', 'P5 - Question|info (weekly report)|No clasificado (otro)|信息：每日巡检'],
  ] as const)('takes for %s a severity with a remark: %s', (level, texts) => {
    for (const severity of texts.split('|'))
      expect([severity, map(severity)]).toEqual([severity, { level, known: true }]);
  });

  it.each([
    ['another severity in it', 'warning (was critical once)'],
    ['another severity in it', 'info - not an error'],
    ['another severity in it', 'P3 - escalated to P1'],
    ['another severity in it', '提示（数据库非常严重的问题）'],
    ['a name of two words in it', 'P4 - still not classified there'],
    ['the remark first', 'Outage - P4'],
    ['the remark first', 'production (low)'],
    ['an unknown name before it', 'not low - outage'],
    ['an unknown name before it', 'low ish (staging)'],
    ['no name before it', 'level: outage'],
    ['no sign before it', 'low outage'],
    ['no blanks around its dash', 'low-outage'],
    ['nothing before it', '(low outage)'],
  ])('does not know a severity whose remark has %s: %s', (_, severity) => {
    expect(map(severity)).toEqual({ level: 'Major', known: false });
  });

  it('knows additions with a remark too', () => {
    const added = { 'page-team': 'Critical' } as const;
    expect(severityMap(added)('page-team (night shift)')).toEqual({ level: 'Critical', known: true });
    expect(addedLevels(added)('Page Team - night shift')).toBe('Critical');
    expect(addedLevels(added)('critical - night shift')).toBeUndefined();
    expect(map('page-team (night shift)').known).toBe(false);
  });
});
