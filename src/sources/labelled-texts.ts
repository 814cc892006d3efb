import type { FilterReason } from '../alerts/alarm.ts';
import { type Labels, labelOf } from '../alerts/alert.ts';
import { firstText, isVisible } from '../alerts/first-text.ts';
import { severityMap } from '../alerts/severity.ts';
import { isPrivateName } from './labelled-alert.ts';

/** The labels that name each thing, best first: the conventions of Prometheus, its mixins and Kubernetes. */
const NAMES = {
  namespace: ['namespace', 'job'],
  region: ['region'],
  application: ['app', 'application', 'service', 'team'],
  resourceName: ['instance', 'pod', 'node', 'host', 'container'],
  resourceId: ['resource_id', 'instance_id', 'uid'],
} as const;

/** Alerts that only prove that alerting works, by name, with the reason to filter them. */
const FILTERED: ReadonlyMap<string, FilterReason> = new Map([
  ['Watchdog', 'heartbeat'],
  ['InfoInhibitor', 'info-inhibitor'],
]);

/** What labels say about where an alert belongs; absent where they say nothing. `more` are further labels, last. */
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

/** A name for people, also where `alertname` is missing, as it may be. */
export function labelledName(labels: Labels, annotations: Labels): string {
  const usual = firstText(labelOf(labels, 'alertname'), labelOf(annotations, 'summary'));
  if (usual !== undefined) return usual;
  const values = Object.entries(labels).flatMap(([name, value]) => (isPrivateName(name) ? [] : [value]));
  return firstText(...values) ?? 'unnamed alert';
}

/** The description that the alert brings; undefined when it brings none. `message` is the older word for it. */
export function describedAs(annotations: Labels): string | undefined {
  return firstLabel(annotations, ['description', 'message', 'summary']);
}

/** The description of an alert that brings none. */
export function bareDescription(name: string, resourceName: string | undefined): string {
  return resourceName === undefined ? name : `${name} on ${resourceName}`;
}

const builtInLevels = severityMap({});

/**
 * Why an alert is only recorded: kube-prometheus's Watchdog fires for ever, so that its absence is noticed, and its
 * InfoInhibitor exists only to inhibit others. One that somebody gave a severity above Info is meant to be seen.
 * @see https://runbooks.prometheus-operator.dev/runbooks/general/watchdog/, read 2026-08
 */
export function filterOf(labels: Labels): FilterReason | undefined {
  const reason = FILTERED.get(labelOf(labels, 'alertname') ?? '');
  const severity = labelOf(labels, 'severity') ?? '';
  return severity.trim() === '' || builtInLevels(severity).level === 'Info' ? reason : undefined;
}
