import { type AlarmLevel, type Labels, labelOf } from './alert.ts';

/** Level of an alert with an unknown severity: high enough to be noticed. */
const DEFAULT_LEVEL: AlarmLevel = 'Major';

/** Known severities by COC level. Zabbix's numbered severities appear here under their English names. */
const SEVERITIES: Readonly<Record<AlarmLevel, readonly string[]>> = {
  Critical: [
    'critical',
    'crit',
    'disaster',
    'emergency',
    'emerg',
    'fatal',
    'page',
    'p0',
    'p1',
    'sev0',
    'sev1',
  ],
  Major: ['major', 'error', 'err', 'high', 'p2', 'sev2'],
  Minor: ['minor', 'warning', 'warn', 'average', 'medium', 'ticket', 'p3', 'sev3'],
  Info: [
    'info',
    'information',
    'informational',
    'notice',
    'none',
    'ok',
    'debug',
    'low',
    'p4',
    'p5',
    'not classified',
  ],
};

const BUILT_IN: ReadonlyMap<string, AlarmLevel> = new Map(
  Object.entries(SEVERITIES).flatMap(([level, names]) =>
    names.map((name) => [name, level as AlarmLevel] as const),
  ),
);

/** The COC level of a severity. */
export interface Level {
  readonly level: AlarmLevel;
  /** False when the map does not know the severity; then `level` is the default, Major. */
  readonly known: boolean;
}

/** Looks up the level of a severity. Case and surrounding blanks do not matter. */
export type SeverityMap = (severity: string | undefined) => Level;

/** Makes a severity map: the built-in one, overridden and extended by `alarm.levels` of the configuration. */
export function severityMap(additions: Readonly<Record<string, AlarmLevel>>): SeverityMap {
  const levels = new Map(BUILT_IN);
  for (const [name, level] of Object.entries(additions)) levels.set(severityKey(name), level);
  return (severity) => {
    const level = severity === undefined ? undefined : levels.get(severityKey(severity));
    return level === undefined ? { level: DEFAULT_LEVEL, known: false } : { level, known: true };
  };
}

/** Form in which severities are compared: lower case, without surrounding blanks. */
export function severityKey(severity: string): string {
  return severity.trim().toLowerCase();
}

/**
 * Labels that carry a severity, best first, in any case. `sloth_severity` is the severity label of sloth's
 * alerts.
 */
const SEVERITY_LABELS = ['severity', 'sloth_severity', 'priority', 'level', 'severity_level'] as const;

/**
 * Finds the severity in labels: the best one that the map knows, otherwise the best one. With
 * `severity="pageteam"` and `sloth_severity="page"` it is `page`. Undefined when no label carries a severity.
 */
export function severityOf(labels: Labels, map: SeverityMap): string | undefined {
  const plain = labelOf(labels, 'severity');
  // Usual case: the first label has a known severity.
  if (plain !== undefined && map(plain).known) return plain;
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(labels)) {
    const key = name.toLowerCase();
    if (value.trim() !== '' && (key === name || !found.has(key))) found.set(key, value);
  }
  const candidates = SEVERITY_LABELS.flatMap((name) => found.get(name) ?? []);
  return candidates.find((severity) => map(severity).known) ?? candidates[0];
}
