import { z } from 'zod';
import { makeAlarmId } from '../../alerts/alarm-id.ts';
import {
  type Alert,
  type AlertStatus,
  type Json,
  type Labels,
  labelOf,
  labelsFrom,
} from '../../alerts/alert.ts';
import { firstText } from '../../alerts/first-text.ts';
import { httpLinks } from '../../alerts/links.ts';
import { omitAbsent } from '../../alerts/omit-absent.ts';
import { payloadError } from '../payload-error.ts';
import { placesOfLabels } from '../places.ts';
import { labelMap, optionalId, optionalJson, optionalText } from '../shape.ts';
import { shapeReason } from '../shape-reason.ts';
import type { ReadAlert } from '../source-port.ts';
import { grafanaLevel, type LevelRules } from './level.ts';

/**
 * Schema of a body of Grafana's legacy alerting, 4 to 10: one rule, no times, no fingerprint.
 * @see https://grafana.com/docs/grafana/v8.0/alerting/old-alerting/notifications/ "Webhook", read 2026-08;
 * fixtures `legacy-alerting.json`, `legacy-no-data.json`, `legacy-test-button.json`
 */
const legacySchema = z.object({
  state: z.enum(['ok', 'paused', 'alerting', 'pending', 'no_data', 'unknown']),
  /** In test messages a random int64. */
  ruleId: z.union([z.number().transform(String), z.string().min(1)]),
  orgId: optionalId,
  dashboardId: optionalId,
  panelId: optionalId,
  ruleName: optionalText,
  title: optionalText,
  message: optionalText,
  ruleUrl: optionalText,
  /** Used by 4.x, like `image_url`. */
  rule_url: optionalText,
  imageUrl: optionalText,
  image_url: optionalText,
  /** Empty when the rule fires because there is no data. */
  evalMatches: z
    .array(z.object({ metric: optionalText, value: optionalJson, tags: optionalJson }))
    .nullish()
    .catch(undefined),
  tags: labelMap.catch(() => labelsFrom([])),
});

type Legacy = z.output<typeof legacySchema>;

/** Alert status for each state of a rule. Alerts of paused, pending and unknown rules are only recorded. */
const STATUSES: Readonly<Record<Legacy['state'], AlertStatus>> = {
  alerting: 'firing',
  no_data: 'firing',
  pending: 'firing',
  ok: 'resolved',
  paused: 'resolved',
  unknown: 'resolved',
};
const UNSENT: readonly Legacy['state'][] = ['paused', 'pending', 'unknown'];

/**
 * Reads a legacy body, which is one alert.
 * @throws {PayloadError} when it has no rule id, or an unknown state
 */
export function readLegacy(raw: Json, context: LevelRules & { readonly source: string }): ReadAlert {
  const read = legacySchema.safeParse(raw);
  if (!read.success)
    throw payloadError(`not a body of Grafana's legacy alerting: ${shapeReason(read.error, raw)}`);
  const alert = alertOf(read.data, raw, context);
  return UNSENT.includes(read.data.state) ? { alert, filter: 'paused' } : { alert };
}

function alertOf(read: Legacy, raw: Json, context: LevelRules & { readonly source: string }): Alert {
  const { orgId, ruleId, state, tags } = read;
  const fingerprint = orgId === undefined ? ruleId : `${orgId}:${ruleId}`;
  const rule = firstText(read.ruleName, read.title) ?? `rule ${ruleId}`;
  const labels = labelOf(tags, 'alertname') === undefined ? withName(tags, rule) : tags;
  const metric = firstText(read.evalMatches?.[0]?.metric);
  const places = placesOfLabels(tags);
  return {
    source: context.source,
    sourceType: 'grafana',
    fingerprint,
    alarmId: makeAlarmId('gfl', context.source, fingerprint),
    status: STATUSES[state],
    name: state === 'no_data' ? `${rule} (no data)` : rule,
    description: descriptionOf(read) ?? rule,
    links: httpLinks([read.ruleUrl, read.rule_url]),
    labels,
    annotations: labelsFrom([]),
    details: detailsOf(read),
    raw,
    ...levelOf(read, context),
    ...omitAbsent({ ...places, resourceName: metric ?? places.resourceName, resourceId: read.panelId }),
  };
}

/** Adds the rule's name as the label `alertname`, so that the same matchers fit as for other alerts. */
function withName(tags: Labels, rule: string): Labels {
  return labelsFrom([...Object.entries(tags), ['alertname', rule]]);
}

/** Finds the level in the tags. "No data" has its own default, and a message of the Test button is Info. */
function levelOf(read: Legacy, rules: LevelRules) {
  if (read.ruleName === 'Test notification') return { level: 'Info' as const, levelKnown: true, test: true };
  const { level, levelKnown, ...severity } = grafanaLevel(read.tags, labelsFrom([]), rules);
  const chosen = read.state === 'no_data' && !levelKnown ? rules.noDataLevel : level;
  return { level: chosen, levelKnown, test: false, ...severity };
}

function descriptionOf({ message, title, evalMatches }: Legacy): string | undefined {
  const values = (evalMatches ?? []).flatMap(({ metric, value }) =>
    metric !== undefined && (typeof value === 'number' || typeof value === 'string')
      ? [`${metric}=${value}`]
      : [],
  );
  const text = firstText(message, title);
  return text === undefined || values.length === 0 ? text : `${text} (${values.slice(0, 20).join(', ')})`;
}

function detailsOf(read: Legacy): Alert['details'] {
  return omitAbsent({
    state: read.state,
    ruleId: read.ruleId,
    orgId: read.orgId,
    dashboardId: read.dashboardId,
    panelId: read.panelId,
    title: read.title,
    imageUrl: read.imageUrl ?? read.image_url,
    evalMatches: read.evalMatches?.map((match) => omitAbsent(match)),
  });
}
