import { createHash } from 'node:crypto';
import type { Alarm } from '../alerts/alarm.ts';
import type { Json } from '../alerts/alert.ts';
import { STAND_IN_NAMESPACE } from '../alerts/namespace.ts';
import type { Collapsed, ReportAlarm } from '../outbox/events/entry.ts';
import { ADDITIONAL_BYTES, boundedJson } from './additional.ts';
import { fittingUrl } from './alarm-url.ts';
import { applicationIdOf } from './application-id.ts';
import type { CustomEvent } from './calls/report-event.ts';
import { cleanLine, cleanText, cutAt } from './clean-text.ts';

/** Body for an alarm, with what COC has no fields for. */
type EncodedAlarm = CustomEvent & { readonly additional: { readonly [key: string]: Json } };

const LIMIT = 255;
/** Largest time with 13 digits, which is COC's limit for other times. */
const LATEST_MS = 9_999_999_999_999;

/**
 * Encodes an alarm for COC: every text has at most 255 characters and no control characters, and no required
 * text is empty. A text that was cut is in `additional` with its full length, beside the alert's labels and
 * annotations. Never throws. The same entry always gives the same body.
 *
 * Empty required texts are replaced: `alarmName` by the alert's name or `unnamed`, `nameSpace` by its
 * namespace or `default`, `alarmDesc` by its description or the alarm name, `alarmSource` by the source,
 * `applicationId` by `unknown` (COC may refuse that). An `alarmId` with other characters than letters and
 * digits is replaced by its SHA-256.
 */
export function encodeAlarm(entry: ReportAlarm, additionalBytes: number = ADDITIONAL_BYTES): EncodedAlarm {
  const { alarm, alert } = entry;
  const texts = textsOf(entry);
  const url = fittingUrl(alarm.urls, LIMIT);
  return {
    alarmId: encodeAlarmId(alarm.alarmId),
    alarmLevel: alarm.alarmLevel,
    time: timeOf([alarm.time, alert.endsAt, alert.startsAt]),
    alarmName: cutAt(texts.alarmName, LIMIT),
    nameSpace: cutAt(texts.nameSpace, LIMIT),
    applicationId: applicationIdOf(texts.applicationId),
    alarmSource: cutAt(texts.alarmSource, LIMIT),
    alarmDesc: cutAt(texts.alarmDesc, LIMIT),
    ...(texts.regionId !== '' && { regionId: cutAt(texts.regionId, LIMIT) }),
    ...(texts.resourceName !== '' && { resourceName: cutAt(texts.resourceName, LIMIT) }),
    ...(texts.resourceId !== '' && { resourceId: cutAt(texts.resourceId, LIMIT) }),
    ...(url !== undefined && { URL: url }),
    alarmStatus: alarm.alarmStatus,
    additional: boundedJson(sectionsOf(entry, wholeOf(alarm, texts, url)), additionalBytes),
  };
}

/** Cleans the texts of an alarm, without cutting them. Texts that COC does not require may be empty. */
function textsOf({ alarm, alert }: ReportAlarm) {
  return {
    alarmName: cleanLine(alarm.alarmName) || cleanLine(alert.name) || 'unnamed',
    nameSpace: cleanLine(alarm.nameSpace) || cleanLine(alert.namespace ?? '') || STAND_IN_NAMESPACE,
    applicationId: cleanLine(alarm.applicationId),
    alarmSource: cleanLine(alarm.alarmSource) || cleanLine(alert.source) || 'unknown',
    alarmDesc:
      cleanText(alarm.alarmDesc) ||
      cleanText(alert.description) ||
      cleanText(alarm.alarmName) ||
      cleanText(alert.name) ||
      'unnamed',
    regionId: cleanLine(alarm.regionId),
    resourceName: cleanLine(alarm.resourceName),
    resourceId: cleanLine(alarm.resourceId),
  };
}

/**
 * Makes the sections of `additional`, most important first: when it is too big, the last sections go first.
 */
function sectionsOf(
  { alert, episode, route, reassertion, flaps, collapsed }: ReportAlarm,
  full: Record<string, string>,
): Record<string, Json> {
  const { source, sourceType, fingerprint } = alert;
  return {
    nativeIdentity: {
      source: cutAt(source, LIMIT),
      type: sourceType,
      fingerprint: cutAt(fingerprint, LIMIT),
    },
    episode: cutAt(episode, LIMIT),
    route: cutAt(route, LIMIT),
    test: alert.test,
    ...(reassertion && { reassertion }),
    ...(flaps !== undefined && { flaps }),
    ...(collapsed && { collapsed: collapsedSection(collapsed) }),
    ...(alert.severity === undefined ? {} : { severity: cutAt(alert.severity, LIMIT) }),
    ...(Object.keys(full).length === 0 ? {} : { full }),
    labels: alert.labels,
    annotations: alert.annotations,
    details: alert.details,
  };
}

/** Lists the alarms that this one replaced before COC got them, oldest first. */
function collapsedSection({ alarms, earlier }: Collapsed): Json {
  const told = alarms.map(({ alarmStatus, alarmLevel, time }) => ({ alarmStatus, alarmLevel, time }));
  return { alarms: told, ...(earlier !== undefined && { earlier }) };
}

/** Collects the full texts of fields that were cut. */
function wholeOf(
  { urls: [best] }: Alarm,
  texts: Readonly<Record<string, string>>,
  url: string | undefined,
): Record<string, string> {
  const whole: Record<string, string> = {};
  for (const [field, text] of Object.entries(texts)) if (text.length > LIMIT) whole[field] = text;
  if (
    best !== url &&
    // Stryker disable next-line ConditionalExpression: without a link none fits either, so the two are equal.
    best !== undefined
  )
    whole.URL = best;
  return whole;
}

function encodeAlarmId(id: string): string {
  return /^[A-Za-z0-9]{1,255}$/.test(id) ? id : createHash('sha256').update(id).digest('hex');
}

function timeOf(candidates: readonly (number | undefined)[]): number {
  const usable = candidates.find((time = Number.NaN) => Number.isFinite(time) && time >= 0);
  return Math.min(Math.trunc(usable ?? 0), LATEST_MS);
}
