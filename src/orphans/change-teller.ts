import type { Logger } from 'pino';
import type { Outbox } from '../outbox/outbox.ts';
import type { Note } from '../outbox/ports/note.ts';
import type { Effect, OpenAndSettings, TellingSettings } from './change.ts';
import { LeadComparison, type Routes } from './compare-leads.ts';
import { findEffects } from './find-effects.ts';
import type { KnownNames, Orphan } from './find-orphans.ts';
import { noteOrphans } from './note-orphans.ts';
import type { OpenAlertPage } from './open-alert-page.ts';
import { openNow } from './open-now.ts';
import { type AskedPart, openAlertPage, readOpenAlerts } from './read-open-alerts.ts';
import { readToldSettings, toldSettings } from './told-settings.ts';

/** What is told of a configuration. */
export interface ToldConfiguration {
  /** Fingerprint of the configuration. */
  readonly fingerprint: string;
  readonly routes: Routes;
  /** The settings, with the digests of secrets that this salt makes. */
  settings(salt: string): TellingSettings;
}

interface Parts {
  readonly outbox: Pick<Outbox, 'state' | 'alarmsOf'>;
  /** The configuration that is in use. */
  readonly current: () => ToldConfiguration;
  /** Outlives the process, so that a start can tell what has changed. */
  readonly note?: Note | undefined;
  readonly now: () => number;
  /** Random text for the digests of secrets. */
  readonly salt: string;
  readonly log: Pick<Logger, 'warn'>;
}

/** What a change means for what is open or waits. */
interface Consequences {
  readonly orphans: readonly Orphan[];
  readonly effects: readonly Effect[];
}

const EVERYTHING: AskedPart = { after: 0, limit: Number.POSITIVE_INFINITY };

/** Tells what a configuration, or a change of it, means for what is open or waits. */
export class ChangeTeller {
  readonly #parts: Parts;
  readonly #stopped = new AbortController();
  #work: Promise<unknown> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  openAndSettings(): Omit<OpenAndSettings, 'start'> {
    return { open: this.#open(), settings: this.#parts.current().settings(this.#parts.salt) };
  }

  /** Alarms that fire, and where the current configuration leads them. */
  openAlerts(asked: AskedPart): Promise<OpenAlertPage> {
    const { outbox, current } = this.#parts;
    return openAlertPage(outbox, asked, { signal: this.#stopped.signal, before: current().routes });
  }

  /**
   * Logs, in the background, what is open under names that the current configuration does not know, and what has changed
   * since the agent ran last. It waits for `moved`, so that what goes elsewhere at the start is told where it is then.
   */
  started(moved: Promise<void>): void {
    this.#work = moved.then(() => this.#tellStart()).catch((err) => this.#noteFailure(err));
  }

  /** Ends what goes on in the background. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#work;
  }

  /** Remembers what is open before a change. The result, called after it, logs and returns what the change means. */
  beforeChange(): (after: ToldConfiguration) => Promise<Consequences> {
    const { current, salt } = this.#parts;
    const { routes, settings } = current();
    const before = settings(salt);
    const open = this.#open();
    return async (after) => {
      const is = after.settings(salt);
      const effects = [
        ...findEffects(open, { before, after: is }),
        ...(await this.#routeEffects(after, { settings: is, before: routes }).catch((err) => {
          this.#noteFailure(err);
          return [];
        })),
      ];
      this.#log(effects);
      const orphans = this.#orphansOf(is.names);
      await this.#remember().catch((err) => this.#noteFailure(err));
      return { orphans, effects };
    };
  }

  async #tellStart(): Promise<void> {
    const { note, current, salt } = this.#parts;
    this.#orphansOf(current().settings(salt).names);
    const told = readToldSettings(await note?.read());
    const configuration = current();
    if (told?.fingerprint === configuration.fingerprint) return;
    const settings = configuration.settings(told?.settings.digests.salt ?? salt);
    // The directory has moved with what is in it.
    const before = told && { ...told.settings, directory: settings.directory };
    if (before) this.#log(findEffects(this.#open(), { before, after: settings }));
    this.#log(await this.#routeEffects(configuration, { settings, before: undefined }));
    if (!this.#stopped.signal.aborted) await this.#remember();
  }

  async #routeEffects(
    { routes }: ToldConfiguration,
    { settings, before }: { readonly settings: TellingSettings; readonly before: Routes | undefined },
  ): Promise<readonly Effect[]> {
    const comparison = new LeadComparison({ routes, settings });
    const { signal } = this.#stopped;
    const visit = comparison.compare.bind(comparison);
    const { firing } = await readOpenAlerts(this.#parts.outbox, EVERYTHING, { signal, visit, before });
    return signal.aborted ? [] : comparison.effects(firing);
  }

  async #remember(): Promise<void> {
    const { note, current, salt } = this.#parts;
    const { fingerprint, settings } = current();
    await note?.write(toldSettings(fingerprint, settings(salt)));
  }

  #open() {
    const { state } = this.#parts.outbox;
    return openNow({ ledger: state.ledger, lanes: state.lanes, waits: state.waits(this.#parts.now()) });
  }

  #orphansOf(names: KnownNames): readonly Orphan[] {
    return noteOrphans(this.#open(), { names, log: this.#parts.log });
  }

  #log(effects: readonly Effect[]): void {
    for (const { key, message } of effects)
      this.#parts.log.warn(
        { key, message },
        'the change of the configuration concerns what is open or waits',
      );
  }

  #noteFailure(err: unknown): void {
    this.#parts.log.warn(
      { err },
      'could not find out, or not store, what a change of the configuration means; the next start tells it',
    );
  }
}
