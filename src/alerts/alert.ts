/** The three kinds of monitoring system that we read. */
export type SourceType = 'alertmanager' | 'grafana' | 'zabbix';

/** The source of the alerts that the agent raises itself. No configured source has this name. */
export const OWN_SOURCE = 'coc-alarm-agent';

/** Whose word an alert is: a monitoring system's, or the agent's own. */
export type AlertOrigin = SourceType | 'agent';

/** `firing`: the problem is there; `resolved`: it is over. */
export type AlertStatus = 'firing' | 'resolved';

/** COC `alarmId`: 1 to 255 letters and digits, the same for fire, repeat, update and resolve of one series. */
export type AlarmId = string & { readonly __brand: 'AlarmId' };

/** COC `alarmLevel`. */
export type AlarmLevel = 'Critical' | 'Major' | 'Minor' | 'Info';

export const ALARM_LEVELS: readonly AlarmLevel[] = ['Critical', 'Major', 'Minor', 'Info'];

/**
 * String values by name, as the monitoring systems send them. Names are hostile: `__proto__` and `constructor` are legal,
 * so make one with {@link labelsFrom} and read it with {@link labelOf}, never by plain indexing.
 */
export type Labels = Readonly<Record<string, string>>;

/** JSON as it comes off the wire. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * What a monitoring system says about one series: one element of `alerts[]`, or one Zabbix event message, in the terms
 * that all sources share. Everything optional is absent rather than empty. Times are epoch ms UTC.
 */
export interface Alert {
  /** The configured name of the source, or {@link OWN_SOURCE}. */
  readonly source: string;
  readonly sourceType: AlertOrigin;
  /** Native identity of the series within its source, such as Alertmanager's fingerprint or `e42` of a Zabbix event. */
  readonly fingerprint: string;
  readonly alarmId: AlarmId;
  readonly status: AlertStatus;
  readonly level: AlarmLevel;
  /** The severity as it was sent; `level` is what the severity map makes of it. */
  readonly severity?: string;
  /** False when the severity map did not know `severity` (or there was none), so that `level` is the default. */
  readonly levelKnown: boolean;
  /** When the problem began, by the source's clock. */
  readonly startsAt?: number;
  /** When it ended; only of a resolved alert. */
  readonly endsAt?: number;
  /** A name for people, never empty. */
  readonly name: string;
  /** The longest useful description that the source gave; never empty. */
  readonly description: string;
  readonly namespace?: string;
  readonly region?: string;
  /** What the alert itself calls its application or service (a name, not yet a COC application id). */
  readonly application?: string;
  readonly resourceName?: string;
  readonly resourceId?: string;
  /** Absolute http(s) links, best first, of any length. */
  readonly links: readonly string[];
  readonly labels: Labels;
  readonly annotations: Labels;
  /** What else is worth keeping of this source's message: goes into COC's `additional`. */
  readonly details: { readonly [key: string]: Json };
  /** True for the test messages of the systems. */
  readonly test: boolean;
  /** The alert as it arrived, without what `rawWithout` names; `wholeAlert` puts it together. */
  readonly raw: Json;
  /** What of the arrived alert stands only in this one's fields of the same names, unchanged. */
  readonly rawWithout?: readonly ('labels' | 'annotations')[];
}

/** Makes Labels that no label name can harm. */
export function labelsFrom(entries: Iterable<readonly [string, string]>): Labels {
  const labels: Record<string, string> = Object.create(null);
  for (const [name, value] of entries) labels[name] = value;
  return labels;
}

/** Reads one label; undefined when there is none of that name. */
export function labelOf(labels: Labels, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}
