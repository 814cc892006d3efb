import type { Routed } from '../../alerts/alarm.ts';
import type { AlarmId, Alert } from '../../alerts/alert.ts';
import type { EntryStatus } from '../lanes/due-lanes.ts';
import type { OutboxPolicy } from '../policy.ts';

/** An alert with what routing made of it. */
export interface Arrival {
  readonly alert: Alert;
  readonly routed: Routed;
}

/** An arrival that is to become an alarm. */
export interface RoutedArrival {
  readonly alert: Alert;
  readonly routed: Extract<Routed, { kind: 'alarm' }>;
}

/** What a decision may look at besides the ledger. */
export interface DecisionContext {
  /** The sequence number that the first event of the decision will have. */
  readonly seq: number;
  /** Epoch ms. */
  readonly now: number;
  readonly policy: OutboxPolicy;
  /** The status of an alarm's entry; without it, every entry counts as waiting and never tried. */
  readonly entryStatusOf?: (alarmId: AlarmId, entry: number) => EntryStatus;
}
