import { hash } from 'node:crypto';
import type { AlarmId } from './alert.ts';

/** Says which kind of message an alarm id was made of, so that people can tell them apart. */
export type AlarmIdPrefix = 'am' | 'gf' | 'gfl' | 'zbx' | 'hb';

/**
 * Makes COC's `alarmId` of a series: the prefix and 32 hex digits of a SHA-256 over the name of the source and the
 * native identity. The same for fire, repeat, update and resolve; two different pairs never join to the same text.
 * It must not change between releases, or a resolve would miss the alarm that an older release fired.
 */
export function makeAlarmId(prefix: AlarmIdPrefix, source: string, native: string): AlarmId {
  const digest = hash('sha256', JSON.stringify([source, native]));
  return `${prefix}${digest.slice(0, 32)}` as AlarmId;
}
