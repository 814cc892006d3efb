import { ALARM_LEVELS, type AlarmLevel } from './alert.ts';
import { KNOWN_SEVERITIES } from './known-severities.ts';
import { looseKey, namesIn } from './severity-words.ts';

/** Level of an alert with an unknown severity: high enough to be noticed. */
const DEFAULT_LEVEL: AlarmLevel = 'Major';

/** The COC level of a severity. */
export interface Level {
  readonly level: AlarmLevel;
  /** False when the map does not know the severity; then `level` is the default, Major. */
  readonly known: boolean;
}

/**
 * Looks up the level of a severity. Case, accents, full-width forms, blanks, `-` and `_` do not matter:
 * `SEV-1`, `sev 1` and `sev1` are the same. Nor do other signs, emoji and leading zeros, where no name has them. A text of
 * several names has the loudest level of them.
 */
export type SeverityMap = (severity: string | undefined) => Level;

type Named = readonly (readonly [name: string, level: AlarmLevel])[];

/** Made once. Every map starts with a copy of it. */
const BUILT_IN: ReadonlyMap<string, AlarmLevel> = new Map(
  KNOWN_SEVERITIES.map(([name, level]) => [looseKey(name), level]),
);

/** Makes a severity map: the built-in one, overridden and extended by `alarm.levels` of the configuration. */
export function severityMap(additions: Readonly<Record<string, AlarmLevel>>): SeverityMap {
  const levels = levelsOf(Object.entries(additions), BUILT_IN);
  return (severity) => {
    if (severity === undefined) return { level: DEFAULT_LEVEL, known: false };
    const level = levelOfName(severity, levels) ?? levelOfWords(severity, levels);
    return level === undefined ? { level: DEFAULT_LEVEL, known: false } : { level, known: true };
  };
}

/** Makes a look-up of `alarm.levels` alone. It finds the same names as {@link severityMap}. */
export function addedLevels(
  additions: Readonly<Record<string, AlarmLevel>>,
): (severity: string) => AlarmLevel | undefined {
  const named = Object.entries(additions);
  if (named.length === 0) return () => undefined;
  const own = levelsOf(named, new Map());
  const all = levelsOf(named, BUILT_IN);
  return (severity) => {
    const level = levelOfName(severity, own);
    if (level !== undefined || levelOfName(severity, BUILT_IN) !== undefined) return level;
    return levelOfWords(severity, all, own);
  };
}

/** Levels by name: exact names, and names in the form of {@link looseKey}. */
function levelsOf(additions: Named, base: ReadonlyMap<string, AlarmLevel>): ReadonlyMap<string, AlarmLevel> {
  const levels = new Map(base);
  for (const [name, level] of additions) levels.set(looseKey(name), level);
  // The exact names last: `page-team` and `pageteam` may have two levels.
  for (const [name, level] of additions) levels.set(severityKey(name), level);
  return levels;
}

/** Finds a severity that is one name. */
function levelOfName(severity: string, levels: ReadonlyMap<string, AlarmLevel>): AlarmLevel | undefined {
  const level = levels.get(severity);
  if (level !== undefined || severity.length > MAX_LENGTH) return level;
  return levels.get(severityKey(severity)) ?? levels.get(looseKey(severity));
}

/** Finds the loudest level of a severity of several names. At least one of them has to be in `some`. */
function levelOfWords(
  severity: string,
  levels: ReadonlyMap<string, AlarmLevel>,
  some = levels,
): AlarmLevel | undefined {
  if (severity.length > MAX_LENGTH) return undefined;
  const names = namesIn(severity, (name) => levels.has(name)) ?? [];
  if (!names.some((name) => some.has(name))) return undefined;
  return ALARM_LEVELS.find((level) => names.some((name) => levels.get(name) === level));
}

/** Length of the longest text that may be a severity, in UTF-16 units. */
const MAX_LENGTH = 64;

/** Lower case, without surrounding blanks. */
function severityKey(severity: string): string {
  return severity.trim().toLowerCase();
}
