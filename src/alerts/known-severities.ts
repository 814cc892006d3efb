import type { AlarmLevel } from './alert.ts';

/** Severity names in their most usual spelling, by COC level. */
type Names = Readonly<Record<AlarmLevel, readonly string[]>>;

/**
 * English words: those of monitoring systems, of syslog (RFC 5424), of log levels, and of on-call tools; and the colours of
 * traffic lights, which China's public warnings have too.
 */
const ENGLISH: Names = {
  Critical: [
    'critical',
    'crit',
    'disaster',
    'emergency',
    'emerg',
    'panic',
    'alert',
    'fatal',
    'page',
    'blocker',
    'catastrophe',
    'catastrophic',
    'red',
  ],
  Major: ['major', 'error', 'err', 'high', 'important', 'severe', 'serious', 'orange'],
  Minor: [
    ...['minor', 'warning', 'warn', 'average', 'medium', 'moderate', 'ticket', 'caution', 'yellow', 'amber'],
  ],
  Info: [
    ...['info', 'information', 'informational', 'notice', 'notification', 'none', 'ok', 'normal', 'debug'],
    ...['trace', 'verbose', 'low', 'not classified', 'green', 'blue'],
  ],
};

/**
 * Chinese words: the levels of Huawei Cloud (紧急, 重要, 次要, 提示), those of other monitoring systems, and the four classes of
 * public emergencies, Ⅰ级 to Ⅳ级. There is no class 5 in digits: a scale of five may count the other way.
 */
const CHINESE: Names = {
  Critical: [
    '紧急',
    '致命',
    '危急',
    '重大',
    '特别严重',
    '非常严重',
    '一级',
    '紧急告警',
    '致命告警',
    '緊急',
    '危急告警',
    ...['特别重大', '特別重大', '特大', '特级', '特級', '超危', '极高', '极严重', '灾难性', '災難性'],
    ...['红色', '紅色', '1级', '1級', 'I级', 'I級', '一級'],
  ],
  Major: [
    ...['重要', '错误', '高', '高危', '二级', '重要告警', '严重告警', '錯誤', '较大', '較大'],
    ...['橙色', '2级', '2級', 'II级', 'II級', '二級'],
  ],
  Minor: [
    ...['次要', '一般', '轻微', '预警', '中', '中危', '三级', '次要告警', '一般告警', '預警', '輕微'],
    ...['普通', '中等', '注意', '黄色', '黃色', '3级', '3級', 'III级', 'III級', '三級'],
  ],
  Info: [
    ...['提示', '通知', '调试', '正常', '低', '低危', '四级', '五级', '提示告警', '除錯', '訊息'],
    ...['蓝色', '藍色', '绿色', '綠色', '4级', '4級', 'IV级', 'IV級', '四級'],
  ],
};

/**
 * Plurals, and words of other languages that people write and no frontend of Zabbix has, mostly other genders: es, pt, it, fr, de, nl, sv,
 * pl, cs, tr, id, ru, uk, ja, ko.
 */
