import type { AlarmId } from '../alerts/alert.ts';
import { mayWaitInVain, moveUnsent } from './decide/move-unsent.ts';
import type { ReportAlarm } from './events/entry.ts';
import { hash53 } from './events/hash.ts';
import { gatherSeries } from './gather-series.ts';
import type { FiringSeries, Series } from './ledger/series.ts';
import type { Outbox } from './outbox.ts';
import { storedIfRoom } from './stored-if-room.ts';
import { visitStoredAlarms } from './visit-stored-alarms.ts';

interface Dependencies {
  readonly outbox: Pick<Outbox, 'state' | 'policy' | 'alarmsOf' | 'decide' | 'onChange'>;
  /** Receives the error of a round that can't go on, such as one after which nothing can be stored any more. */
  readonly onFailure: (error: Error) => void;
}

/**
 * Sends alarms of which COC knows nothing yet where their routes lead now, if they might wait in vain where they are. It
 * works beside everything else, since a long backlog takes seconds to read. An alarm that is being sent at this moment is
 * looked at once COC has answered, after the round. What can't be read or stored now waits as before, until the next
 * message of each, or the next round.
 */
export class UnsentMover {
  readonly #deps: Dependencies;
  #stopping = new AbortController();
  #round: Promise<void> = Promise.resolve();
  /** Waits for the answers to what was being sent when the last round looked at it. */
  #late: readonly Promise<void>[] = [];

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** Begins a round, by the policy of now. It takes the place of one that has not ended. */
  begin(): void {
    this.#stopping.abort();
    this.#stopping = new AbortController();
    const { signal } = this.#stopping;
    this.#round = this.#round.then(() => this.#move(signal)).catch(this.#deps.onFailure);
  }

  /** Resolves once the round that was begun last has ended. */
  ended(): Promise<void> {
    return this.#round;
  }

  /** Stops after what is being read and stored now. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#round;
    await Promise.all(this.#late);
  }

  async #move(signal: AbortSignal): Promise<void> {
    const { state, policy } = this.#deps.outbox;
    const isWaiting = (series: Series): series is FiringSeries => mayWaitInVain(series, policy);
    const waiting = await gatherSeries(state.ledger, isWaiting, signal);
    const alarmsOf = (part: readonly Series[]) => this.#alarmsOf(part);
    const late: Promise<void>[] = [];
    const visit = ({ alarmId }: Series, last?: ReportAlarm) => {
      if (!last) return undefined;
      if (!this.#isBeingSent(alarmId)) return this.#moveOne(last);
      late.push(this.#moveOnceAnswered(last, signal).catch(this.#deps.onFailure));
      return undefined;
    };
    await visitStoredAlarms({ alarmsOf }, waiting, { visit, signal });
    this.#late = late;
  }

  async #alarmsOf(part: readonly Series[]): Promise<readonly (ReportAlarm | undefined)[]> {
    return this.#deps.outbox.alarmsOf(part).catch(() => part.map(() => undefined));
  }

  #isBeingSent(alarmId: AlarmId): boolean {
    return this.#deps.outbox.state.lanes.isBusy(hash53(alarmId));
  }

  async #moveOnceAnswered(last: ReportAlarm, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!signal.aborted && this.#isBeingSent(last.alert.alarmId)) return;
        signal.removeEventListener('abort', look);
        forget();
        resolve();
      };
      const forget = this.#deps.outbox.onChange(look);
      signal.addEventListener('abort', look);
    });
    if (!signal.aborted) await this.#moveOne(last);
  }

  #moveOne(last: ReportAlarm): Promise<void> {
    const { outbox } = this.#deps;
    return storedIfRoom(() =>
      outbox.decide((view, at) => moveUnsent(view, last, { ...at, policy: outbox.policy })),
    );
  }
}
