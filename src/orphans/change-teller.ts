import type { Logger } from 'pino';
import type { OutboxView } from '../outbox/state.ts';
import type { Effect, OpenAndSettings, TellingSettings } from './change.ts';
import { findEffects } from './find-effects.ts';
import type { KnownNames, Orphan } from './find-orphans.ts';
import { noteOrphans } from './note-orphans.ts';
import { openNow } from './open-now.ts';

interface Parts {
  readonly state: () => Pick<OutboxView, 'ledger' | 'waits'>;
  /** Settings of the current configuration, and the data directory that is in use. */
  readonly settings: () => TellingSettings;
  readonly now: () => number;
  readonly log: Pick<Logger, 'warn'>;
}

/** What a change means for what is open or waits. */
interface Consequences {
  readonly orphans: readonly Orphan[];
  readonly effects: readonly Effect[];
}

/** Tells what a configuration, or a change of it, means for what is open or waits. */
export interface ChangeTeller {
  openAndSettings(): Omit<OpenAndSettings, 'start'>;
  /** Logs what is open under names that the current configuration does not know. */
  noteOrphans(): readonly Orphan[];
  /** Remembers what is open before a change. The result logs and returns what the change means. */
  beforeChange(after: TellingSettings, changedKeys: readonly string[]): () => Consequences;
}

/** Makes the teller of a running agent. */
export function createChangeTeller({ state, settings, now, log }: Parts): ChangeTeller {
  const open = () => {
    const { ledger } = state();
    return openNow({ ledger, waits: state().waits(now()) });
  };
  const orphansOf = (names: KnownNames) => noteOrphans(open(), { names, log });
  return {
    openAndSettings: () => ({ open: open(), settings: settings() }),
    noteOrphans: () => orphansOf(settings().names),
    beforeChange(after, changedKeys) {
      const effects = findEffects(open(), { before: settings(), after, changedKeys });
      return () => {
        for (const { key, message } of effects)
          log.warn({ key, message }, 'the change of the configuration concerns what is open or waits');
        return { orphans: orphansOf(after.names), effects };
      };
    },
  };
}
