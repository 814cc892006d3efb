import { type AlarmLevel, type Labels, labelOf } from '../../alerts/alert.ts';
import { findSeverity } from '../../alerts/find-severity.ts';
import { omitAbsent } from '../../alerts/omit-absent.ts';
import type { SeverityMap } from '../../alerts/severity.ts';

/** Settings for the level of a Grafana alert. */
export interface LevelRules {
  readonly severities: SeverityMap;
  /** Level of "no data" and "query error" alerts without a known severity. */
  readonly noDataLevel: AlarmLevel;
}

/**
 * Names of the alerts that Grafana makes when it cannot evaluate a rule, and the words to add to the rule's
 * name.
 */
const UNEVALUATED: ReadonlyMap<string, string> = new Map([
  ['DatasourceNoData', 'no data'],
  ['DatasourceError', 'query error'],
]);

/**
 * Returns the reason why Grafana could not evaluate the rule, for people; undefined for an ordinary alert.
 * @see
 * https://grafana.com/docs/grafana/latest/alerting/fundamentals/alert-rule-evaluation/stale-alert-instances/
 * and "No data and error states"; https://github.com/grafana/grafana pkg/services/ngalert/state/compat.go,
 * read 2026-08
 */
export function unevaluatedReason(labels: Labels): string | undefined {
  return UNEVALUATED.get(labelOf(labels, 'alertname') ?? '');
}

/** True for the alert of the Test button; fixture `test-button.json`. It fires and never resolves. */
export function isTestAlert(labels: Labels): boolean {
  return labelOf(labels, 'alertname') === 'TestAlert' && labelOf(labels, 'instance') === 'Grafana';
}

/** Finds level and severity in the rule's labels and annotations. The level of a test is Info. */
export function grafanaLevel(labels: Labels, annotations: Labels, { severities, noDataLevel }: LevelRules) {
  const { severity, level, known } = findSeverity(labels, annotations, severities);
  const sent = omitAbsent({ severity });
  if (isTestAlert(labels)) return { level: 'Info' as const, levelKnown: true, ...sent };
  const chosen = !known && unevaluatedReason(labels) !== undefined ? noDataLevel : level;
  return { level: chosen, levelKnown: known, ...sent };
}