export const TRANSLATED: Names = {
  Critical: [
    ...['criticals', 'disasters', 'emergencies', 'alerts', 'fatals', 'panics', 'blockers', 'pages'],
    ...[
      'crítico',
      'critico',
      'critique',
      'kritisch',
      'kritiek',
      'kritisk',
      'krytyczny',
      'krytyczna',
      'kritik',
    ],
    ...['kritis', 'критический', 'критическая', 'критическое', 'критично', 'критичний', 'критическая ошибка'],
    ...['クリティカル', '致命的', '災害', '긴급', '치명적', '심각', '재해', '재난'],
    ...['надзвичайна', 'надзвичайний', 'надзвичайне', 'аварія', 'чрезвычайный', 'чрезвычайное', 'авария'],
    ...['катастрофа', 'катастрофическая', 'катастрофічна', 'catastrófico', 'catastrófica', 'catastrofico'],
    ...['catastrophique', 'katastrophe', 'katastrophal', 'notfall', 'emergencia', 'emergência', 'emergenza'],
    ...['awaria', 'katastrofalny', 'katastrofální', 'havárie', 'acil', '재앙', '災厄', 'críticos'],
  ],
  Major: [
    ...['errors', 'majors'],
    ...[
      'alto',
      'haute',
      'élevé',
      'élevée',
      'majeur',
      'majeure',
      'mayor',
      'erreur',
      'errore',
      'erro',
      'fehler',
    ],
    ...['fout', 'błąd', 'hata', 'высокий', 'ошибка', 'помилка', 'エラー', '오류', '높음', '중대'],
    ...['grave', 'sévère', 'severo', 'severa', 'schwerwiegend', 'poważny', 'poważna', 'vysoká', 'vysoký'],
    ...[
      'chyba',
      'ciddi',
      'önemli',
      'серьёзная',
      'серьезная',
      'важная',
      'важлива',
      '重度',
      'errores',
      'erros',
      'erreurs',
      'errori',
    ],
  ],
  Minor: [
    ...['minors', 'warnings', 'cautions'],
    ...['medio', 'médio', 'moyenne', 'mineur', 'mineure', 'menor', 'minore', 'aviso', 'avviso', 'mittel'],
    ...['średnia', 'orta', 'средний', 'ワーニング', '중간', '보통', 'varování', 'увага', '軽度', '軽微'],
    ...['平均', '평균', 'průměrná', 'průměrný', 'priemerný', 'średnie', 'moyen', 'medie'],
    ...['avisos', 'avvisi', 'advertencias', 'avertissements', 'warnungen', 'предупреждения'],
  ],
  Info: [
    ...['infos', 'notices', 'notifications', 'unclassified'],
    ...['bajo', 'baja', 'baixo', 'baixa', 'faible', 'niedrig', 'gering', 'hinweis', 'laag', 'niski', 'düşük'],
    ...['rendah', 'низкий', 'низкая', 'низький', 'низька', '낮음', '알림', 'nízká', 'nízký', 'bilgilendirme'],
    ...['уведомление', 'сповіщення', 'informativní', 'informacyjny'],
    ...['información', 'informazione', 'informations', 'informaciones', 'informationen', 'no clasificado'],
    ...['não classificado', 'non classificata', 'non classée', 'niesklasyfikowana'],
    ...['neklasifikováno', 'nezařazeno', 'unklassifiziert', '分類なし'],
  ],
};

/** Words with a number: 0 and 1 are the most severe. `p` is also the level of a COC incident. */
const NUMBERED = ['p', 'prio', 'priority', 's', 'sev', 'severity'];
const NUMBERED_LEVELS: readonly AlarmLevel[] = ['Critical', 'Critical', 'Major', 'Minor', 'Info', 'Info'];

/** Levels of Zabbix's severities by number: not classified, information, warning, average, high, disaster. */
const ZABBIX_LEVELS: readonly AlarmLevel[] = ['Info', 'Info', 'Minor', 'Minor', 'Major', 'Critical'];

/**
 * Zabbix's names of its severities, from 0 to 5, in the languages of its frontend: an administrator who
 * renames the severities of a server takes these.
 * @see locale/frontend.mo of each language in zabbix-frontend-php 6.0, read 2026-11
 */
