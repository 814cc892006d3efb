import { type Json, type Labels, labelOf } from '../../alerts/alert.ts';
import { firstText } from '../../alerts/first-text.ts';
import { defaultDescription, labelledName, ownDescription } from '../labelled-texts.ts';
import { isJsonObject } from '../shape.ts';
import { unevaluatedReason } from './level.ts';
import type { GrafanaAlert, GrafanaGroup } from './payload.ts';

const MAX_VALUES = 20;

/**
 * Returns a name for people: the name of the rule, also for the alerts of a rule that Grafana could not
 * evaluate.
 */
export function grafanaName(labels: Labels, annotations: Labels): string {
  const reason = unevaluatedReason(labels);
  const rule = firstText(labelOf(labels, 'rulename'));
  return reason === undefined || rule === undefined
    ? labelledName(labels, annotations)
    : `${rule} (${reason})`;
}

/**
 * Makes the description: the alert's own one, otherwise Grafana's message about the whole group. It adds the
 * values, the error of a query, and Grafana's reason for the state, such as a missing series or a paused
 * rule: an alert that is resolved for such a reason has not recovered. Fixtures `no-data.json`,
 * `missing-series.json`.
 */
export function grafanaDescription(
  read: GrafanaAlert,
  group: GrafanaGroup,
  name: string,
  resourceName: string | undefined,
): string {
  const own = ownDescription(read.annotations);
  const text = own ?? firstText(group.message) ?? defaultDescription(name, resourceName);
  const values = valuesText(valuesOf(read));
  const reason = stateReasonOf(read.annotations);
  const error = firstText(labelOf(read.annotations, 'Error'));
  return [text, values && `(${values})`, error && `[${error}]`, reason && `[${reason}]`]
    .filter(Boolean)
    .join(' ');
}

/**
 * Returns the reason for a state change that is not a result of the rule: MissingSeries, NoData, Error,
 * Paused …
 * @see
 * https://grafana.com/docs/grafana/latest/alerting/fundamentals/alert-rule-evaluation/stale-alert-instances/,
 * read 2026-08
 */
export function stateReasonOf(annotations: Labels): string | undefined {
  return firstText(labelOf(annotations, 'grafana_state_reason'));
}

/**
 * Returns the values of the rule's expressions. A plain Alertmanager body has them as text in a technical
 * annotation.
 */
export function valuesOf(read: GrafanaAlert): Json | undefined {
  if (read.values !== undefined) return read.values;
  return firstText(labelOf(read.annotations, '__values__'));
}

function valuesText(values: Json | undefined): string | undefined {
  if (!isJsonObject(values)) return undefined;
  const texts = Object.entries(values).flatMap(([name, value]) =>
    typeof value === 'number' || typeof value === 'string' ? [`${name}=${value}`] : [],
  );
  return texts.slice(0, MAX_VALUES).join(', ') || undefined;
}
