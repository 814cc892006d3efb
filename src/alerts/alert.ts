/** The three kinds of monitoring system that the agent reads. */
export type SourceType = 'alertmanager' | 'grafana' | 'zabbix';

/** The source of the alerts that the agent raises itself. No configured source has this name. */
export const OWN_SOURCE = 'coc-alarm-agent';

/** Origin of an alert: a monitoring system, or the agent itself. */
export type AlertOrigin = SourceType | 'agent';

/** `firing`: the problem exists; `resolved`: it has ended. */
export type AlertStatus = 'firing' | 'resolved';

/**
 * COC `alarmId`: 1 to 255 letters and digits, the same for fire, repeat, update and resolve of one series.
 */
export type AlarmId = string & { readonly __brand: 'AlarmId' };

/** COC `alarmLevel`. */
export type AlarmLevel = 'Critical' | 'Major' | 'Minor' | 'Info';

export const ALARM_LEVELS: readonly AlarmLevel[] = ['Critical', 'Major', 'Minor', 'Info'];

/**
 * String values by name, as the monitoring systems send them. Names may be hostile: `__proto__` and
 * `constructor` are legal. So make labels with {@link labelsFrom} and read them with {@link labelOf}, never
 * by plain indexing.
 */
export type Labels = Readonly<Record<string, string>>;

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * One alert in the form that all sources share: one element of `alerts[]`, or one Zabbix event message.
 * Optional fields are absent rather than empty. Times are epoch ms UTC.
 */
export interface Alert {
  /** Configured name of the source, or {@link OWN_SOURCE}. */
  readonly source: string;
  readonly sourceType: AlertOrigin;
  /**
   * Native identity of the series within its source, such as Alertmanager's fingerprint or `e42` of a Zabbix
   * event.
   */
  readonly fingerprint: string;
  readonly alarmId: AlarmId;
  /** Alarm that the same problem is under, where the source was configured to identify alarms in another way. */
  readonly otherAlarmId?: AlarmId;
  /** Name that is part of the alarm id, where that is not the name of the source. */
  readonly openedBy?: string;
  readonly status: AlertStatus;
  readonly level: AlarmLevel;
  /** Severity as it was sent. The severity map turns it into `level`. */
  readonly severity?: string;
  /** False when `level` is only the default: there was no severity, or the severity map does not know it. */
  readonly levelKnown: boolean;
  /** Start of the problem, by the source's clock. */
  readonly startsAt?: number;
  /** End of the problem. Only a resolved alert has it. */
  readonly endsAt?: number;
  /**
   * Number of the problem within its series, in digits. A later problem has a greater one, and the number of a
   * problem that has ended never comes back. Absent for a source that does not number its problems.
   */
  readonly problem?: string;
  /**
   * Time at which the source made this message, epoch ms; in local time where nothing tells its zone. It orders the messages
   * about one problem; absent when the message does not tell it.
   */
  readonly saidAt?: number;
  /** Set for a message about a change of a problem, as opposed to the message that the problem exists. */
  readonly isUpdate?: true;
  /**
   * Reason, in words, why a resolved alert counts as over although the source did not say so. A later message
   * that it fires is then no straggler.
   */
  readonly assumed?: string;
  /** Sentence for the story about what this message says besides. */
  readonly note?: string;
  /** Name for people, never empty. */
  readonly name: string;
  /** The longest useful description from the source, never empty. */
  readonly description: string;
  readonly namespace?: string;
  readonly region?: string;
  /** Name of the application or service in the alert itself. It is not a COC application id. */
  readonly application?: string;
  readonly resourceName?: string;
  readonly resourceId?: string;
  /** Absolute http(s) links, best first, of any length. */
  readonly links: readonly string[];
  readonly labels: Labels;
  readonly annotations: Labels;
  /** Further fields of the source's message, for COC's `additional`. */
  readonly details: { readonly [key: string]: Json };
  /** True for a test message of the monitoring system. */
  readonly test: boolean;
  /** The alert as it arrived, without the fields that `rawWithout` names. `wholeAlert` restores it. */
  readonly raw: Json;
  /** Fields left out of `raw`, because this alert has them unchanged under the same names. */
  readonly rawWithout?: readonly ('labels' | 'annotations')[];
}

/** Makes labels that are safe whatever the names are. */
export function labelsFrom(entries: Iterable<readonly [string, string]>): Labels {
  const labels: Record<string, string> = Object.create(null);
  for (const [name, value] of entries) labels[name] = value;
  return labels;
}

/** Reads one label; undefined when there is none with this name. */
export function labelOf(labels: Labels, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}