const ZABBIX_NAMES: Readonly<Record<string, readonly string[]>> = {
  bg: ['Не е класифицирано', 'Информация', 'Внимание', 'Среден', 'Висок', 'Бедствие'],
  ca: ['No classificat', 'Informació', 'Avís', 'Mitjana', 'Alt', 'Desastre'],
  cs: ['Neurčeno', 'Informace', 'Upozornění', 'Střední', 'Závažný', 'Kritický'],
  de: ['Nicht klassifiziert', 'Information', 'Warnung', 'Durchschnitt', 'Hoch', 'Desaster'],
  el: ['Αταξινόμητο', 'Πληροφόρηση', 'Προειδοποίηση', 'Μέση', 'Υψηλή', 'Καταστροφή'],
  es: ['No clasificada', 'Informativa', 'Advertencia', 'Promedio', 'Alta', 'Crítica'],
  fa: ['رده بندی نشده', 'اطلاعات', 'اخطار', 'متوسط', 'بالا', 'حادثه بد'],
  fr: ['Non classé', 'Information', 'Avertissement', 'Moyen', 'Haut', 'Désastre'],
  he: ['אין סיווג', 'מידע', 'אזהרה', 'ממוצע', 'גבוהה', 'אסון'],
  hu: ['Nincs osztályozva', 'Információ', 'Figyelmezetés', 'Átlagos', 'Magas', 'Katasztrofális'],
  id: ['Tidak diklasifikasikan', 'Informasi', 'Peringatan', 'Rata-rata', 'Tinggi', 'Bencana'],
  it: ['Non classificato', 'Informazioni', 'Bassa', 'Media', 'Alta', 'Disastro'],
  ja: ['未分類', '情報', '警告', '軽度の障害', '重度の障害', '致命的な障害'],
  ko: ['미분류', '정보', '경고', '가벼운 장애', '중증 장애', '심각한 장애'],
  lv: ['Not classified', 'Informācija', 'Brīdinājums', 'Vidējs', 'Augsts', 'Katastrofa'],
  nb: ['Ikke klassifisert', 'Informasjon', 'Advarsel', 'Gjennomsnitt', 'Høy', 'Katastrofe'],
  nl: ['Niet geclassificeerd', 'Informatie', 'Waarschuwing', 'Gemiddeld', 'Hoog', 'Catastrofe'],
  pl: ['Niesklasyfikowany', 'Informacja', 'Ostrzeżenie', 'Średni', 'Wysoki', 'Katastrofa'],
  pt_BR: ['Não classificada', 'Informação', 'Atenção', 'Média', 'Alta', 'Desastre'],
  pt_PT: ['Sem classificação', 'Informação', 'Warning', 'Média', 'Alta', 'Desastre'],
  ro: ['Neclasificate', 'Informaţie', 'Avertisment', 'Mediu', 'Ridicat', 'Dezastru'],
  ru: ['Не классифицировано', 'Информация', 'Предупреждение', 'Средняя', 'Высокая', 'Чрезвычайная'],
  sk: ['Neurčená', 'Informatívna', 'Varovná', 'Priemerná', 'Kritická', 'Katastrofálna'],
  sv: ['Inte klassifierad', 'Information', 'Varning', 'Medel', 'Hög', 'Allvarlig'],
  tr: ['Sınıflandırılmamış', 'Bilgi', 'Uyarı', 'Ortalama', 'Yüksek', 'Felaket'],
  uk: ['Не класифіковано', 'Інформація', 'Попередження', 'Середня', 'Висока', 'Критична'],
  vi: ['Chưa phân loại', 'Thông tin', 'Cảnh báo', 'Trung bình', 'Cao', 'Thảm họa'],
  zh_CN: ['未分类', '信息', '警告', '一般严重', '严重', '灾难'],
  zh_TW: ['未分類', '資訊', '警告', '一般嚴重', '嚴重', '災難'],
};

/** All known severities with their level. A name that appears twice has the same level each time. */
export const KNOWN_SEVERITIES: readonly (readonly [name: string, level: AlarmLevel])[] = [
  ...namesOf(ENGLISH),
  ...namesOf(CHINESE),
  ...namesOf(TRANSLATED),
  ...NUMBERED.flatMap((word) => NUMBERED_LEVELS.map((level, number) => [`${word}${number}`, level] as const)),
  ...Object.values(ZABBIX_NAMES).flatMap((names) =>
    names.flatMap((name, number) => {
      const level = ZABBIX_LEVELS[number];
      return level === undefined ? [] : [[name, level] as const];
    }),
  ),
];

function namesOf(names: Names): readonly (readonly [string, AlarmLevel])[] {
  return Object.entries(names).flatMap(([level, words]) =>
    words.map((word) => [word, level as AlarmLevel] as const),
  );
}
