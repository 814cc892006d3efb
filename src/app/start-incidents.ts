import type { Logger } from 'pino';
import { IncidentFollower } from '../incidents/follower.ts';
import { IncidentKeeper } from '../incidents/keeper.ts';
import type { Metrics } from '../observability/metrics.ts';
import { systemClock } from '../time/clock.ts';
import type { CurrentConfig } from './current-config.ts';
import type { Lifecycle } from './lifecycle.ts';
import { policyOf } from './outbox-policy.ts';
import type { Storage } from './storage.ts';

interface Parts {
  readonly current: CurrentConfig;
  readonly storage: Storage;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly lifecycle: Lifecycle;
}

/** What COC shows may be as old as what it is not looked up in, and a bit more. */
const LAG_FACTOR = 2;

/** Begins to follow the incidents that are open in COC, and to lead them to their end. */
export function startIncidents({ current, storage, log, metrics, lifecycle }: Parts): void {
  const { outbox } = storage;
  const keeper = new IncidentKeeper({
    outbox,
    clock: systemClock,
    policy: () => policyOf(current.read),
    onError: (err) =>
      log.warn({ err }, 'what is to be done about incidents could not be stored; tried again'),
  });
  const follower = new IncidentFollower({
    outbox,
    clock: systemClock,
    random: Math.random,
    reader: {
      readIncident: (incidentNum, signal) =>
        current.destination.use((coc) => coc.readIncident(incidentNum, signal)),
    },
    pace() {
      const { incidentPoll, incidentLookupDelay } = current.read.config.delivery;
      const { initial: initialMs, max: maxMs } = incidentPoll;
      return { initialMs, maxMs, lagMs: incidentLookupDelay * LAG_FACTOR };
    },
    onFailure({ reason, detail }) {
      metrics.incidentLookFailures.inc();
      log.warn({ reason, detail }, 'the state of an incident could not be asked for; asked again later');
    },
    onError: (err) => log.warn({ err }, 'what was seen of an incident could not be stored; looked again'),
  });
  keeper.start();
  follower.start();
  lifecycle.onStop('incident keeper', () => keeper.stop());
  lifecycle.onStop('incident follower', () => follower.stop());
}
