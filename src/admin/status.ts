import type { DestinationHealth } from '../delivery/destination-health.ts';
import type { AgentView } from '../observability/agent-view.ts';
import { ALARM_STATES, INCIDENT_STATES } from '../observability/label-values.ts';
import { tally, tallyAwaited } from '../observability/tally.ts';
import { shownState } from '../outbox/ledger/series.ts';
import type { Source } from '../sources/source-port.ts';
import type { Clock } from '../time/clock.ts';

/** Facts about the agent for its status. */
export interface AboutAgent {
  readonly version: string;
  /** Start of the process, monotonic ms. */
  readonly startedAt: number;
  /** Fingerprint of the current configuration. */
  readonly configHash: () => string;
  /** Name of the time zone for the times that operators see. */
  readonly timezone: string;
  readonly sources: () => ReadonlyMap<string, Source>;
}

/** Reads the status of the agent: the answer of `GET /api/v1/status`. Times are epoch ms. */
export async function readStatus(view: AgentView, about: AboutAgent, clock: Clock) {
  const { outbox, journal, deadLetters } = view;
  const { pendingCount, lanes, ledger } = outbox.state;
  const notReady = view.notReady();
  return {
    version: about.version,
    uptimeSeconds: Math.floor((clock.monotonic() - about.startedAt) / 1_000),
    configHash: about.configHash(),
    ready: notReady.length === 0,
    notReady,
    outbox: {
      pending: pendingCount,
      lanes: lanes.count,
      bytes: journal.sizeBytes(),
      capacity: view.maxEntries(),
      // Read from the disk. Everything else is useful even when the disk fails.
      oldestPendingAt: (await outbox.oldestPendingAt().catch(() => 'unreadable' as const)) ?? null,
    },
    destinations: [...view.health()].map(([name, health]) => ({
      name,
      ...healthWithWallTimes(health, clock),
    })),
    alarms: tally(ledger.everySeries(), ALARM_STATES, shownState),
    incidents: tally(ledger.everyIncident(), INCIDENT_STATES, ({ state }) => state),
    incidentsAwaitingDecision: tallyAwaited(view),
    deadLetters: deadLetters.usage(),
    startedEmpty: view.startedEmpty,
    missingFiles: view.gaps(),
    sources: [...about.sources().values()].map(({ name, type, open }) => ({ name, type, open })),
  };
}

/** The health of a destination, with its monotonic times as wall times. */
function healthWithWallTimes(
  { faults, probing, pausedUntil, lastSuccessAt, lastFault }: DestinationHealth,
  clock: Clock,
) {
  const paused = probing ? 'probing' : 'paused';
  const wall = (monotonic: number) =>
    Number.isFinite(monotonic) ? Math.round(clock.now() + monotonic - clock.monotonic()) : null;
  return {
    state: faults === 0 ? 'healthy' : paused,
    faults,
    pausedUntil: faults === 0 ? null : wall(pausedUntil),
    lastSuccessAt: wall(lastSuccessAt),
    lastFault: lastFault ?? null,
  };
}
