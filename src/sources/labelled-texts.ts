import type { FilterReason } from '../alerts/alarm.ts';
import { type Labels, labelOf } from '../alerts/alert.ts';
import { firstText } from '../alerts/first-text.ts';
import { severityMap } from '../alerts/severity.ts';
import { isPrivateName } from './labelled-alert.ts';
import { labelText } from './places.ts';

/** Names of alerts that only prove that alerting works, with the filter reason. */
const FILTERED: ReadonlyMap<string, FilterReason> = new Map([
  ['Watchdog', 'heartbeat'],
  ['InfoInhibitor', 'info-inhibitor'],
]);

/** Returns a name for people. It works without the label `alertname` too. */
export function labelledName(labels: Labels, annotations: Labels): string {
  const usual = firstText(labelOf(labels, 'alertname'), labelOf(annotations, 'summary'));
  if (usual !== undefined) return usual;
  const values = Object.entries(labels).flatMap(([name, value]) => (isPrivateName(name) ? [] : [value]));
  return firstText(...values) ?? 'unnamed alert';
}

const DESCRIPTION = ['description', 'message', 'summary'];

/** Returns the description of an alert; undefined when it has none. `message` is an older name for it. */
export function ownDescription(annotations: Labels): string | undefined {
  return labelText(annotations, DESCRIPTION);
}

/** Makes a description for an alert without one. */
export function defaultDescription(name: string, resourceName: string | undefined): string {
  return resourceName === undefined || resourceName === name ? name : `${name} on ${resourceName}`;
}

const builtInLevels = severityMap({});

/**
 * Returns the reason for only recording an alert. The Watchdog of kube-prometheus always fires, so that its
 * absence is noticed; its InfoInhibitor only exists to inhibit others. With a severity above Info they are
 * treated as normal alerts.
 * @see https://runbooks.prometheus-operator.dev/runbooks/general/watchdog/, read 2026-08
 */
export function filterOf(labels: Labels): FilterReason | undefined {
  const reason = FILTERED.get(labelOf(labels, 'alertname') ?? '');
  const severity = labelOf(labels, 'severity') ?? '';
  return severity.trim() === '' || builtInLevels(severity).level === 'Info' ? reason : undefined;
}
