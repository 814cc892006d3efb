import type { KnownNames } from './find-orphans.ts';
import type { OpenNow } from './open-now.ts';

/** Settings of an incident policy that decide what becomes of its open incidents. Times in ms. */
export interface PolicySettings {
  /** Names under which its incidents may be open, its own first. */
  readonly names: readonly string[];
  /** Its matchers, as text. Absent where they are not known. */
  readonly match?: string;
  /** What its alarms share, as text; empty where each episode has its own incident. */
  readonly correlateBy: string;
  readonly resolve: 'none' | 'propose' | 'complete';
  readonly after: number;
  readonly onlyIfUntouched: boolean;
  readonly openAfter: number;
  readonly warRoom: boolean;
}

/** Heartbeat that is expected, with the longest time that it may stay away, ms. */
export interface HeartbeatWithin {
  readonly source: string;
  readonly name: string;
  readonly within: number;
}

/** Time after which an alarm of a source that is not asked is stale, ms, and what becomes of it. */
export interface StaleSettings {
  readonly after: number;
  readonly how: 'resolve' | 'mark';
}

/** Digests of secrets that tell which COC account and integration is meant. Nobody gets a secret back from them. */
export interface SecretDigests {
  /** Random text, so that two agents have different digests of one secret. */
  readonly salt: string;
  /** Digests of the integration keys that could be read, by the names of the integrations. */
  readonly keys: Readonly<Record<string, string>>;
  /** Digest of the access key id. */
  readonly accessKey?: string;
}

/** Settings that decide what becomes of what is open or waits. There is no secret among them. */
export interface TellingSettings {
  readonly names: KnownNames;
  /** Names of today, by those of before. */
  readonly renamed: {
    readonly sources: Readonly<Record<string, string>>;
    readonly integrations: Readonly<Record<string, string>>;
  };
  readonly endpoint: string;
  /** User, account and project of COC, as far as they are no secrets, by the keys of `coc.auth`. */
  readonly account: Readonly<Record<string, string>>;
  readonly digests: SecretDigests;
  /** As the configuration writes it. */
  readonly dataDir: string;
  /** The same as an absolute path without links. */
  readonly directory: string;
  /** Directory from which relative paths count. */
  readonly workingDirectory: string;
  /** Changes of a firing alarm of which COC is told. */
  readonly resendOn: readonly string[];
  readonly resolveHold: number;
  readonly policies: readonly PolicySettings[];
  readonly heartbeats: readonly HeartbeatWithin[];
  /** By the names of the sources that are not asked. */
  readonly stale: Readonly<Record<string, StaleSettings>>;
  readonly budget: { readonly maxPerHour?: number; readonly gather: number };
}

/** What a changed key of the configuration means for what is open or waits. */
export interface Effect {
  readonly key: string;
  /** `left`: something may stay open for which nobody cares, unless somebody acts. `changed`: it goes on in another way. */
  readonly kind: 'left' | 'changed';
  readonly message: string;
}

/** A change of the configuration. */
export interface Change {
  readonly before: TellingSettings;
  readonly after: TellingSettings;
}

/** What is open or waits, and the settings that decide what becomes of it. */
export interface OpenAndSettings {
  readonly open: OpenNow;
  readonly settings: TellingSettings;
  /** Settings that are only read at a start, as text without secrets, by their sections. */
  readonly start: Readonly<Record<string, string>>;
}
