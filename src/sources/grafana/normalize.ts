import { makeAlarmId } from '../../alerts/alarm-id.ts';
import { type Alert, type AlertStatus, type Json, labelOf } from '../../alerts/alert.ts';
import { httpLinks, resolveLink } from '../../alerts/links.ts';
import { omitAbsent } from '../../alerts/omit-absent.ts';
import { rawFields } from '../../alerts/raw-alert.ts';
import { identityOf, labelledTimes, publicAnnotations, statusByEnd, unreadTimes } from '../labelled-alert.ts';
import { filterOf } from '../labelled-texts.ts';
import { placesOfLabels } from '../places.ts';
import { shapeReason } from '../shape-reason.ts';
import type { ReadAlert } from '../source-port.ts';
import { grafanaLevel, isTestAlert, type LevelRules } from './level.ts';
import { type GrafanaAlert, type GrafanaGroup, grafanaAlertSchema } from './payload.ts';
import { grafanaDescription, grafanaName, stateReasonOf, valueStringOf, valuesOf } from './texts.ts';

/** Context for reading one element. */
export interface GrafanaContext extends LevelRules {
  /** Name of the source. */
  readonly source: string;
  readonly group: GrafanaGroup;
  /** True when the message is about this alert alone. */
  readonly alone: boolean;
  /** Epoch ms. */
  readonly receivedAt: number;
}

/** Makes the alert of one element of unified alerting. */
export function normalizeGrafanaAlert(raw: Json, index: number, context: GrafanaContext): ReadAlert {
  const read = grafanaAlertSchema.safeParse(raw);
  if (!read.success) return { invalid: { index, reason: shapeReason(read.error, raw), raw } };
  const native = identityOf(read.data);
  if (native === undefined)
    return { invalid: { index, reason: 'has neither labels nor a fingerprint', raw } };
  const alert = alertOf(read.data, native, raw, context);
  return { alert, ...omitAbsent({ filter: filterOf(read.data.labels) }) };
}

function alertOf(read: GrafanaAlert, native: string, raw: Json, context: GrafanaContext): Alert {
  const { labels } = read;
  const annotations = publicAnnotations(read.annotations);
  const { source, group } = context;
  const orgId = orgIdOf(read, group);
  const fingerprint = orgId === undefined ? native : `${orgId}:${native}`;
  const status: AlertStatus = read.status ?? statusByEnd(read, context.receivedAt);
  const name = grafanaName(labels, read.annotations);
  const places = placesOfLabels(labels);
  return {
    source,
    sourceType: 'grafana',
    fingerprint,
    alarmId: makeAlarmId('gf', source, fingerprint),
    status,
    ...grafanaLevel(labels, annotations, context),
    name,
    description: grafanaDescription(read, context.alone ? group.message : undefined, {
      name,
      resourceName: places.resourceName,
    }),
    links: linksOf(read, group),
    labels,
    annotations,
    details: detailsOf(read, group, orgId),
    test: isTestAlert(labels),
    ...rawFields(raw, { labels, annotations }),
    ...omitAbsent({ ...labelledTimes(read, status), ...places }),
  };
}

/**
 * Finds the organization. It is part of the identity, as two organizations of one Grafana can have equal
 * alerts.
 */
function orgIdOf(read: GrafanaAlert, group: GrafanaGroup): string | undefined {
  return group.orgId ?? read.orgId ?? labelOf(read.annotations, '__orgId__');
}

function linksOf(read: GrafanaAlert, { externalURL }: GrafanaGroup): readonly string[] {
  const links = [read.panelURL, read.dashboardURL, read.generatorURL];
  return httpLinks([...links.map((link) => resolveLink(link, externalURL)), externalURL]);
}

function detailsOf(read: GrafanaAlert, group: GrafanaGroup, orgId: string | undefined) {
  return omitAbsent({
    orgId,
    receiver: group.receiver,
    groupKey: group.groupKey,
    externalURL: group.externalURL,
    appVersion: group.appVersion,
    truncatedAlerts: group.truncatedAlerts || undefined,
    generatorURL: read.generatorURL || undefined,
    silenceURL: read.silenceURL || undefined,
    imageURL: read.imageURL || undefined,
    ruleUID: read.ruleUID ?? labelOf(read.labels, '__alert_rule_uid__'),
    values: valuesOf(read),
    valueString: valueStringOf(read),
    stateReason: stateReasonOf(read.annotations),
    unreadTimes: unreadTimes(read),
  });
}
