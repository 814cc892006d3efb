import { hash } from 'node:crypto';
import type { AlarmId, AlertOrigin } from './alert.ts';

/** Prefix of an alarm id: the kind of message that it was made from, for people. */
export type AlarmIdPrefix = 'am' | 'gf' | 'gfl' | 'zbx' | 'hb';

/**
 * Makes COC's `alarmId` of a series: the prefix, then 32 hex digits of a SHA-256 over the source's name and
 * the native identity. Fire, repeat, update and resolve of one series have the same id.
 *
 * The rule must not change between releases: a resolve would no longer match the alarm that an older release
 * fired.
 */
export function makeAlarmId(prefix: AlarmIdPrefix, source: string, native: string): AlarmId {
  const digest = hash('sha256', JSON.stringify([source, native]));
  return `${prefix}${digest.slice(0, 32)}` as AlarmId;
}

const TYPES: Readonly<Record<AlarmIdPrefix, AlertOrigin>> = {
  am: 'alertmanager',
  gf: 'grafana',
  gfl: 'grafana',
  zbx: 'zabbix',
  hb: 'agent',
};

/** The prefix of an alarm id; undefined for one of another form. */
export function prefixOfAlarmId(alarmId: AlarmId): AlarmIdPrefix | undefined {
  const prefix = alarmId.slice(0, -32);
  return Object.hasOwn(TYPES, prefix) ? (prefix as AlarmIdPrefix) : undefined;
}

/** The type of source that an alarm id was made for; undefined for one of another form. */
export function typeOfAlarmId(alarmId: AlarmId): AlertOrigin | undefined {
  const prefix = prefixOfAlarmId(alarmId);
  return prefix && TYPES[prefix];
}
