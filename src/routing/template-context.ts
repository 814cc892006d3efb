import type { Alert, Labels } from '../alerts/alert.ts';
import { labelsFrom } from '../alerts/alert.ts';
import { headOf } from '../alerts/head-of.ts';
import type { TemplateContext } from './template.ts';

/** A template sees only this many UTF-16 units of a text, so that rendering takes bounded time and memory. */
const MAX_TEXT_LENGTH = 16_384;

/** Largest distance of a date from 1970, in ms. */
const MAX_DATE_MS = 8.64e15;

/** Names of the values that the templates of one alert can read. */
export const ALERT_VARIABLES = [
  'labels',
  'annotations',
  'details',
  'source',
  'sourceType',
  'status',
  'severity',
  'level',
  'name',
  'description',
  'namespace',
  'region',
  'application',
  'resourceName',
  'resourceId',
  'startsAt',
  'endsAt',
  'fingerprint',
  'alarmId',
  'links',
] as const;

/**
 * Makes the values that the templates of one alert can read. Times are ISO 8601 strings in UTC. Missing
 * values are absent, and render to nothing.
 */
export function templateContext(alert: Alert): TemplateContext {
  const values: Record<(typeof ALERT_VARIABLES)[number], unknown> = {
    labels: cutLabels(alert.labels),
    annotations: cutLabels(alert.annotations),
    details: alert.details,
    source: alert.source,
    sourceType: alert.sourceType,
    status: alert.status,
    severity: alert.severity,
    level: alert.level,
    name: cut(alert.name),
    description: cut(alert.description),
    namespace: cut(alert.namespace),
    region: cut(alert.region),
    application: cut(alert.application),
    resourceName: cut(alert.resourceName),
    resourceId: cut(alert.resourceId),
    startsAt: isoTime(alert.startsAt),
    endsAt: isoTime(alert.endsAt),
    fingerprint: alert.fingerprint,
    alarmId: alert.alarmId,
    links: alert.links,
  };
  return values;
}

/**
 * Makes {@link templateContext} on first use. Most alerts only meet constant templates, which never use it.
 */
export function contextOnDemand(alert: Alert): () => TemplateContext {
  let made: TemplateContext | undefined;
  return () => {
    made ??= templateContext(alert);
    return made;
  };
}

function cut(text: string | undefined): string | undefined {
  return text === undefined ? undefined : headOf(text, MAX_TEXT_LENGTH);
}

function cutLabels(labels: Labels): Labels {
  const entries = Object.entries(labels);
  if (entries.every(([, value]) => value.length <= MAX_TEXT_LENGTH)) return labels;
  return labelsFrom(entries.map(([name, value]) => [name, headOf(value, MAX_TEXT_LENGTH)]));
}

function isoTime(epochMs: number | undefined): string | undefined {
  if (epochMs === undefined || !(Math.abs(epochMs) <= MAX_DATE_MS)) return undefined;
  return new Date(epochMs).toISOString();
}
