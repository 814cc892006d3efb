import { describe, expect, it } from 'vitest';
import { cocWords } from '../../../src/routing/coc-words.ts';

const [en, zh, both] = (['en', 'zh', 'both'] as const).map(cocWords);

describe('what the agent writes into COC', () => {
  it.each(Object.keys(en ?? {}).filter((name) => name !== 'alarmAt'))(
    'is there in both languages, and in both at once: %s',
    (name) => {
      const [english, chinese, mixed] = [en, zh, both].map((words) => {
        const say = Reflect.get(words ?? {}, name) as (value: string) => string;
        return say('IM1');
      });
      expect(english).not.toMatch(/\p{Script=Han}/u);
      expect(chinese).toMatch(/\p{Script=Han}/u);
      expect(mixed).toMatch(new RegExp(`^${english?.replaceAll(/[.()]/g, '.')}[ /]`));
      expect(mixed?.endsWith(chinese ?? '')).toBe(true);
    },
  );

  it('counts one alarm and several', () => {
    expect(cocWords('en').fire(1)).toBe('1 alarm fires');
    expect(cocWords('en').fire(2)).toBe('2 alarms fire');
    expect(cocWords('zh').fire(2)).toBe('2 条告警正在触发');
    expect(cocWords('both').fire(2)).toBe('2 alarms fire/2 条告警正在触发');
  });

  it.each([
    ['en', 'DiskFull on db-1'],
    ['zh', 'DiskFull (db-1)'],
    ['both', 'DiskFull on db-1'],
  ] as const)('names an alarm at a resource once, in %s', (language, expected) => {
    expect(cocWords(language).alarmAt('DiskFull', 'db-1')).toBe(expected);
  });

  it('names the policy whose budget is used up, or all policies', () => {
    expect(cocWords('en').storm('critical')).toContain('policy critical');
    expect(cocWords('en').storm(undefined)).toContain('all policies together');
    expect(cocWords('zh').storm('critical')).toContain('策略 critical');
    expect(cocWords('zh').storm(undefined)).toContain('所有策略');
  });
});
