import type { Clock } from '../time/clock.ts';
import { LONGEST_ASKED_WAIT_MS } from '../time/fixed-times.ts';
import type { CommitLoop } from './commit-loop.ts';
import type { DeadLetterWriter } from './dead-letter-writer.ts';
import { deadLetter, deadLetterOf, type RefusedEntry } from './decide/dead-letter.ts';
import type { Decision } from './decide/decision.ts';
import { provesAbsence, waitForLook, withLook } from './decide/incidents/absence.ts';
import { lookRulesOf, settleDelivered, settleFailed, settleLook } from './decide/settle.ts';
import { type DueEntry, isLook } from './events/entry.ts';
import type { Delivered, FailedOutcome, Outcome } from './events/outcome.ts';
import type { EntryBodies } from './lanes/entry-bodies.ts';
import type { IncidentView } from './ledger/ledger-view.ts';
import { endedLook, type Looks } from './looks.ts';
import type { OutboxPolicy } from './policy.ts';
import type { OutboxState } from './state.ts';

interface Parts {
  readonly state: OutboxState;
  readonly bodies: EntryBodies;
  readonly deadLetters: DeadLetterWriter;
  readonly commits: CommitLoop;
  readonly looks: Looks;
  readonly clock: Clock;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
}

type Rejected = Extract<FailedOutcome, { kind: 'rejected' }>;

/**
 * Stores outcomes of attempts. An entry that COC refuses twice becomes a dead letter, which is kept first.
 */
export class AttemptSettler {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Stores the outcome of an attempt, and the events that follow from it.
   *
   * @throws {JournalError} when it can't be stored now. The entry is still in flight: settle it again later.
   */
  async settle(entry: DueEntry, outcome: Outcome, policy: OutboxPolicy): Promise<void> {
    const { looks, clock } = this.#parts;
    const random = this.#parts.random();
    if (isLook(entry) && outcome.kind !== 'delivered') {
      await this.#settleLook(entry, outcome, policy);
      return;
    }
    if (outcome.kind === 'unknown') looks.attemptEnded(entry.id, clock.monotonic());
    if (outcome.kind === 'delivered') {
      await this.#settleDelivered(entry, outcome, policy);
      return;
    }
    if (outcome.kind === 'rejected' && this.#wasRefused(entry)) {
      const refused = await this.#keepDeadLetters(entry, outcome, policy);
      if (refused) {
        await this.#parts.commits.submit(() => deadLetter(refused, outcome, policy));
        return;
      }
      // The dead letters are full: try again much later, until there is room.
      const patient = { ...policy, confirmRejectedAfterMs: LONGEST_ASKED_WAIT_MS };
      await this.#settleFailed(entry, outcome, { policy: patient, random });
      return;
    }
    await this.#settleFailed(entry, outcome, { policy, random });
  }

  async #settleDelivered(entry: DueEntry, outcome: Delivered, policy: OutboxPolicy): Promise<void> {
    const { state, commits } = this.#parts;
    const decide: Decision = (view, at) =>
      this.#isOutdated(entry) ? [] : settleDelivered(view, entry, { ...at, outcome, policy });
    // The commit may wait for others, unless an entry behind it in the lane waits for it.
    if (state.isAlone(entry)) await commits.submitPatiently(decide);
    else await commits.submit(decide);
  }

  /** Stores that a look found nothing, and what follows from all looks so far. */
  async #settleLook(entry: DueEntry, outcome: FailedOutcome, policy: OutboxPolicy): Promise<void> {
    const { looks, clock, commits } = this.#parts;
    const rules = lookRulesOf(policy);
    const complete = outcome.kind === 'unknown' && outcome.look === 'complete';
    const look = endedLook(entry, complete, clock.monotonic());
    const before = looks.evidenceOf(entry.id);
    const evidence = withLook(before, look);
    const waitMs = provesAbsence(before, look, rules) ? 'absent' : waitForLook(evidence, look, rules);
    if (this.#isOutdated(entry)) return;
    looks.found(entry.id, evidence);
    await commits.submit((view, { now }) =>
      this.#isOutdated(entry) || this.#isDecidedIn(view, entry)
        ? []
        : settleLook(entry, outcome, { now, waitMs }),
    );
  }

  /** True for a look about which an operator was faster. */
  #isOutdated(entry: DueEntry): boolean {
    return isLook(entry) && !this.#parts.looks.counts(entry);
  }

  /** True when a decision about its incident is stored in the same commit, before the look. */
  #isDecidedIn(view: IncidentView, { body }: DueEntry): boolean {
    if (body.kind !== 'open-incident') return false;
    const stored = this.#parts.state.ledger.incident(body.key);
    return stored?.state === 'undecided' && view.incident(body.key)?.state !== 'undecided';
  }

  async #settleFailed(
    entry: DueEntry,
    outcome: FailedOutcome,
    context: { readonly policy: OutboxPolicy; readonly random: number },
  ): Promise<void> {
    await this.#parts.commits.submit((_, { now }) => settleFailed(entry, outcome, { ...context, now }));
  }

  #wasRefused(entry: DueEntry): boolean {
    for (const { seq, refused } of this.#parts.state.laneOf(entry)) if (seq === entry.id) return refused;
    return false;
  }

  /**
   * Keeps the dead letters of a refused entry, and of those behind it that belong to the same episode.
   *
   * @returns the entries that must leave; undefined when there is no room for their dead letters
   */
  async #keepDeadLetters(
    entry: DueEntry,
    outcome: Rejected,
    { way }: OutboxPolicy,
  ): Promise<readonly RefusedEntry[] | undefined> {
    const { state, bodies, deadLetters, clock } = this.#parts;
    const refused: RefusedEntry[] = [{ id: entry.id, body: entry.body }];
    const behind = entry.body.kind === 'report-alarm' ? [...state.laneOf(entry)].slice(1) : [];
    for (const follower of behind) {
      const body = await bodies.of(follower);
      if (body?.episode !== entry.body.episode) break;
      refused.push({ id: follower.seq, body });
    }
    const kept = refused.map((one) => deadLetterOf(one, outcome, { at: clock.now(), way }));
    return (await deadLetters.keepAll(kept)) ? refused : undefined;
  }
}
