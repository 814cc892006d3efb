import { makeAlarmId, prefixOfAlarmId, typeOfAlarmId } from '../../alerts/alarm-id.ts';
import { type AlarmId, OWN_SOURCE } from '../../alerts/alert.ts';
import { heartbeatOf, silenceFingerprint } from '../../alerts/silence-fingerprint.ts';
import type { SourceRenamed } from '../events/event.ts';
import type { Series } from './series.ts';

type Identified = Pick<Series, 'source' | 'fingerprint'>;

/**
 * The name of the source that decides the identity of an alarm, with what identifies it there. For the agent's own alarm
 * about a heartbeat, that is the source of the heartbeat.
 */
export function namesOf({ source, fingerprint }: Identified): {
  readonly source: string;
  readonly native: string;
} {
  if (source !== OWN_SOURCE) return { source, native: fingerprint };
  const heartbeat = heartbeatOf(fingerprint);
  return { source: heartbeat.source, native: heartbeat.name };
}

/**
 * The alarm id that alerts of a series have. It is another one than that of the series where the source has another
 * name than when the series was opened.
 */
export function idInAlerts(series: Identified & Pick<Series, 'alarmId' | 'openedBy'>): AlarmId {
  const { alarmId, openedBy } = series;
  const prefix = prefixOfAlarmId(alarmId);
  if (openedBy === undefined || prefix === undefined) return alarmId;
  const { source, native } = namesOf(series);
  return makeAlarmId(prefix, source, native);
}

/**
 * Gives a series the name that its source has from now on, if the event is about it. Its alarm id stays, so that COC hears
 * of the same alarm; `openedBy` remembers the name that is part of it. Pure.
 */
export function underNewName(series: Series, { from, to, sourceType, isBack }: SourceRenamed): Series {
  const { source, native } = namesOf(series);
  const type = typeOfAlarmId(series.alarmId);
  if (source !== from) return series;
  if (sourceType !== undefined && type !== undefined && type !== 'agent' && type !== sourceType)
    return series;
  const opener = series.openedBy ?? from;
  if (isBack && opener !== to) return series;
  const { openedBy: _, ...rest } = series;
  const isOwn = series.source === OWN_SOURCE;
  const named = isOwn ? { fingerprint: silenceFingerprint({ source: to, name: native }) } : { source: to };
  const openedBy = type === undefined || opener === to ? {} : { openedBy: opener };
  return { ...(rest as Series), ...named, ...openedBy };
}
