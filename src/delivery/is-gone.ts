const ALARMS = 'alarms/';

/** What is known of destinations. */
interface KnownDestinations {
  /** Names of the integrations that have a key, former ones too. Absent where all of them count as known. */
  readonly integrations: ReadonlySet<string> | undefined;
  /** Number of entries that wait at a destination. */
  readonly waitingAt: (destination: string) => number;
}

/**
 * True for the destination of an integration that is not configured any more and for which nothing waits. Nothing will ever
 * be tried there, so that its last fault says nothing about now. Pure.
 */
export function isGone(destination: string, { integrations, waitingAt }: KnownDestinations): boolean {
  if (!integrations || !destination.startsWith(ALARMS)) return false;
  return !integrations.has(destination.slice(ALARMS.length)) && waitingAt(destination) === 0;
}
