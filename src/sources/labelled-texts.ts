import type { FilterReason } from '../alerts/alarm.ts';
import { type Labels, labelOf } from '../alerts/alert.ts';
import { firstText, isVisible } from '../alerts/first-text.ts';
import { severityMap } from '../alerts/severity.ts';
import { isPrivateName } from './labelled-alert.ts';

/** Labels for each field, best first: the conventions of Prometheus, its mixins and Kubernetes. */
const NAMES = {
  namespace: ['namespace', 'job'],
  region: ['region'],
  application: ['app', 'application', 'service', 'team'],
  resourceName: ['instance', 'pod', 'node', 'host', 'container'],
  resourceId: ['resource_id', 'instance_id', 'uid'],
} as const;

/** Names of alerts that only prove that alerting works, with the filter reason. */
const FILTERED: ReadonlyMap<string, FilterReason> = new Map([
  ['Watchdog', 'heartbeat'],
  ['InfoInhibitor', 'info-inhibitor'],
]);

/**
 * Finds namespace, region, application and resource in labels; absent where no label fits. `more` names
 * further labels.
 */
export function placesOfLabels(
  labels: Labels,
  more: { readonly [K in keyof typeof NAMES]?: readonly string[] } = {},
) {
  const place = (name: keyof typeof NAMES): string | undefined =>
    firstLabel(labels, NAMES[name]) ?? firstLabel(labels, more[name] ?? []);
  return {
    namespace: place('namespace'),
    region: place('region'),
    application: place('application'),
    resourceName: place('resourceName'),
    resourceId: place('resourceId'),
  };
}

function firstLabel(labels: Labels, names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = labelOf(labels, name);
    if (text !== undefined && isVisible(text)) return text.trim();
  }
  return undefined;
}

/** Returns a name for people. It works without the label `alertname` too. */
export function labelledName(labels: Labels, annotations: Labels): string {
  const usual = firstText(labelOf(labels, 'alertname'), labelOf(annotations, 'summary'));
  if (usual !== undefined) return usual;
  const values = Object.entries(labels).flatMap(([name, value]) => (isPrivateName(name) ? [] : [value]));
  return firstText(...values) ?? 'unnamed alert';
}

/** Returns the description of an alert; undefined when it has none. `message` is an older name for it. */
export function ownDescription(annotations: Labels): string | undefined {
  return firstLabel(annotations, ['description', 'message', 'summary']);
}

/** Makes a description for an alert without one. */
export function defaultDescription(name: string, resourceName: string | undefined): string {
  return resourceName === undefined ? name : `${name} on ${resourceName}`;
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
