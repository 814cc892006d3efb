import type { Logger } from 'pino';
import { DoublesWatch } from '../incidents/doubles-watch.ts';
import { IncidentFollower } from '../incidents/follower.ts';
import { IncidentKeeper } from '../incidents/keeper.ts';
import type { ProofParts } from '../incidents/prove-number.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { IncidentReader } from '../outbox/ports/incident-reader.ts';
import type { TimerClock } from '../time/clock.ts';
import type { CurrentConfig } from './current-config.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { Storage } from './storage.ts';

interface Parts {
  readonly current: CurrentConfig;
  readonly storage: Storage;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly lifecycle: Lifecycle;
  readonly clock: TimerClock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
}

/** COC's view may be older than the configured delay. Twice the delay is safe. */
const LAG_FACTOR = 2;

/**
 * Starts to follow the incidents that are open in COC, and to lead them to their end. Returns the parts with which an
 * operator's decision looks into COC.
 */
export function startIncidents(parts: Parts): ProofParts {
  const { current, storage, log, metrics, lifecycle, clock, random } = parts;
  const { outbox } = storage;
  const keeper = new IncidentKeeper({
    outbox,
    clock,
    policy: () => outbox.policy,
    tells: () => current.destination.current.takesRemarks(),
    onError: (err) => log.warn({ err }, 'could not store the next steps of incidents; it is tried again'),
  });
  const reader: IncidentReader = {
    readIncident: (incidentNum, signal) =>
      current.destination.use((coc) => coc.readIncident(incidentNum, signal)),
    readNumbers: (key, signal) => current.destination.use((coc) => coc.readNumbers(key, signal)),
    readReference: (incidentNum, key, signal) =>
      current.destination.use((coc) => coc.readReference(incidentNum, key, signal)),
  };
  const follower = new IncidentFollower({
    outbox,
    clock,
    random,
    reader,
    pace() {
      const { incidentPoll, incidentLookupDelay } = current.read.config.delivery;
      const { initial: initialMs, max: maxMs } = incidentPoll;
      return { initialMs, maxMs, lagMs: incidentLookupDelay * LAG_FACTOR };
    },
    onFailure({ reason, detail }) {
      metrics.incidentLookFailures.inc();
      log.warn({ reason, detail }, 'could not read the state of an incident; it is read again later');
    },
    onError: (err) => log.warn({ err }, 'could not store the state of an incident; it is read again later'),
  });
  const doubles = new DoublesWatch({
    outbox,
    reader,
    clock,
    windowMs() {
      const { incidentAbsentAfter, incidentListLag } = current.read.config.delivery;
      return incidentAbsentAfter + incidentListLag;
    },
    onFailure({ reason, detail }) {
      metrics.incidentLookFailures.inc();
      log.warn({ reason, detail }, 'could not look for a second number of an incident; trying again later');
    },
    onError: (err) => log.warn({ err }, 'could not store a second number of an incident; trying again later'),
  });
  keeper.start();
  follower.start();
  doubles.start();
  lifecycle.onStop('incident keeper', () => keeper.stop());
  lifecycle.onStop('incident follower', () => follower.stop());
  lifecycle.onStop('doubles watch', () => doubles.stop());
  return {
    reader,
    onFailure({ reason, detail }) {
      metrics.incidentLookFailures.inc();
      log.warn({ reason, detail }, 'could not look in COC for the incident that an operator decides about');
    },
  };
}
