import { ALARM_LEVELS, type Labels, labelOf } from './alert.ts';
import { isVisible } from './first-text.ts';
import type { Level, SeverityMap } from './severity.ts';

/** A level, and the severity that it comes from. */
export interface FoundSeverity extends Level {
  /** Severity as it was sent; absent when nothing names one. */
  readonly severity?: string;
}

/**
 * Names of labels and annotations that hold a severity, in any case. The first is the usual one.
 * `sloth_severity` is the severity label of sloth's alerts.
 */
const NAMES = ['severity', 'sloth_severity', 'severity_level', 'alert_severity', 'priority'] as const;

/** Label that often holds the level of a log line, so it never makes an alert quieter. */
const LOG_LEVEL = 'level';

const NAMES_AND_LEVEL: ReadonlySet<string> = new Set([...NAMES, LOG_LEVEL]);
const MAX_NAME_LENGTH = Math.max(...NAMES.map(({ length }) => length));

/**
 * Finds the severity of an alert and its level.
 *
 * A known `severity` label decides. If it is unknown, the level is the default: others can raise it, and never
 * lower it. If there is none, the loudest of the other severity labels and annotations decides. The label
 * `level` can only raise.
 */
export function findSeverity(labels: Labels, annotations: Labels, map: SeverityMap): FoundSeverity {
  const plain = labelOf(labels, 'severity');
  // Usual case: the first label has a known severity.
  if (plain !== undefined) {
    const level = map(plain);
    if (level.known) return { ...level, severity: plain };
  }
  const told = textsOf(labels);
  const stated = told.get('severity');
  const read = (severity: string): FoundSeverity => ({ ...map(severity), severity });
  if (stated !== undefined && map(stated).known) return read(stated);
  const others = [told, textsOf(annotations)].flatMap((texts) =>
    NAMES.flatMap((name) => texts.get(name) ?? []),
  );
  const logged = told.get(LOG_LEVEL) ?? [];
  const first = stated ?? others.find((severity) => map(severity).known) ?? others[0];
  const found: FoundSeverity = first === undefined ? map(first) : read(first);
  return others.concat(logged).map(read).reduce(louder, found);
}

/** Returns the louder one of two. An unknown one is as loud as the default, and gives way to a known one. */
function louder(found: FoundSeverity, other: FoundSeverity): FoundSeverity {
  if (!other.known || rankOf(other) > rankOf(found)) return found;
  return found.known && rankOf(other) === rankOf(found) ? found : other;
}

/** Collects the texts that may hold a severity, by name in lower case. A name in lower case wins. */
function textsOf(labels: Labels): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(labels)) {
    const key = name.length > MAX_NAME_LENGTH ? '' : name.toLowerCase();
    if (!NAMES_AND_LEVEL.has(key) || !isVisible(value)) continue;
    if (key === name || !texts.has(key)) texts.set(key, value);
  }
  return texts;
}

/** 0 for the loudest level. */
function rankOf({ level }: Level): number {
  return ALARM_LEVELS.indexOf(level);
}
