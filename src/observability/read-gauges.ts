import type { Gauge } from 'prom-client';
import { ALARM_LEVELS } from '../alerts/alert.ts';
import { shownState } from '../outbox/ledger/series.ts';
import { uncoveredReason, uncoveredView } from '../outbox/ledger/uncovered.ts';
import type { AgentView, DiskSpace } from './agent-view.ts';
import { ALARM_STATES, INCIDENT_STATES, UNCOVERED_REASONS } from './label-values.ts';
import type { Metrics } from './metrics.ts';
import { tally, tallyAwaited } from './tally.ts';

/** Sets the gauges to the current state, right before a scrape. Only reads. */
export async function readGauges(metrics: Metrics, view: AgentView): Promise<void> {
  readOutbox(metrics, view);
  readDiskSpace(metrics, view.diskSpace());
  await readOldest(metrics, view);
  readLedger(metrics, view);
  readDestinations(metrics, view);
  readHeartbeats(metrics, view);
  readCertificates(metrics, view);
  metrics.clockOffset.set(view.clockOffsetMs() / 1_000);
  metrics.startedEmpty.set(view.startedEmpty ? 1 : 0);
  metrics.ready.set(view.notReady().length === 0 ? 1 : 0);
  metrics.shuttingDown.set(view.shuttingDown() ? 1 : 0);
}

function readOutbox(metrics: Metrics, { outbox, journal, deadLetters, maxEntries }: AgentView): void {
  metrics.outboxEntries.set(outbox.state.pendingCount);
  metrics.outboxLanes.set(outbox.state.lanes.count);
  metrics.outboxBytes.set(journal.sizeBytes());
  metrics.outboxCapacity.set(maxEntries());
  const { letters: kept, bytes, maxBytes } = deadLetters.usage();
  metrics.deadLetters.set(kept);
  metrics.deadLettersBytes.set(bytes);
  metrics.deadLettersCapacity.set(maxBytes);
}

function readDiskSpace(metrics: Metrics, space: DiskSpace): void {
  metrics.outboxPendingBytes.set(space.pendingBytes);
  metrics.outboxCapacityBytes.set(space.maxBytes);
  if (Number.isFinite(space.freeBytes)) metrics.diskFreeBytes.set(space.freeBytes);
  metrics.diskMinFreeBytes.set(space.minFreeBytes);
  metrics.historyDropped.reset();
  metrics.historyDropped.inc(space.droppedParts);
}

/** Reads the disk. Metrics matter most when the disk is broken, so the gauge then keeps its last value. */
async function readOldest(metrics: Metrics, { outbox }: AgentView): Promise<void> {
  const oldest = await outbox.oldestPendingAt().catch(() => 'unreadable' as const);
  if (oldest !== 'unreadable') metrics.outboxOldestEntry.set((oldest ?? 0) / 1_000);
}

function readLedger(metrics: Metrics, view: AgentView): void {
  const { ledger } = view.outbox.state;
  setStates(metrics.alarms, tally(ledger.everySeries(), ALARM_STATES, shownState));
  readUncovered(metrics, view.outbox);
  setStates(
    metrics.incidents,
    tally(ledger.everyIncident(), INCIDENT_STATES, ({ state }) => state),
  );
  for (const [reason, count] of Object.entries(tallyAwaited(view)))
    metrics.incidentsAwaitingDecision.set({ reason }, count);
}

function readUncovered({ alarmsUncovered }: Metrics, { state, policy }: AgentView['outbox']): void {
  for (const level of ALARM_LEVELS)
    for (const reason of UNCOVERED_REASONS) alarmsUncovered.set({ level, reason }, 0);
  const view = uncoveredView(state.ledger, policy);
  for (const series of state.ledger.everySeries()) {
    const reason = uncoveredReason(series, view);
    if (reason !== undefined) alarmsUncovered.inc({ level: series.level, reason });
  }
}

function setStates(gauge: Gauge<string>, counts: Readonly<Record<string, number>>): void {
  for (const [state, count] of Object.entries(counts)) gauge.set({ state }, count);
}

function readDestinations(metrics: Metrics, { outbox, health, concurrency, isGone }: AgentView): void {
  metrics.destinationConcurrency.reset();
  for (const [destination, limit] of concurrency())
    if (!isGone(destination)) metrics.destinationConcurrency.set({ destination }, limit);
  metrics.destinationPaused.reset();
  for (const destination of outbox.state.destinations)
    if (!isGone(destination)) metrics.destinationPaused.set({ destination }, 0);
  for (const [destination, { faults }] of health())
    if (!isGone(destination)) metrics.destinationPaused.set({ destination }, faults > 0 ? 1 : 0);
}

function readHeartbeats(metrics: Metrics, { heartbeats }: AgentView): void {
  metrics.heartbeatSilent.reset();
  metrics.heartbeatLastHeard.reset();
  for (const { source, heartbeat, heardAt = 0, silent } of heartbeats()) {
    metrics.heartbeatSilent.set({ source, heartbeat }, silent ? 1 : 0);
    metrics.heartbeatLastHeard.set({ source, heartbeat }, heardAt / 1_000);
  }
}

function readCertificates(metrics: Metrics, { certificateEnds }: AgentView): void {
  metrics.certificateExpiry.reset();
  for (const [listener, endsAt] of certificateEnds())
    metrics.certificateExpiry.set({ listener }, endsAt / 1_000);
}
