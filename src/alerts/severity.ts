import type { AlarmLevel } from './alert.ts';
import { KNOWN_SEVERITIES } from './known-severities.ts';

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
 * `SEV-1`, `sev 1` and `sev1` are the same.
 */
export type SeverityMap = (severity: string | undefined) => Level;

type Named = readonly (readonly [name: string, level: AlarmLevel])[];

/** Made once. Every map starts with a copy of it. */
const BUILT_IN: ReadonlyMap<string, AlarmLevel> = new Map(
  KNOWN_SEVERITIES.map(([name, level]) => [looseKey(name), level]),
);

/** Makes a severity map: the built-in one, overridden and extended by `alarm.levels` of the configuration. */
export function severityMap(additions: Readonly<Record<string, AlarmLevel>>): SeverityMap {
  const find = finder(Object.entries(additions), BUILT_IN);
  return (severity) => {
    const level = severity === undefined ? undefined : find(severity);
    return level === undefined ? { level: DEFAULT_LEVEL, known: false } : { level, known: true };
  };
}

/** Makes a look-up of `alarm.levels` alone. It finds the same names as {@link severityMap}. */
export function addedLevels(
  additions: Readonly<Record<string, AlarmLevel>>,
): (severity: string) => AlarmLevel | undefined {
  return finder(Object.entries(additions), new Map());
}

function finder(additions: Named, base: ReadonlyMap<string, AlarmLevel>) {
  const levels = new Map(base);
  for (const [name, level] of additions) levels.set(looseKey(name), level);
  // The exact names last: `page-team` and `pageteam` may have two levels.
  for (const [name, level] of additions) levels.set(severityKey(name), level);
  return (severity: string): AlarmLevel | undefined => {
    const level = levels.get(severity);
    if (level !== undefined || severity.length > MAX_LENGTH) return level;
    return levels.get(severityKey(severity)) ?? levels.get(looseKey(severity));
  };
}

/** Length of the longest text that may be a severity, in UTF-16 units. */
const MAX_LENGTH = 64;

/** Lower case, without surrounding blanks. */
function severityKey(severity: string): string {
  return severity.trim().toLowerCase();
}

/** Lower case and half-width, without accents, blanks, `-` and `_`. The Turkish `ı` is an `i`. */
function looseKey(severity: string): string {
  return severity
    .normalize('NFKD')
    .replaceAll(/[\p{M}\p{Pd}\p{Pc}\s]+/gu, '')
    .toLowerCase()
    .replaceAll('ı', 'i');
}
