import { makeAlarmId } from '../../alerts/alarm-id.ts';
import { type Json, type Labels, labelOf } from '../../alerts/alert.ts';
import { findSeverity } from '../../alerts/find-severity.ts';
import { httpLinks } from '../../alerts/links.ts';
import { omitAbsent } from '../../alerts/omit-absent.ts';
import { rawFields } from '../../alerts/raw-alert.ts';
import type { SeverityMap } from '../../alerts/severity.ts';
import { identityOf, labelledTimes, publicAnnotations, unreadTimes } from '../labelled-alert.ts';
import { defaultDescription, filterOf, labelledName, ownDescription } from '../labelled-texts.ts';
import { placesOfLabels } from '../places.ts';
import { shapeReason } from '../shape-reason.ts';
import type { ReadAlert } from '../source-port.ts';
import { type AlertmanagerGroup, alertmanagerAlertSchema } from './payload.ts';

/** Context for reading one element. */
export interface AlertmanagerContext {
  /** Name of the source. */
  readonly source: string;
  readonly severities: SeverityMap;
  readonly group: AlertmanagerGroup;
}

/**
 * Makes the alert of one element of `alerts`. Its times come from Alertmanager only; year 1 counts as no
 * time.
 */
export function normalizeAlertmanagerAlert(
  raw: Json,
  index: number,
  context: AlertmanagerContext,
): ReadAlert {
  const read = alertmanagerAlertSchema.safeParse(raw);
  if (!read.success) return { invalid: { index, reason: shapeReason(read.error, raw), raw } };
  const { labels, annotations, status, generatorURL } = read.data;
  const fingerprint = identityOf(read.data);
  if (fingerprint === undefined)
    return { invalid: { index, reason: 'has neither labels nor a fingerprint', raw } };
  const { source, severities, group } = context;
  const { severity, level, known } = findSeverity(labels, annotations, severities);
  const places = placesOfLabels(labels);
  const name = labelledName(labels, annotations);
  const shown = publicAnnotations(annotations);
  const alert = {
    source,
    sourceType: 'alertmanager' as const,
    fingerprint,
    alarmId: makeAlarmId('am', source, fingerprint),
    status,
    level,
    levelKnown: known,
    name,
    description: ownDescription(annotations) ?? defaultDescription(name, places.resourceName),
    links: linksOf(annotations, generatorURL, group),
    labels,
    annotations: shown,
    details: {
      ...group,
      ...omitAbsent({ generatorURL: generatorURL || undefined, unreadTimes: unreadTimes(read.data) }),
    },
    test: false,
    ...rawFields(raw, { labels, annotations: shown }),
    ...omitAbsent({ severity, ...labelledTimes(read.data, status), ...places }),
  };
  return { alert, ...omitAbsent({ filter: filterOf(labels) }) };
}

function linksOf(
  annotations: Labels,
  generatorURL: string | undefined,
  { externalURL }: AlertmanagerGroup,
): readonly string[] {
  return httpLinks([
    labelOf(annotations, 'runbook_url'),
    labelOf(annotations, 'dashboard_url'),
    generatorURL,
    externalURL,
  ]);
}
