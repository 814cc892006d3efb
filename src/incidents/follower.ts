import { noteGone } from '../outbox/decide/incidents/note-gone.ts';
import { noteManualChange } from '../outbox/decide/incidents/note-manual-change.ts';
import { noteShown, READING_AGE_MS } from '../outbox/decide/incidents/note-shown.ts';
import type { IncidentKey } from '../outbox/events/entry.ts';
import type { Incident, IncidentInCoc } from '../outbox/ledger/incident.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { IncidentReader, IncidentReading } from '../outbox/ports/incident-reader.ts';
import type { BackoffPolicy } from '../time/backoff.ts';
import type { TimerClock } from '../time/clock.ts';
import { PeriodicLoop } from '../time/periodic-loop.ts';

/** Waits between two readings of an incident, growing from `initialMs` to `maxMs`. */
export interface FollowPace extends BackoffPolicy {
  /** Greatest age of the state that COC shows, ms. */
  readonly lagMs: number;
}

type FailedReading = Extract<IncidentReading, { kind: 'failed' }>;

interface Dependencies {
  readonly outbox: Pick<Outbox, 'state' | 'decide'>;
  readonly reader: Pick<IncidentReader, 'readIncident'>;
  readonly clock: TimerClock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  readonly pace: () => FollowPace;
  /** Receives every reading that failed. */
  readonly onFailure: (failure: FailedReading['outcome']) => void;
  /** Receives the error of a reading that could not be stored. The incident is read again later. */
  readonly onError: (error: unknown) => void;
}

interface Turn {
  /** Time of the next reading, monotonic ms. */
  readonly at: number;
  /** The wait before it. */
  readonly waitMs: number;
  /** State of the incident when the turn was made. */
  readonly state: Incident['state'];
  /** Time since which it has been in this state, as far as this process knows, monotonic ms. */
  readonly since: number;
  /** Time at which an alarm joined it last, when the turn was made, epoch ms. */
  readonly joinedAt: number | undefined;
  /** Time since which COC has said that it does not exist, monotonic ms. */
  readonly goneSince?: number;
}

/** Reading that has just ended. */
interface LastReading {
  /** The turn in which it was made. */
  readonly before: Turn;
  readonly kind: IncidentReading['kind'];
  /** Time at which it was begun, monotonic ms. */
  readonly askedAt: number;
}

const ROUND_MS = 1_000;
const READINGS_PER_ROUND = 20;
const READINGS_AT_ONCE = 4;
/** Time for which COC must say that an incident does not exist. One that is new may be missing for some seconds. */
const GONE_AFTER_MS = 30 * 60_000;
/** Factor of the wait after each reading. An incident that does not change is read ever more rarely. */
const GROWTH = 1.5;

/**
 * Follows the incidents that are open in COC: reads the state of each from time to time, and stores what
 * people did with it. One that COC has not had for half an hour counts as rejected by a person, until COC shows it again.
 * The readings are spread over time. After a reading that failed by COC's fault, all wait. States: new -> started -> stopped. Both `start` and `stop` are idempotent, and `stop` is safe before
 * `start`.
 */
