import type { AlarmId, AlarmLevel } from '../alerts/alert.ts';
import type { ReadAlert } from './source-port.ts';

/** One alert that the source says is there now: what it takes to compare it with what we know. */
export interface ActiveAlert {
  /** The id that the webhook's alert of the same series gets. */
  readonly alarmId: AlarmId;
  /** The id that it gets where the webhook leaves a part of its identity out. */
  readonly alias?: AlarmId;
  /** The level that its severity stands for. */
  readonly level: AlarmLevel;
  /** Epoch ms, by the source's clock. */
  readonly startsAt?: number;
  /** `suppressed`: silenced, inhibited, muted or in maintenance; `undecided`: the source does not know yet. */
  readonly state: 'active' | 'suppressed' | 'undecided';
  /** Whether it is one that the source sends to us, rather than to somebody else or to nobody. */
  readonly ours: boolean;
}

/**
 * What stands between us and a source: the way to it, its certificate, what we prove ourselves by, an address that is not
 * that of its API, or itself.
 */
export type SourceFault = 'network' | 'tls' | 'access' | 'address' | 'source';

/** The source could not be asked. It proves nothing about any alert. */
export interface Unreachable {
  readonly kind: 'unreachable';
  readonly fault: SourceFault;
  /** For people: short, without a secret. */
  readonly detail: string;
}

/** Everything that is active at a source. */
export interface ActiveList {
  readonly kind: 'active';
  readonly alerts: readonly ActiveAlert[];
  /** False when a part of the answer could not be read: what is missing in it may be there all the same. */
  readonly complete: boolean;
  /** When the source began to run, epoch ms by its clock; absent when it does not say. */
  readonly runningSince?: number;
  /**
   * Reads some of these alerts whole, as the webhook's would be. One that is gone meanwhile, or of which was said that it
   * won't be wanted, may be left out.
   */
  read(wanted: readonly ActiveAlert[], signal: AbortSignal): Promise<ReadList | Unreachable>;
}

/** Alerts of a list, read whole. */
export interface ReadList {
  readonly kind: 'read';
  readonly alerts: readonly ReadAlert[];
}

/** Alerts that are over for sure. */
export interface Ended {
  readonly kind: 'ended';
  /** By fingerprint, with the end (epoch ms) where the source knows it. */
  readonly ends: ReadonlyMap<string, number | undefined>;
}

/** What one look at a source shows, beside that it answers. */
export interface SourceLook {
  readonly kind: 'look';
  /** As the source tells it; absent where it does not. */
  readonly version?: string;
  /** What there is to see, for people. */
  readonly seen: string;
  /** Why the answers are of no use although they come, and what to do about it; absent when they are of use. */
  readonly blind?: { readonly words: string; readonly remedy: string };
}

/** Whether an alert may be wanted whole later. A long list is not kept for the few that are. */
export type WantedWhole = (alert: ActiveAlert) => boolean;

/** Port: asks a source what is active. Nothing that the other side does makes it throw. */
export interface ActiveAlerts {
  /** Without `wanted`, every alert can be read whole. */
  list(signal: AbortSignal, wanted?: WantedWhole): Promise<ActiveList | Unreachable>;
  /** Whether the list would hold this alarm while it fires; the absence of any other proves nothing. */
  covers(alarmId: AlarmId): boolean;
  /** Whether the level of an alert may become another one while it fires; where it is part of the identity, it can't. */
  readonly levelsMove: boolean;
  /** Asks which of these alerts, missing in a list, are over. Where a source has no such question, all of them are. */
  ended?(
    fingerprints: readonly string[],
    list: ActiveList,
    signal: AbortSignal,
  ): Promise<Ended | Unreachable>;
  /** Tries what the questions need, for whoever sets it up. Concludes nothing about any alert. */
  look(signal: AbortSignal): Promise<SourceLook | Unreachable>;
  /** Ends all connections. */
  close(): Promise<void>;
}
