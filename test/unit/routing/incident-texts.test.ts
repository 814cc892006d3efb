import { describe, expect, it } from 'vitest';
import { type CocLanguage, cocWords } from '../../../src/routing/coc-words.ts';
import { type EndedIncident, incidentTexts, takenBack } from '../../../src/routing/incident-texts.ts';
import { compileTemplate } from '../../../src/routing/template.ts';

const BEGIN = Date.UTC(2026, 10, 30, 2);
const MINUTE = 60_000;
const ENDED: EndedIncident = {
  ...{ policy: 'critical', names: ['CPU', 'Disk'], requestedAt: BEGIN + MINUTE, startedAt: BEGIN },
  ...{ openedAt: BEGIN + 2 * MINUTE, quietSince: BEGIN + 65 * MINUTE },
};
const written = (incident: EndedIncident, language: CocLanguage = 'en') =>
  incidentTexts({}, incident, { words: cocWords(language), zone: 'Asia/Shanghai' });
const solutionOf = (template: string, incident: EndedIncident) =>
  incidentTexts({ solution: compileTemplate(template) }, incident, {
    words: cocWords('en'),
    zone: 'UTC',
  }).solution;

describe('the solution of an incident', () => {
  it.each([
    ['en', '2026-11-30 11:05:00 Asia/Shanghai the last alarm ended (after 1h 5m)'],
    ['zh', '2026-11-30 11:05:00 Asia/Shanghai 最后一条告警恢复（历时 1 小时 5 分钟）'],
    [
      'both',
      '2026-11-30 11:05:00 Asia/Shanghai the last alarm ended (after 1h 5m) 最后一条告警恢复（历时 1 小时 5 分钟）',
    ],
  ] as const)('says in %s how long the problem lasted', (language, line) => {
    expect(written(ENDED, language).solution.split('\n').at(-1)).toBe(line);
  });

  it('says no duration where the clocks differ, and counts from the request where no begin is known', () => {
    const early = written({ ...ENDED, quietSince: BEGIN - 1 }).solution;
    expect(early).toMatch(/Shanghai the last alarm ended$/);
    const { startedAt: _, ...old } = ENDED;
    expect(written(old).solution).toMatch(/\(after 1h 4m\)$/);
  });

  it('can tell duration and resources by a template', () => {
    const template = "{{ duration }} on {{ resources | join: ', ' }}";
    expect(solutionOf(template, { ...ENDED, resource: 'db-1', resources: ['db-1', 'db-2'] })).toBe(
      '1h 5m on db-1, db-2',
    );
    expect(solutionOf(template, { ...ENDED, resource: 'db-1' })).toBe('1h 5m on db-1');
    const { quietSince: _, ...open } = ENDED;
    expect(solutionOf('{{ duration }}-{{ resources | size }}', open)).toBe('-0');
  });
});

describe('the names of an incident', () => {
  const many = Array.from({ length: 20 }, (_, i) => `n${i}`);

  it('are not said to be all where only as many are kept', () => {
    const { cause } = written({ ...ENDED, names: many });
    expect(cause).toContain(': n0, n1,');
    expect(cause).toContain(', n19, and more. The root cause');
    expect(takenBack({ names: many }, cocWords('en'))).toMatch(/: n0, .*, n19, and more\.$/);
    expect(takenBack({ names: ['CPU'] }, cocWords('zh'))).toBe('自动处理：问题再次出现：CPU。');
    expect(takenBack({}, cocWords('en'))).toBe('Automatic: the problem is there again: -.');
    expect(written({ ...ENDED, names: many }, 'zh').cause).toContain('n19, 等。');
  });

  it('are all where fewer are there, and a dash where none is', () => {
    expect(written({ ...ENDED, names: many.slice(1) }).cause).toContain(', n19. The root cause');
    expect(written({ ...ENDED, names: [] }).cause).toContain('monitoring: -.');
  });
});
