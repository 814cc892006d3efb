import type { AgentView } from '../observability/agent-view.ts';
import { ALARM_STATES, INCIDENT_STATES } from '../observability/label-values.ts';
import type { Metrics } from '../observability/metrics.ts';
import { tally, tallyAwaited, tallyUncovered } from '../observability/tally.ts';
import { type Series, shownState } from '../outbox/ledger/series.ts';
import type { Source } from '../sources/source-port.ts';
import type { Clock } from '../time/clock.ts';
import { readDestinations } from './destinations/destination-status.ts';

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

/** Parts that the status is read from. */
export interface StatusParts {
  readonly view: AgentView;
  readonly about: AboutAgent;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, 'entriesLost' | 'deadLettersLost'>;
}

/** Reads the status of the agent: the answer of `GET /api/v1/status`. Times are epoch ms. */
export async function readStatus({ view, about, clock, metrics }: StatusParts) {
  const { outbox, journal, deadLetters } = view;
  const { pendingCount, lanes, ledger } = outbox.state;
  const notReady = view.notReady();
  const gaps = view.gaps();
  return {
    version: about.version,
    uptimeSeconds: Math.floor((clock.monotonic() - about.startedAt) / 1_000),
    readySeconds: secondsOf(view.readyMs()),
    timezone: about.timezone,
    now: clock.now(),
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
    disk: view.diskSpace(),
    destinations: readDestinations(view, { clock, zone: about.timezone }),
    alarms: tally(ledger.everySeries(), ALARM_STATES, shownState),
    incidents: tally(ledger.everyIncident(), INCIDENT_STATES, ({ state }) => state),
    incidentsAwaitingDecision: tallyAwaited(view),
    uncovered: tallyUncovered(outbox),
    deadLetters: deadLetters.usage(),
    startedEmpty: view.startedEmpty,
    missingFiles: gaps,
    lost: {
      entries: await totalOf(metrics.entriesLost),
      deadLetters: await totalOf(metrics.deadLettersLost),
      files: gaps.length,
    },
    sources: sourcesOf(about.sources(), { heard: view.lastHeard(), series: ledger.everySeries() }),
  };
}

/** The sources, with the time when each was last heard: since the start, or else by its alarms that are remembered. */
function sourcesOf(
  sources: ReadonlyMap<string, Source>,
  { heard, series }: { readonly heard: ReadonlyMap<string, number>; readonly series: Iterable<Series> },
) {
  const seen = new Map<string, number>();
  for (const { source, lastSeenAt } of series)
    seen.set(source, Math.max(seen.get(source) ?? lastSeenAt, lastSeenAt));
  return [...sources.values()].map(({ name, type, open }) => {
    const lastHeardAt = heard.get(name) ?? seen.get(name) ?? null;
    return { name, type, open, lastHeardAt };
  });
}

function secondsOf(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.floor(ms / 1_000);
}

/** Sum of a counter over all its labels, since the start of the process. */
async function totalOf(counter: Metrics['entriesLost']): Promise<number> {
  const { values } = await counter.get();
  return values.reduce((sum, { value }) => sum + value, 0);
}
