import { type Labels, labelOf } from '../alerts/alert.ts';
import { isVisible } from '../alerts/first-text.ts';
import {
  APPLICATION,
  CLUSTER_NAMESPACE,
  CLUSTER_SCOPED,
  LAST_NAMESPACE,
  LAST_RESOURCE,
  NAMESPACE,
  OF_A_MACHINE,
  OTHERS_NAMESPACE,
  PLAIN_RESOURCE,
  type PlaceLabel,
  PORTS_OF_A_MACHINE,
  REGION,
  RESOURCE_ID,
  TARGET_NAMES,
  TARGET_PLACES,
  TARGET_RESOURCE,
} from './place-labels.ts';
import { OTHER_REPORTER, REPORTERS, type Reporter } from './reporters.ts';

/** Matches when any reporter does. Nearly no alert needs more than this one test. */
const ANY_REPORTER = new RegExp(REPORTERS.map(({ pattern }) => pattern.source).join('|'), 'im');
const REPORTER_OF_PORT: ReadonlyMap<string, Reporter> = new Map(
  REPORTERS.flatMap((reporter) => (reporter.ownPorts ? reporter.ports : []).map((port) => [port, reporter])),
);
/** An address with a port, not a URL. */
const ADDRESS = /^(?:[\w.-]+|\[[\da-f:.%]+\]):(\d{1,5})$/i;
/** The machine of the reporter, whichever that is, and an address on which a program only listens. */
const LOCAL = /^(?:(?:[a-z][\w+.-]*:\/\/)?(?:localhost|127\.|\[?::1|(?:0\.0\.0\.0|\[::\]|\*)?:\d)|unix:|\/)/i;
/** Labels with an address, which may be that of the reporter. */
const ADDRESSES: ReadonlySet<string> = new Set(['instance', 'server', 'target', 'addr']);
/** Words in the names of reporters that are not in those of the machines they ask. */
const EXPORTER = /exporter|gateway/i;
/** Names of ports in the label `endpoint`, where it is of the target. */
const PORT_NAME = /^(?:https?|tcp|web|metrics|telemetry)(?:$|-)|-metrics$/;
/**
 * The end of a pod's name behind that of its workload, as a Deployment, a StatefulSet or a DaemonSet makes it. Kubernetes
 * draws no vowels, so that a word is none of its own: `snmp-exporter-6b7-x2k5z` belongs to `snmp-exporter`.
 */
const POD_ENDING = /^(?:(?:-[a-z\d]+){0,2}|-(?:exporter|collector)(?:-[b-df-hj-np-tv-z\d]+){2})$/;
/** Names are compared up to this length. */
const MAX_NAME_LENGTH = 255;

/** Places of an alert; each is absent when no label fits. */
export interface Places {
  readonly namespace: string | undefined;
  readonly region: string | undefined;
  readonly application: string | undefined;
  readonly resourceName: string | undefined;
  readonly resourceId: string | undefined;
}

/**
 * Finds namespace, region, application and resource in labels. Of an alert from a target that reports for
 * others, resource and namespace are those of the others.
 */
export function placesOfLabels(labels: Labels): Places {
  const reporter = reporterOf(labels);
  const resource = resourceOf(labels, reporter);
  return {
    namespace: namespaceOf(labels, reporter, resource?.label),
    region: labelText(labels, REGION),
    application: labelText(labels, APPLICATION),
    resourceName: resource?.text,
    resourceId: labelText(labels, RESOURCE_ID),
  };
}

/** Returns the text of the best label that a person can see. */
export function labelText(labels: Labels, names: readonly PlaceLabel[]): string | undefined {
  return find(labels, names)?.text;
}

interface Found {
  readonly label: string;
  readonly text: string;
}

/** Finds the best label. It walks over the labels, of which there are fewer than names. */
function find(
  labels: Labels,
  names: readonly PlaceLabel[],
  skip: (found: Found) => boolean = () => false,
): Found | undefined {
  const ranks = ranksOf(names);
  let best: Found | undefined;
  let bestRank = names.length;
  for (const written in labels) {
    const label = written.includes('.') ? written.replaceAll('.', '_') : written;
    const place = ranks.get(label);
    if (place === undefined) continue;
    // The name with dots comes just behind the one without.
    const rank = label === written ? place : place + 0.5;
    if (rank >= bestRank) continue;
    const text = labels[written] ?? '';
    if (!isVisible(text) || !counts(names[place], labels)) continue;
    const found = { label, text: text.trim() };
    if (!skip(found)) [best, bestRank] = [found, rank];
  }
  return best;
}

/** True for a label without a condition, or with one that these labels meet. */
function counts(name: PlaceLabel | undefined, labels: Labels): boolean {
  if (typeof name !== 'object') return true;
  return [name.beside].flat().some((beside) => labelOf(labels, beside) !== undefined);
}

const ranksByNames = new WeakMap<readonly PlaceLabel[], ReadonlyMap<string, number>>();

/** Returns the place of each label in a list. Of two equal ones the first counts. */
function ranksOf(names: readonly PlaceLabel[]): ReadonlyMap<string, number> {
  const known = ranksByNames.get(names);
  if (known) return known;
  const ranks = new Map<string, number>();
  names.forEach((name, rank) => {
    const label = typeof name === 'string' ? name : name.label;
    if (!ranks.has(label)) ranks.set(label, rank);
  });
  ranksByNames.set(names, ranks);
  return ranks;
}

/** Recognises the target by its names, else by its port, else by its pod. */
function reporterOf(labels: Labels): Reporter | undefined {
  return (
    knownReporter(labels) ??
    (labelOf(labels, 'exported_namespace') === undefined ? undefined : OTHER_REPORTER)
  );
}

function knownReporter(labels: Labels): Reporter | undefined {
  const port = portOf(labelOf(labels, 'instance') ?? '') ?? '';
  if (PORTS_OF_A_MACHINE.has(port)) return undefined;
  const ofPort = REPORTER_OF_PORT.get(port);
  const names = textsOf(labels, TARGET_NAMES);
  const places = textsOf(labels, TARGET_PLACES);
  if (!ANY_REPORTER.test(`${names.join('\n')}\n${places.join('\n')}`)) return ofPort;
  const found = named(names) ?? ofPort;
  if (found || OF_A_MACHINE.test(labelOf(labels, 'job') ?? '')) return found;
  const byPlace = named(places);
  return byPlace?.isUnknownByPod ? undefined : byPlace;
}

function textsOf(labels: Labels, names: readonly string[]): readonly string[] {
  const texts: string[] = [];
  for (const name of names) {
    const text = labelOf(labels, name);
    if (text !== undefined) texts.push(text.slice(0, MAX_NAME_LENGTH));
  }
  return texts;
}

function named(texts: readonly string[]): Reporter | undefined {
  return REPORTERS.find(({ pattern }) => texts.some((text) => pattern.test(text)));
}

function resourceOf(labels: Labels, reporter: Reporter | undefined): Found | undefined {
  return (
    find(labels, reporter?.resource ?? PLAIN_RESOURCE, (found) => isReporter(found, labels, reporter)) ??
    find(labels, reporter?.lastResort ?? TARGET_RESOURCE) ??
    find(labels, LAST_RESOURCE)
  );
}

/** True for a name of the reporter itself, which is not what is ill. */
function isReporter({ label, text }: Found, labels: Labels, reporter: Reporter | undefined): boolean {
  if (ADDRESSES.has(label)) return LOCAL.test(text) || isReportersAddress(text, reporter);
  if (reporter === undefined) return false;
  switch (label) {
    case 'pod':
      return isReportersPod(text, labels, reporter);
    case 'job':
    case 'service':
      return reporter.pattern.test(text.slice(0, MAX_NAME_LENGTH));
    case 'endpoint':
      return PORT_NAME.test(text);
    default:
      return false;
  }
}

/** True for the pod in which the reporter runs, not for one of which it tells and whose name only begins alike. */
function isReportersPod(pod: string, labels: Labels, { pattern, hasNoPod }: Reporter): boolean {
  if (hasNoPod) return false;
  const service = labelOf(labels, 'service');
  if (service && pod.startsWith(`${service}-`)) return true;
  const name = pod.slice(0, MAX_NAME_LENGTH);
  const found = pattern.exec(name);
  return found !== null && POD_ENDING.test(name.slice(found.index + found[0].length));
}

function isReportersAddress(text: string, reporter: Reporter | undefined): boolean {
  const port = portOf(text);
  if (reporter === undefined || port === undefined) return false;
  return reporter.ports.includes(port) || (EXPORTER.test(text) && reporter.pattern.test(text));
}

function namespaceOf(labels: Labels, reporter: Reporter | undefined, resource: string | undefined) {
  const names = namespaceLabels(labels, reporter, resource);
  const isReportersOwn = names === OTHERS_NAMESPACE;
  const skip = ({ label, text }: Found) => label === 'job' && isReportersJob(text, reporter, isReportersOwn);
  return labelText(labels, names) ?? find(labels, LAST_NAMESPACE, skip)?.text;
}

function namespaceLabels(labels: Labels, reporter: Reporter | undefined, resource: string | undefined) {
  if (reporter === undefined) return NAMESPACE;
  if (reporter.scope === 'cluster')
    return resource !== undefined && CLUSTER_SCOPED.has(resource) ? CLUSTER_NAMESPACE : NAMESPACE;
  if (reporter.isPart) return NAMESPACE;
  const pod = labelOf(labels, 'pod');
  const isOfReporter = resource !== 'pod' && !!pod && isReportersPod(pod, labels, reporter);
  return isOfReporter ? OTHERS_NAMESPACE : NAMESPACE;
}

/** True when the label `job` only says who reports. Without a namespace, the job of a single target says where it is. */
function isReportersJob(job: string, reporter: Reporter | undefined, hasOwnNamespace: boolean): boolean {
  if (reporter === undefined || (reporter.scope === 'one' && !hasOwnNamespace)) return false;
  return reporter.scope === 'cluster' || reporter.pattern.test(job.slice(0, MAX_NAME_LENGTH));
}

function portOf(address: string): string | undefined {
  return address.length > MAX_NAME_LENGTH ? undefined : ADDRESS.exec(address)?.[1];
}
