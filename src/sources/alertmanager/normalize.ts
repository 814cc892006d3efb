import { alarmIdOf } from '../../alerts/alarm-id.ts';
import { type Json, type Labels, labelOf } from '../../alerts/alert.ts';
import { httpLinks } from '../../alerts/links.ts';
import { omitAbsent } from '../../alerts/omit-absent.ts';
import { rawFields } from '../../alerts/raw-alert.ts';
import { type SeverityMap, severityOf } from '../../alerts/severity.ts';
import { identityOf, publicAnnotations, timesOf } from '../labelled-alert.ts';
import { bareDescription, describedAs, filterOf, nameOf, placesOf } from '../labelled-texts.ts';
import { shapeReason } from '../shape.ts';
import type { ReadAlert } from '../source.ts';
import { alertSchema, type Group } from './payload.ts';

/** What one element is read with. */
export interface AlertmanagerContext {
  /** Name of the source. */
  readonly source: string;
  readonly severities: SeverityMap;
  readonly group: Group;
}

/** Makes the alert of one element of `alerts`. Its times are only what Alertmanager said; year 1 is no time. */
export function normalizeAlert(raw: Json, index: number, context: AlertmanagerContext): ReadAlert {
  const read = alertSchema.safeParse(raw);
  if (!read.success) return { invalid: { index, reason: shapeReason(read.error), raw } };
  const { labels, annotations, status, generatorURL } = read.data;
  const fingerprint = identityOf(read.data);
  if (fingerprint === undefined)
    return { invalid: { index, reason: 'labels: none, and no fingerprint either', raw } };
  const { source, severities, group } = context;
  const severity = severityOf(labels, severities);
  const { level, known } = severities(severity);
  const places = placesOf(labels);
  const name = nameOf(labels, annotations);
  const shown = publicAnnotations(annotations);
  const alert = {
    source,
    sourceType: 'alertmanager' as const,
    fingerprint,
    alarmId: alarmIdOf('am', source, fingerprint),
    status,
    level,
    levelKnown: known,
    name,
    description: describedAs(annotations) ?? bareDescription(name, places.resourceName),
    links: linksOf(annotations, generatorURL, group),
    labels,
    annotations: shown,
    details: generatorURL ? { ...group, generatorURL } : group,
    test: false,
    ...rawFields(raw, { labels, annotations: shown }),
    ...omitAbsent({ severity, ...timesOf(read.data, status), ...places }),
  };
  return { alert, ...omitAbsent({ filter: filterOf(labels) }) };
}

function linksOf(
  annotations: Labels,
  generatorURL: string | undefined,
  { externalURL }: Group,
): readonly string[] {
  return httpLinks([
    labelOf(annotations, 'runbook_url'),
    labelOf(annotations, 'dashboard_url'),
    generatorURL,
    externalURL,
  ]);
}
