import { isElsewhere } from '../alerts/target.ts';
import { isFullJournal } from '../errors.ts';
import type { CommitLoop } from './commit-loop.ts';
import { alarmsAnew, type WaitingAlarm } from './decide/anew/alarm-anew.ts';
import { incidentAnew } from './decide/anew/incident-anew.ts';
import { isUnchanged, type Replaced, replaceAnew } from './decide/anew/replace-anew.ts';
import { sameContent } from './decide/anew/same-content.ts';
import type { Decision } from './decide/decision.ts';
import { type DueEntry, type EntryBody, isLook, type ReportAlarm } from './events/entry.ts';
import type { EntryBodies } from './lanes/entry-bodies.ts';
import type { PendingEntry } from './lanes/pending-entry.ts';
import type { OutboxPolicy } from './policy.ts';
import type { OutboxState } from './state.ts';

interface Parts {
  readonly state: OutboxState;
  readonly bodies: EntryBodies;
  readonly commits: CommitLoop;
  readonly policy: () => OutboxPolicy;
}

type CallBody = Exclude<EntryBody, ReportAlarm>;

interface WaitingReport extends WaitingAlarm {
  readonly entry: PendingEntry;
}

/** Tries to replace a lane that other decisions change at the same time. */
const MOST_TRIES = 3;

/**
 * Renders entries that are due as the configuration of now does, before they are sent. An entry whose content changes is
 * replaced by another one, so that the outbox, the ledger and the story know what COC gets. All that waits behind it in
 * its lane is replaced with it, in the same order.
 */
export class EntryRenderer {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Renders an entry that was taken. Returns undefined when another one has taken its place, which is due as well.
   *
   * @throws when the bodies behind it can't be read now, or the change can't be stored.
   */
  async render(due: DueEntry, entry: PendingEntry): Promise<DueEntry | undefined> {
    const { configuration, renderer } = this.#parts.policy();
    // A call that may have arrived is looked for by what it was.
    if (!renderer || due.body.configuration === configuration || isLook(due)) return due;
    return due.body.kind === 'report-alarm'
      ? this.#renderAlarm(due, entry, due.body)
      : this.#renderCall(due, entry, due.body);
  }

  async #renderCall(due: DueEntry, entry: PendingEntry, body: CallBody): Promise<DueEntry | undefined> {
    const { state, policy } = this.#parts;
    const anew = incidentAnew(state.ledger, body, policy());
    // What may have arrived keeps that mark, and what waits behind it keeps its place.
    if (sameContent(anew, body) || due.uncertain || !state.isAlone(due)) return { ...due, body: anew };
    const one = { id: entry.seq, body, dueAt: 0, anew };
    const isReplaced = await this.#replace((view, at) =>
      replaceAnew(view, [one], { ...at, policy: policy() }),
    );
    return isReplaced ? undefined : { ...due, body: anew };
  }

  async #renderAlarm(due: DueEntry, entry: PendingEntry, body: ReportAlarm): Promise<DueEntry | undefined> {
    const { state, policy } = this.#parts;
    const { alarmId } = body.alarm;
    const mayBeInCoc = state.lanes.mayBeTaken(entry.lane, entry.seq) && !entry.refused;
    const head: WaitingReport = { entry, body, mayBeInCoc };
    const [alone = body] = alarmsAnew(state.ledger.series(alarmId), [head], policy());
    if (sameContent(alone, body)) return { ...due, body: alone };
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const lane = [head, ...(await this.#behind(due))];
      const isReplaced = await this.#replace((view, at) => {
        const series = view.series(alarmId);
        if (!isUnchanged(series, body.alarm.integration, lane)) return [];
        const anew = alarmsAnew(series, lane, policy());
        return replaceAnew(
          view,
          lane.map((one, i) => replacedBy(one, anew[i])),
          { ...at, policy: policy() },
        );
      });
      if (isReplaced) return undefined;
    }
    // The ledger knows the old place, to which the end would go.
    return isElsewhere(alone.alarm, body.alarm) ? due : { ...due, body: alone };
  }

  /** Stores what replaces entries. Returns false when nothing is replaced, or the disk has no room for it. */
  async #replace(decision: Decision): Promise<boolean> {
    try {
      return (await this.#parts.commits.submit(decision)).length > 0;
    } catch (error) {
      // Delivery makes room.
      if (isFullJournal(error)) return false;
      throw error;
    }
  }

  /** The alarms that wait behind the head of a lane. */
  async #behind(head: DueEntry): Promise<readonly WaitingReport[]> {
    const { state, bodies } = this.#parts;
    const found: WaitingReport[] = [];
    for (const entry of [...state.laneOf(head)]) {
      if (entry.seq === head.id) continue;
      const body = await bodies.of(entry);
      if (body?.kind === 'report-alarm') found.push({ entry, body });
    }
    return found;
  }
}

function replacedBy({ entry, body, mayBeInCoc }: WaitingReport, anew: ReportAlarm = body): Replaced {
  const { seq: id, dueAt } = entry;
  return { id, body, dueAt, anew, ...(mayBeInCoc && { mayBeInCoc }) };
}
