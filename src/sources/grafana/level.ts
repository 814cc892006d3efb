import { type AlarmLevel, type Labels, labelOf } from '../../alerts/alert.ts';
import { omitAbsent } from '../../alerts/omit-absent.ts';
import { type SeverityMap, severityOf } from '../../alerts/severity.ts';

/** What the level of a Grafana alert depends on. */
export interface LevelRules {
  readonly severities: SeverityMap;
  /** For "no data" and "query error" alerts without a known severity. */
  readonly noDataLevel: AlarmLevel;
}

/** What Grafana calls the alerts that it makes when a rule cannot be evaluated, and what we add to the rule's name. */
const UNEVALUATED: ReadonlyMap<string, string> = new Map([
  ['DatasourceNoData', 'no data'],
  ['DatasourceError', 'query error'],
]);

/**
 * Why a rule could not be evaluated, in words for people; undefined for an ordinary alert.
 * @see https://grafana.com/docs/grafana/latest/alerting/fundamentals/alert-rule-evaluation/stale-alert-instances/ and
 * "No data and error states"; https://github.com/grafana/grafana pkg/services/ngalert/state/compat.go, read 2026-08
 */
export function unevaluatedReason(labels: Labels): string | undefined {
  return UNEVALUATED.get(labelOf(labels, 'alertname') ?? '');
}

/** The alert of the Test button; fixture `test-button.json`. It fires and never resolves. */
export function isTestAlert(labels: Labels): boolean {
  return labelOf(labels, 'alertname') === 'TestAlert' && labelOf(labels, 'instance') === 'Grafana';
}

/** Level and severity: those of the rule's labels, but Info for a test. */
export function grafanaLevel(labels: Labels, { severities, noDataLevel }: LevelRules) {
  const severity = severityOf(labels, severities);
  const { level, known } = severities(severity);
  const sent = omitAbsent({ severity });
  if (isTestAlert(labels)) return { level: 'Info' as const, levelKnown: true, ...sent };
  const chosen = !known && unevaluatedReason(labels) !== undefined ? noDataLevel : level;
  return { level: chosen, levelKnown: known, ...sent };
}
