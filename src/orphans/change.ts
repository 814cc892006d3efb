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

/** Settings that decide what becomes of what is open or waits. There is no secret among them. */
export interface TellingSettings {
  readonly names: KnownNames;
  readonly endpoint: string;
  readonly dataDir: string;
  /** Changes of a firing alarm of which COC is told. */
  readonly resendOn: readonly string[];
  readonly resolveHold: number;
  readonly policies: readonly PolicySettings[];
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
  /** Names of integrations whose keys have changed, where that is known. */
  readonly changedKeys?: readonly string[];
}

/** What is open or waits, and the settings that decide what becomes of it. */
export interface OpenAndSettings {
  readonly open: OpenNow;
  readonly settings: TellingSettings;
  /** Settings that are only read at a start, as text without secrets, by their sections. */
  readonly start: Readonly<Record<string, string>>;
}
