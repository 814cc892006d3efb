import { DueLanes as Original } from '../../../../src/outbox/lanes/due-lanes.ts';
import type { PendingIndex } from '../../../../src/outbox/lanes/pending-index.ts';

const NO_SLOT = -1;

export class DueLanes extends Original {
  readonly #pending: PendingIndex;

  constructor(pending: PendingIndex, isApart: (destination: number) => boolean) {
    super(pending, isApart);
    this.#pending = pending;
  }

  override add(slot: number, now: number): void {
    const lane = this.#pending.lane(slot);
    const before = this.isBusy(lane) ? [] : [...this.slotsOf(lane)];
    for (const one of before) this.remove(one, now);
    for (const one of [slot, ...before]) {
      this.#pending.link(one, NO_SLOT);
      super.add(one, now);
    }
  }
}
