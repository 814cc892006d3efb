import { describe, expect, it } from 'vitest';
import type { AlarmLevel } from '../../../src/alerts/alert.ts';
import { KNOWN_SEVERITIES } from '../../../src/alerts/known-severities.ts';
import { addedLevels, severityMap } from '../../../src/alerts/severity.ts';

const levels: readonly (readonly [AlarmLevel, string])[] = [
  [
    'Critical',
    'critical crit disaster emergency emerg panic alert fatal page p0 p1 sev0 sev1 s0 s1 severity1',
  ],
  ['Major', 'major error err high important p2 sev2 s2 severity2 priority2'],
  ['Minor', 'minor warning warn average medium moderate ticket p3 sev3 s3 prio3'],
  ['Info', 'info information informational notice none ok normal debug trace low p4 p5 sev4 sev5 s4 s5'],
  // Huawei Cloud's levels, other Chinese words, and Zabbix's own Chinese names.
  ['Critical', '紧急 致命 危急 重大 一级 灾难 災難'],
  ['Major', '重要 错误 高 二级 严重 嚴重'],
  ['Minor', '次要 一般 轻微 预警 中 三级 警告 一般严重 一般嚴重'],
  ['Info', '提示 通知 调试 低 四级 信息 資訊 未分类 未分類'],
  // Zabbix's names in other languages: de, fr, es, pt, ru, ja, it, pl, ko, tr, uk, cs, nl.
  [
    'Critical',
    'Desaster Désastre Crítica Desastre Чрезвычайная 致命的な障害 Disastro Katastrofa Felaket Критична',
  ],
  ['Major', 'Hoch Haut Alta Высокая 重度の障害 Wysoki Yüksek Висока Závažný Hoog'],
  [
    'Minor',
    'Durchschnitt Moyen Promedio Média Средняя 軽度の障害 Media Średni Ortalama Warnung Avertissement',
  ],
  [
    'Minor',
    'Advertencia Atenção Предупреждение Bassa Ostrzeżenie Uyarı Попередження Upozornění Waarschuwing',
  ],
  [
    'Info',
    'Information Informativa Informação Информация 情報 Informazioni Informacja Bilgi Niesklasyfikowany',
  ],
];
const table = levels.flatMap(([level, names]) => names.split(' ').map((name) => [name, level] as const));

describe('the severity map', () => {
  const map = severityMap({});

  it.each([
    ...table,
    ['not classified', 'Info'] as const,
    ['Nicht klassifiziert', 'Info'] as const,
    ['가벼운 장애', 'Minor'] as const,
  ])('takes %s for %s', (severity, level) => {
    expect(map(severity)).toEqual({ level, known: true });
    expect(map(` ${severity.toUpperCase()}\t`)).toEqual({ level, known: true });
  });

  it.each([
    ['SEV-1', 'Critical'],
    ['sev 2', 'Major'],
    ['Sev_3', 'Minor'],
    ['P–4', 'Info'],
    ['Ｐ１', 'Critical'],
    ['Severity 1', 'Critical'],
    ['not_classified', 'Info'],
    ['NOT-CLASSIFIED', 'Info'],
    ['Desastre'.normalize('NFD'), 'Critical'],
    ['Critica', 'Critical'],
    ['Informacao', 'Info'],
    ['ostrzezenie', 'Minor'],
  ] as const)('takes %s, spelled differently, for %s', (severity, level) => {
    expect(map(severity)).toEqual({ level, known: true });
  });

  it.each([undefined, '', 'pageteam', 'urgent', '1', 'p6', 'sev10', '__proto__', 'constructor'])(
    'takes %s, unknown, for Major',
    (severity) => {
      expect(map(severity)).toEqual({ level: 'Major', known: false });
    },
  );

  it('looks at no long text', () => {
    expect(map(`${'-'.repeat(99)}p1`)).toEqual({ level: 'Major', known: false });
  });

  it('has one level for each name, whatever the language', () => {
    for (const [name, level] of KNOWN_SEVERITIES)
      expect([name, map(name)]).toEqual([name, { level, known: true }]);
  });

  it('lets additions win, whatever their case', () => {
    const added = severityMap({ ' PageTeam ': 'Critical', warning: 'Info' });
    expect(added('pageteam')).toEqual({ level: 'Critical', known: true });
    expect(added('Warning')).toEqual({ level: 'Info', known: true });
  });

  it('lets additions win in another spelling too, and tells exact names apart', () => {
    const added = severityMap({
      'sev-1': 'Minor',
      'page-team': 'Critical',
      pageteam: 'Info',
      严重: 'Critical',
    });
    const found = ['sev1', 'SEV 1', 'page-team', 'Page-Team', 'pageteam', '严重'].map(
      (name) => added(name).level,
    );
    expect(found).toEqual(['Minor', 'Minor', 'Critical', 'Critical', 'Info', 'Critical']);
    expect(map('严重').level).toBe('Major');
  });
});

describe('addedLevels', () => {
  it('finds additions as the map does, and nothing else', () => {
    const added = addedLevels({ 'Sev-1': 'Minor' });
    expect([added('sev1'), added(' SEV-1 '), added('critical')]).toEqual(['Minor', 'Minor', undefined]);
  });
});
