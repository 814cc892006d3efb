import { DueLanes as Original } from '../../../../src/outbox/lanes/due-lanes.ts';
import type { EntryStatus } from '../../../../src/outbox/lanes/lane-reader.ts';

export class DueLanes extends Original {
  override status(laneHash: number, seq: number): EntryStatus {
    const status = super.status(laneHash, seq);
    return status === 'tried' && this.isBusy(laneHash) ? 'untried' : status;
  }
}
