import type { Routed } from '../../alerts/alarm.ts';
import type { AlarmId, Alert } from '../../alerts/alert.ts';
import type { OutboxEvent } from '../events/event.ts';
import type { EntryStatus } from '../lanes/lane-reader.ts';
import type { IncidentView } from '../ledger/ledger-view.ts';
import type { OutboxPolicy } from '../policy.ts';

/** Alert with the result of its routing. */
export interface Arrival {
  readonly alert: Alert;
  readonly routed: Routed;
}

/** Arrival that routing turns into an alarm. */
export interface RoutedArrival {
  readonly alert: Alert;
  readonly routed: Extract<Routed, { kind: 'alarm' }>;
}

/** Input of a decision besides the ledger. */
export interface DecisionContext {
  /** Sequence number that the first event of the decision will have. */
  readonly seq: number;
  /** Epoch ms. */
  readonly now: number;
  readonly policy: OutboxPolicy;
  /** Set when the source lists the alert as active now: it is no straggler. */
  readonly isListed?: true;
  /** Looks up the status of an alarm's entry. Without it, every entry counts as untried. */
  readonly entryStatusOf?: (alarmId: AlarmId, entry: number) => EntryStatus;
}

/** Input that the commit loop gives to every decision. */
export type CommitContext = Required<Omit<DecisionContext, 'policy' | 'isListed'>>;

/**
 * Decision of one commit: a pure function from the ledger to events. It sees the events of earlier decisions.
 */
export type Decision = (view: IncidentView, context: CommitContext) => readonly OutboxEvent[];
