import { type Alert, type Json, type Labels, labelOf } from '../../alerts/alert.ts';
import { firstText } from '../../alerts/first-text.ts';
import { defaultDescription, labelledName, ownDescription } from '../labelled-texts.ts';
import { isJsonObject } from '../shape.ts';
import { unevaluatedReason } from './level.ts';
import type { GrafanaAlert } from './payload.ts';

const MAX_VALUES = 20;
const MAX_WRITTEN_LENGTH = 8_192;

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
 * Makes the description: the alert's own one, otherwise Grafana's message about the whole group if the group has no
 * other alert. It adds the values, the error of a query, and Grafana's reason for the state, such as a missing series
 * or a paused rule: an alert that is resolved for such a reason has not recovered. Fixtures `no-data.json`,
 * `missing-series.json`.
 * @param message the message about the alert; undefined when it is about others too
 */
export function grafanaDescription(
  read: GrafanaAlert,
  message: string | undefined,
  { name, resourceName }: Pick<Alert, 'name'> & { readonly resourceName: string | undefined },
): string {
  const own = ownDescription(read.annotations);
  const text = own ?? firstText(message) ?? defaultDescription(name, resourceName);
  const values = valuesText(valuesOf(read)) ?? writtenValues(valueStringOf(read));
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

/** Returns the values as Grafana writes them: `[ var='A' labels={instance=web-1} value=22 ]`. */
export function valueStringOf(read: GrafanaAlert): string | undefined {
  return firstText(read.valueString, labelOf(read.annotations, '__value_string__'));
}

/** One value of a value string. Grafana 8 names the metric, later versions the variable. */
const WRITTEN =
  /\[ (?:var|metric)='([^']{0,200})' labels=\{[^[\]]*?\}(?: type='[^']*')? value=([^ \]]{1,50}) \]/g;

function writtenValues(text: string | undefined): string | undefined {
  const values: string[] = [];
  for (const [, name, value] of (text ?? '').slice(0, MAX_WRITTEN_LENGTH).matchAll(WRITTEN)) {
    if (values.length < MAX_VALUES) values.push(`${name}=${value}`);
  }
  return values.join(', ') || undefined;
}

function valuesText(values: Json | undefined): string | undefined {
  if (!isJsonObject(values)) return undefined;
  const texts = Object.entries(values).flatMap(([name, value]) =>
    typeof value === 'number' || typeof value === 'string' ? [`${name}=${value}`] : [],
  );
  return texts.slice(0, MAX_VALUES).join(', ') || undefined;
}
