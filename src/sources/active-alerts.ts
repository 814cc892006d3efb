import type { AlarmId, AlarmLevel } from '../alerts/alert.ts';
import type { ReadAlert } from './source-port.ts';

/** One alert in a source's list of active alerts, with the fields needed to compare it with the ledger. */
export interface ActiveAlert {
  /** Alarm id, the same as for the webhook's alert of this series. */
  readonly alarmId: AlarmId;
  /** Alarm id for webhooks that leave out a part of the identity. */
  readonly alias?: AlarmId;
  /** Level of its severity. */
  readonly level: AlarmLevel;
  /** Epoch ms, by the source's clock. */
  readonly startsAt?: number;
  /**
   * `suppressed`: silenced, inhibited, muted or in maintenance. `undecided`: the source has not decided yet.
   */
  readonly state: 'active' | 'suppressed' | 'undecided';
  /** True when the source sends this alert to the agent, and not only to others or to nobody. */
  readonly ours: boolean;
}

/**
 * Cause of a failed question to a source: the network, its certificate, the agent's credentials for it, a
 * wrong address of its API, or the source itself.
 */
export type SourceFault = 'network' | 'tls' | 'access' | 'address' | 'source';

/** Result of a question that failed. Nothing can be concluded from it about any alert. */
export interface Unreachable {
  readonly kind: 'unreachable';
  readonly fault: SourceFault;
  /** Short text for people, without a secret. */
  readonly detail: string;
}

/** All active alerts of a source. */
export interface ActiveList {
  readonly kind: 'active';
  readonly alerts: readonly ActiveAlert[];
  /**
   * False when a part of the answer could not be read: alerts that seem to be missing may still be active.
   */
  readonly complete: boolean;
  /** Start of the source's process, epoch ms by its clock; absent when unknown. */
  readonly runningSince?: number;
  /**
   * Reads some of these alerts in full, like the alerts of a webhook. An alert may be missing in the result
   * when it has ended meanwhile, or when {@link WantedInFull} said no to it.
   */
  read(wanted: readonly ActiveAlert[], signal: AbortSignal): Promise<ReadList | Unreachable>;
}

/** Alerts of a list, read in full. */
export interface ReadList {
  readonly kind: 'read';
  readonly alerts: readonly ReadAlert[];
}

/** Alerts that have certainly ended. */
export interface Ended {
  readonly kind: 'ended';
  /** End in epoch ms by fingerprint; undefined where the source does not know the time. */
  readonly ends: ReadonlyMap<string, number | undefined>;
}

/** Result of checking a source that answers. */
export interface SourceLook {
  readonly kind: 'look';
  /** Version of the source; absent when unknown. */
  readonly version?: string;
  /** Text for people about the visible alerts. */
  readonly seen: string;
  /** Reason why the answers are useless, and the remedy; absent when they are useful. */
  readonly blind?: { readonly words: string; readonly remedy: string };
}

/** True for an alert that may be read in full later. The texts of all others are not kept. */
export type WantedInFull = (alert: ActiveAlert) => boolean;

/** Port: asks a source for its active alerts. No behaviour of the source makes it throw. */
export interface ActiveAlerts {
  /** Lists the active alerts. Without `wanted`, every alert can be read in full. */
  list(signal: AbortSignal, wanted?: WantedInFull): Promise<ActiveList | Unreachable>;
  /**
   * True when the list contains this alarm while it fires. If false, its absence from the list proves
   * nothing.
   */
  covers(alarmId: AlarmId): boolean;
  /** True when the level of a firing alert can change. False where the level is part of the identity. */
  readonly levelsMove: boolean;
  /**
   * Asks which of these alerts, missing in a list, have ended. For a source without this method, all of them
   * have ended.
   */
  ended?(
    fingerprints: readonly string[],
    list: ActiveList,
    signal: AbortSignal,
  ): Promise<Ended | Unreachable>;
  /** Checks that the questions work, for operators who set up a source. Concludes nothing about any alert. */
  look(signal: AbortSignal): Promise<SourceLook | Unreachable>;
  /** Ends all connections. */
  close(): Promise<void>;
}
