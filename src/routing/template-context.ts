import type { Alert, Labels } from '../alerts/alert.ts';
import { labelsFrom } from '../alerts/alert.ts';
import type { TemplateContext } from './template.ts';

/** A template sees this many UTF-16 units of any one text; nobody reads a megabyte, and rendering stays bounded. */
const MAX_TEXT_LENGTH = 16_384;

/** The furthest a date can lie from 1970, in ms. */
const MAX_DATE_MS = 8.64e15;

/**
 * What the templates of one alert can read. Times are ISO 8601 strings in UTC. What an alert does not have is absent,
 * and renders to nothing.
 */
export function templateContext(alert: Alert): TemplateContext {
  return {
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
}

/** {@link templateContext}, made when it is asked for first: most alerts meet constants only, which never ask. */
export function contextOnDemand(alert: Alert): () => TemplateContext {
  let made: TemplateContext | undefined;
  return () => {
    made ??= templateContext(alert);
    return made;
  };
}

function cut(text: string | undefined): string | undefined {
  return text !== undefined && text.length > MAX_TEXT_LENGTH ? text.slice(0, MAX_TEXT_LENGTH) : text;
}

function cutLabels(labels: Labels): Labels {
  const entries = Object.entries(labels);
  if (entries.every(([, value]) => value.length <= MAX_TEXT_LENGTH)) return labels;
  return labelsFrom(entries.map(([name, value]) => [name, value.slice(0, MAX_TEXT_LENGTH)]));
}

function isoTime(epochMs: number | undefined): string | undefined {
  if (epochMs === undefined || !(Math.abs(epochMs) <= MAX_DATE_MS)) return undefined;
  return new Date(epochMs).toISOString();
}