export class IncidentFollower {
  readonly #deps: Dependencies;
  readonly #turns = new Map<IncidentKey, Turn>();
  readonly #loop: PeriodicLoop;
  #pausedUntil = 0;
  #failures = 0;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    const { clock, onError } = deps;
    const round = (signal: AbortSignal) => this.#round(signal);
    this.#loop = new PeriodicLoop({ clock, everyMs: ROUND_MS, round, onError });
  }

  start(): void {
    this.#loop.start();
  }

  /** Interrupts the readings under way. Resolves when they have ended. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /**
   * Reads the incidents whose turn it is. After a failure it reads one, to find out whether COC answers
   * again.
   */
  async #round(signal: AbortSignal): Promise<void> {
    const now = this.#deps.clock.monotonic();
    if (now < this.#pausedUntil) return;
    const due = this.#due(now).slice(0, this.#failures > 0 ? 1 : READINGS_PER_ROUND);
    for (let i = 0; i < due.length && (i === 0 || this.#failures === 0); i += READINGS_AT_ONCE)
      await Promise.all(due.slice(i, i + READINGS_AT_ONCE).map((incident) => this.#read(incident, signal)));
  }

  /**
   * The incidents whose turn it is, the one that waits longest first. One that we are just changing is left
   * out.
   */
  #due(now: number): readonly IncidentInCoc[] {
    const followed = [...this.#deps.outbox.state.ledger.followedIncidents()];
    if (this.#turns.size > followed.length * 2) this.#forgetOthers(followed);
    return followed
      .filter(({ step }) => step === undefined)
      .map((incident) => ({ incident, at: this.#turnOf(incident, now).at }))
      .filter(({ at }) => at <= now)
      .sort((a, b) => a.at - b.at)
      .map(({ incident }) => incident);
  }

  #forgetOthers(followed: readonly IncidentInCoc[]): void {
    const keys = new Set(followed.map(({ key }) => key));
    for (const key of this.#turns.keys()) if (!keys.has(key)) this.#turns.delete(key);
  }

  /**
   * An incident in a new state gets the shortest wait, and so does one that an alarm has joined: a person may just have
   * ended it without knowing that alarm. COC may show that some seconds late, so the look is not made before that. The waits
   * differ, so that not all incidents are read at once.
   */
  #turnOf({ key, state, joinedAt }: IncidentInCoc, now: number): Turn {
    const known = this.#turns.get(key);
    if (known?.state === state && known.joinedAt === joinedAt) return known;
    const { pace, random } = this.#deps;
    const { initialMs } = pace();
    const wait = initialMs * (0.5 + random() / 2);
    const turn =
      known?.state === state
        ? { ...known, joinedAt, at: Math.min(known.at, now + Math.max(wait, READING_AGE_MS)) }
        : { at: now + wait, waitMs: initialMs, state, joinedAt, since: now };
    this.#turns.set(key, turn);
    return turn;
  }

  async #read(incident: IncidentInCoc, signal: AbortSignal): Promise<void> {
    const { outbox, reader, clock, pace, onFailure, onError } = this.#deps;
    const askedAt = clock.monotonic();
    const before = this.#turnOf(incident, askedAt);
    const reading = await reader.readIncident(incident.incidentNum, signal);
    if (signal.aborted) return;
    const goneSince = this.#nextTurn(incident, { before, kind: reading.kind, askedAt });
    // That COC does not have it is no news where it is known.
    if (reading.kind === 'failed' || (reading.kind === 'gone' && !incident.isGone))
      onFailure(reading.outcome);
    if (reading.kind === 'failed') {
      this.#pauseAfter(reading.outcome);
      return;
    }
    this.#failures = 0;
    if (reading.kind === 'gone') {
      if (askedAt - goneSince < GONE_AFTER_MS) return;
      await outbox.decide((view) => noteGone(view, incident)).catch(onError);
      return;
    }
    const { kind: _, ...shown } = reading;
    const age = { knownForMs: askedAt - before.since, askedForMs: clock.monotonic() - askedAt };
    const seen = { ...shown, ...age, key: incident.key, asked: incident };
    const { lagMs } = pace();
    await outbox
      .decide((view, at) => [...noteManualChange(view, seen, { lagMs }), ...noteShown(view, seen, at)])
      .catch(onError);
  }

  /** Plans the next reading. Returns the time since which COC has said that the incident does not exist, monotonic ms. */
  #nextTurn({ key }: IncidentInCoc, last: LastReading): number {
    const { clock, pace, random } = this.#deps;
    const { goneSince = last.askedAt, ...turn } = last.before;
    const waitMs = Math.min(pace().maxMs, turn.waitMs * GROWTH);
    const at = clock.monotonic() + waitMs * (0.9 + random() / 5);
    const isGone = last.kind === 'gone' || (last.kind === 'failed' && last.before.goneSince !== undefined);
    this.#turns.set(key, { ...turn, at, waitMs, ...(isGone && { goneSince }) });
    return goneSince;
  }

  /** Pauses all readings after one that failed by COC's fault. */
  #pauseAfter(outcome: FailedReading['outcome']): void {
    // Stryker disable next-line ConditionalExpression: no other kind of outcome has a scope.
    if (outcome.kind !== 'retry' || outcome.scope !== 'destination') return;
    const { initialMs, maxMs } = this.#deps.pace();
    const waitMs = Math.min(maxMs, initialMs * 2 ** Math.min(this.#failures++, 20));
    this.#pausedUntil = this.#deps.clock.monotonic() + waitMs;
  }
}
