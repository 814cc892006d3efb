import { type AlarmLevel, type Labels, labelOf } from './alert.ts';

/** What becomes of an alert whose severity nobody knows: loud enough to be seen. */
const DEFAULT_LEVEL: AlarmLevel = 'Major';

/** The severities in use, by the level that COC has for them. Numbers of Zabbix come here by their English names. */
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

/** What the severity map makes of a severity. */
export interface Level {
  readonly level: AlarmLevel;
  /** False when the map does not know it, so that `level` is the default, Major. */
  readonly known: boolean;
}

/** Looks a severity up, whatever its case and the blanks around it. */
export type SeverityMap = (severity: string | undefined) => Level;

/** The built-in severity map with the additions of a configuration (`alarm.levels`), which win. */
export function severityMap(additions: Readonly<Record<string, AlarmLevel>>): SeverityMap {
  const levels = new Map(BUILT_IN);
  for (const [name, level] of Object.entries(additions)) levels.set(keyOf(name), level);
  return (severity) => {
    const level = severity === undefined ? undefined : levels.get(keyOf(severity));
    return level === undefined ? { level: DEFAULT_LEVEL, known: false } : { level, known: true };
  };
}

function keyOf(severity: string): string {
  return severity.trim().toLowerCase();
}

/**
 * Names of labels that carry a severity, best first. `sloth_severity` is what sloth's alerts have instead of
 * `severity`. Compared in lower case, so that `Severity` counts too.
 */
const SEVERITY_LABELS = ['severity', 'sloth_severity', 'priority', 'level', 'severity_level'] as const;

/**
 * The severity that labels tell: the best one that the map knows, else the best one that is there (`severity="pageteam"`
 * beside `sloth_severity="page"` is a page); undefined when there is none.
 */
export function severityOf(labels: Labels, map: SeverityMap): string | undefined {
  const plain = labelOf(labels, 'severity');
  // The usual case: the first name, and a severity that is known.
  if (plain !== undefined && map(plain).known) return plain;
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(labels)) {
    const key = name.toLowerCase();
    if (value.trim() !== '' && (key === name || !found.has(key))) found.set(key, value);
  }
  const candidates = SEVERITY_LABELS.flatMap((name) => found.get(name) ?? []);
  return candidates.find((severity) => map(severity).known) ?? candidates[0];
}
