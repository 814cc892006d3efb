import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALARM_LEVELS, type AlarmLevel } from '../../../src/alerts/alert.ts';
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
/** Words that people write: colours, classes of emergencies, and words of the languages of Zabbix's frontend. */
const written: readonly (readonly [AlarmLevel, string])[] = [
  [
    'Critical',
    'Catastrophe Catastrophic Red 红色 紅色 特别重大 特大 特级 Ⅰ级 I级 一级 1级 １级 一級 超危 灾难性',
  ],
  ['Major', 'Severe Serious Orange 橙色 较大 Ⅱ级 II级 二级 2级 二級'],
  ['Minor', 'Yellow Amber Caution 黄色 普通 中等 注意 Ⅲ级 III级 三级 3级 三級'],
  ['Info', 'Green Blue 绿色 蓝色 Ⅳ级 IV级 四级 4级 四級'],
  // uk, ru, ja, ko, de, fr, es, pt, it, pl, tr, cs
  [
    'Critical',
    'Надзвичайна Авария 致命的 재해 Katastrophal Catastrophique Catastrófica Emergência Emergenza',
  ],
  ['Critical', 'Awaria Acil Havárie'],
  ['Major', 'Важлива Серьёзная 重度 중대 Schwerwiegend Grave Severa Poważny Ciddi Vysoká'],
  ['Minor', 'Увага 軽微 Varování'],
  ['Info', 'Низька Уведомление 알림 Nízká Bilgilendirme'],
  // A noun behind a Chinese name changes nothing.
  ['Critical', '致命错误 致命错误告警 紧急事件 重大故障 一级告警 Ⅰ级告警 红色预警 P0级 P1级告警 一级预警'],
  ['Major', '严重错误 重要事件 高级 橙色预警 P2级 严重故障'],
  ['Minor', '一般错误 一般故障 中级 黄色预警 P3級'],
  // Plurals, and other genders.
  ['Critical', 'criticals disasters emergencies alerts fatals panics 재앙 災厄'],
  ['Major', 'errors majors errores erreurs Errori'],
  ['Minor', 'warnings minors Průměrná Priemerný 平均 평균 avisos Warnungen'],
  ['Info', 'infos notices notifications Información Informazione informations 分類なし'],
  ['Info', '提示事件 低级 蓝色预警 告警级别:低 严重程度:低 P4级'],
];
const table = [...levels, ...written].flatMap(([level, names]) =>
  names.split(' ').map((name) => [name, level] as const),
);

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

  it.each([
    [
      'Critical',
      'P1 - Critical|Sev1-Critical|SEV.1|P01|prio:1|Crítico|Critico|Critique|🔴 critical|Fatal Error',
    ],
    [
      'Critical',
      '[CRITICAL]|critical!|🚨 P1|#p1|sev/1|S-01|priority=1|1 - Critical|5 - Disaster|Severity: critical',
    ],
    [
      'Critical',
      'P1级告警|【紧急】|🔥紧急|P1-紧急|Critical alert|critical_error|Kritisch|критический|P0/SEV0|1️⃣ critical',
    ],
    [
      'Major',
      'P2 - High|SEV.2|P02|prio: 2|🟠 high|High priority|Error alert|High/Medium|4: High|(major)|élevée|Alto',
    ],
    [
      'Minor',
      'P3 - Medium|SEV.3|P03|⚠️ warning|Warning alert|minor error|AVERTISSEMENT!|⚠ Avertissement|2 (warning)',
    ],
    ['Minor', 'sev 03|Medium severity|P3级|【一般】|Aviso|mittel'],
    [
      'Info',
      'P4 - Low|P5 - Info|SEV.4|P04|ℹ️ info|Low alert|🟢 ok|0 - Not classified|Low priority|Baja|info (P5)',
    ],
  ] as const)('takes for %s what is decorated, or has several names: %s', (level, texts) => {
    for (const severity of texts.split('|'))
      expect([severity, map(severity)]).toEqual([severity, { level, known: true }]);
  });

  it.each([
    ...[
      'not critical',
      'non-critical',
      'P6 - low',
      'sev 10 critical',
      'very high',
      'no alert',
      '1 2',
      '🔴',
      '!',
    ],
    ...[
      '5级',
      '6级',
      '0级',
      '不严重告警',
      '非致命错误',
      '无故障',
      '系统错误',
      '严重级别',
      '致命错误率',
      'code red',
    ],
    ...['severity', 'level 1', 'critical path', 'P1 team', 'pageteam high', 'P001x'],
  ])('takes %s, which has a word that it does not know, for Major', (severity) => {
    expect(map(severity)).toEqual({ level: 'Major', known: false });
  });

  it('finds each name whatever stands around it and between its words', () => {
    const sign = fc.constantFrom(
      '🔴',
      '⚠️',
      '[',
      ']',
      ':',
      ' - ',
      '.',
      '#',
      '!',
      '→',
      '|',
      '•',
      '👩‍🚒',
      '\u200B',
    );
    const signs = fc.array(sign, { maxLength: 3 }).map((all) => all.join(''));
    const cased = fc.constantFrom('toUpperCase', 'toLowerCase', 'toString');
    fc.assert(
      fc.property(
        fc.constantFrom(...KNOWN_SEVERITIES),
        signs,
        signs,
        cased,
        ([name, level], a, b, inCase) => {
          expect(map(`${a}${name[inCase]()}${b}`)).toEqual({ level, known: true });
          expect(map(`${a}${name.replaceAll(' ', b || ' ')}`)).toEqual({ level, known: true });
        },
      ),
    );
  });

  it('takes of two names the louder one, in any order and however they are joined', () => {
    const nouns = /^(alert|notification|err|error)s?$/;
    const known = KNOWN_SEVERITIES.filter(([name]) => /^\w+$/.test(name) && !nouns.test(name));
    const one = fc.constantFrom(...known);
    fc.assert(
      fc.property(one, one, fc.constantFrom(' - ', '/', ': ', ' (', ', '), ([a, ofA], [b, ofB], join) => {
        const level = ALARM_LEVELS.find((each) => each === ofA || each === ofB);
        for (const severity of [`${a}${join}${b}`, `${b}${join}${a}`])
          expect(map(severity)).toEqual({ level, known: true });
      }),
    );
  });

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

  it('lets additions be one of several names', () => {
    const added = severityMap({ pageteam: 'Critical', high: 'Minor', 'P1 - Critical': 'Info' });
    const found = ['pageteam - low', '🟠 high', 'P2 - High', 'p1-critical', 'Critical (P1)'].map(
      (name) => added(name).level,
    );
    expect(found).toEqual(['Critical', 'Minor', 'Major', 'Info', 'Critical']);
  });
});

describe('addedLevels', () => {
  it('finds additions as the map does, and nothing else', () => {
    const added = addedLevels({ 'Sev-1': 'Minor' });
    expect([added('sev1'), added(' SEV-1 '), added('critical')]).toEqual(['Minor', 'Minor', undefined]);
    expect([added('🔴 Sev.1'), added('Sev1 / low'), added('P1 - critical')]).toEqual([
      'Minor',
      'Minor',
      undefined,
    ]);
    expect(addedLevels({})('P1 - critical')).toBeUndefined();
  });
});
