import type { AlertStatus } from '../../alerts/alert.ts';

/**
 * Words for an ended problem: `{EVENT.STATUS}`, `{TRIGGER.STATUS}`, `{EVENT.VALUE}`, those of community scripts,
 * and those of Zabbix's frontend in other languages.
 * @see locale/frontend.mo of each language in zabbix-frontend-php 6.0, read 2026-11
 */
const ENDED = [
  ...['0', 'ok', 'resolved', 'recovery', 'recovered', 'closed', 'cleared', 'normal', 'false'],
  ...['正常', '已解决', '已解決', '解决', '恢复', '已恢复', '恢復', '已恢復', '解決済', '정상', '해결됨'],
  ...[
    'решено',
    'решена',
    'ок',
    'вирішено',
    'erledigt',
    'wiederhergestellt',
    'résolu',
    'resuelto',
    'resolvido',
  ],
  ...['resolt', 'risolto', 'rozwiązany', 'rozwiązane', 'opraveno', 'vyřešené', 'vyriešené', 'løst', 'tamam'],
  ...[
    'çözüldü',
    'terselesaikan',
    'atrisināts',
    'rezolvat',
    'επιλυμένο',
    'đã giải quyết',
    'נפתר',
    'תקין',
    'صحیح',
  ],
];

/** Words for a problem that exists. */
const EXISTS = [
  ...['1', 'problem', 'firing', 'alerting', 'active', 'alarm', 'triggered', 'open', 'true'],
  ...['问题', '問題', '故障', '异常', '異常', '告警', '障害', '장애', 'проблема', 'проблем', 'problema'],
  ...['problème', 'problém', 'incidente', 'hiba', 'masalah', 'problēma', 'problemă', 'sorun', 'πρόβλημα'],
  ...['vấn đề', 'תקלה', 'مشکل'],
];

const STATUSES: ReadonlyMap<string, AlertStatus> = new Map([
  ...ENDED.map((word) => [word.normalize('NFC'), 'resolved'] as const),
  ...EXISTS.map((word) => [word.normalize('NFC'), 'firing'] as const),
]);

/** Returns the status that a number or a word means; undefined for other texts. Case does not matter. */
export function statusOfWord(text: string | undefined): AlertStatus | undefined {
  return text === undefined ? undefined : STATUSES.get(text.normalize('NFC').toLowerCase());
}
