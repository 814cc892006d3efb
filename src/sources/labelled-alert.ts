import { z } from 'zod';
import { type AlertStatus, type Labels, labelsFrom } from '../alerts/alert.ts';
import { labelsFingerprint } from '../alerts/fingerprint.ts';
import { parseInstant } from '../alerts/instant.ts';
import { labelMap, optionalText } from './shape.ts';

/**
 * One alert as Alertmanager describes it, which Grafana has taken over: labels, annotations, times. Only what an alert
 * is nothing without is demanded; unknown keys are ignored.
 * @see https://prometheus.io/docs/alerting/latest/configuration/#webhook_config, read 2026-08
 * @see https://github.com/prometheus/alertmanager/blob/main/template/template.go (Alert), read 2026-08
 */
export const labelledAlertSchema = z.object({
  status: z.enum(['firing', 'resolved']).optional(),
  labels: labelMap,
  annotations: labelMap.catch(() => labelsFrom([])),
  /** RFC 3339, up to 9 digits of fraction, any offset; Go's year 1 for "none". */
  startsAt: optionalText,
  endsAt: optionalText,
  /** Empty for alerts that were made by hand, relative in Grafana's test message. */
  generatorURL: optionalText,
  /** Absent before Alertmanager 0.19 and in custom bodies. */
  fingerprint: optionalText,
});

/** {@link labelledAlertSchema} as it was read. */
export type LabelledAlert = z.output<typeof labelledAlertSchema>;

const MAX_FINGERPRINT_LENGTH = 255;

/**
 * The identity that the sender gave, trusted as it is (two alerts of equal labels may have different ones), or else the
 * one that Alertmanager would have made; undefined when there are neither labels nor a usable fingerprint.
 */
export function identityOf({ fingerprint, labels }: LabelledAlert): string | undefined {
  const given = fingerprint?.trim() ?? '';
  if (given !== '' && given.length <= MAX_FINGERPRINT_LENGTH) return given;
  return Object.keys(labels).length > 0 ? labelsFingerprint(labels) : undefined;
}

/** When it began, and when it ended if it did. A firing alert's `endsAt` is no end: year 1, or a time to come. */
export function labelledTimes(alert: LabelledAlert, status: AlertStatus) {
  return {
    startsAt: parseInstant(alert.startsAt),
    endsAt: status === 'resolved' ? parseInstant(alert.endsAt) : undefined,
  };
}

/** The status of an alert in a list without one: it is over once its `endsAt` has passed. */
export function statusByEnd({ endsAt }: LabelledAlert, now: number): AlertStatus {
  return (parseInstant(endsAt) ?? Number.POSITIVE_INFINITY) <= now ? 'resolved' : 'firing';
}

/**
 * Whether a label or annotation is one of the sender's own (`__alert_rule_uid__`, `__value_string__`): part of the
 * identity, but nothing for people to read.
 */
export function isPrivateName(name: string): boolean {
  return name.length > 4 && name.startsWith('__') && name.endsWith('__');
}

/** Annotations are texts for people, so the sender's own are left out; `raw` has them. */
export function publicAnnotations(annotations: Labels): Labels {
  for (const name in annotations) {
    if (isPrivateName(name))
      return labelsFrom(Object.entries(annotations).filter(([each]) => !isPrivateName(each)));
  }
  return annotations;
}
