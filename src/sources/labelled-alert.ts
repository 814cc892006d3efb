import { z } from 'zod';
import { type AlertStatus, type Labels, labelsFrom } from '../alerts/alert.ts';
import { labelsFingerprint } from '../alerts/fingerprint.ts';
import { headOf } from '../alerts/head-of.ts';
import { isUnreadTime, parseInstant } from '../alerts/instant.ts';
import { labelMap, optionalText, optionalTime } from './shape.ts';

/**
 * Schema of one alert in Alertmanager's form, which Grafana uses too: labels, annotations, times. Only labels
 * are required; unknown keys are ignored.
 * @see https://prometheus.io/docs/alerting/latest/configuration/#webhook_config, read 2026-08
 * @see https://github.com/prometheus/alertmanager/blob/main/template/template.go (Alert), read 2026-08
 */
export const labelledAlertSchema = z.object({
  status: z.enum(['firing', 'resolved']).optional(),
  labels: labelMap,
  annotations: labelMap.catch(() => labelsFrom([])),
  /** RFC 3339, up to 9 digits of fraction, any offset; Go's year 1 for "none". Scripts write other forms, and numbers. */
  startsAt: optionalTime,
  endsAt: optionalTime,
  /** Empty for alerts that a person created by hand; a relative link in Grafana's test message. */
  generatorURL: optionalText,
  /** Absent before Alertmanager 0.19 and in custom bodies. */
  fingerprint: optionalText,
});

/** Values of {@link labelledAlertSchema}. */
export type LabelledAlert = z.output<typeof labelledAlertSchema>;

const MAX_FINGERPRINT_LENGTH = 255;

/**
 * Returns the fingerprint from the sender, otherwise the one that Alertmanager would compute. The sender's is
 * trusted: two alerts with equal labels may have different ones. Undefined when there are neither labels nor
 * a usable fingerprint.
 */
export function identityOf({ fingerprint, labels }: LabelledAlert): string | undefined {
  const given = fingerprint?.trim() ?? '';
  if (given !== '' && given.length <= MAX_FINGERPRINT_LENGTH) return given;
  return Object.keys(labels).length > 0 ? labelsFingerprint(labels) : undefined;
}

/** Reads start and end. The `endsAt` of a firing alert is not an end: it is year 1 or in the future. */
export function labelledTimes(alert: LabelledAlert, status: AlertStatus) {
  return {
    startsAt: parseInstant(alert.startsAt),
    endsAt: status === 'resolved' ? parseInstant(alert.endsAt) : undefined,
  };
}

/**
 * Returns the times of an alert that cannot be read, for its details; undefined when there are none. The time of receipt
 * stands for them. The end of an alert that says it fires is no end, so nobody misses it.
 */
export function unreadTimes({
  status,
  startsAt,
  endsAt,
}: LabelledAlert): Readonly<Record<string, string>> | undefined {
  const times = { startsAt, endsAt: status === 'firing' ? undefined : endsAt };
  const unread = Object.entries(times).flatMap(([name, text]) =>
    isUnreadTime(text) ? [[name, headOf(text, 100)] as const] : [],
  );
  return unread.length === 0 ? undefined : labelsFrom(unread);
}

/** Returns the status of a listed alert that has no status field: resolved once its `endsAt` has passed. */
export function statusByEnd({ endsAt }: LabelledAlert, now: number): AlertStatus {
  return (parseInstant(endsAt) ?? Number.POSITIVE_INFINITY) <= now ? 'resolved' : 'firing';
}

/**
 * True for the name of a technical label or annotation of the sender, such as `__alert_rule_uid__` or
 * `__value_string__`. It is part of the identity, but not meant for people.
 */
export function isPrivateName(name: string): boolean {
  return name.length > 4 && name.startsWith('__') && name.endsWith('__');
}

/**
 * Leaves out the technical annotations of the sender, as annotations are texts for people. `raw` has them.
 */
export function publicAnnotations(annotations: Labels): Labels {
  for (const name in annotations) {
    if (isPrivateName(name))
      return labelsFrom(Object.entries(annotations).filter(([each]) => !isPrivateName(each)));
  }
  return annotations;
}
