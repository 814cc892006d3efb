import { DueLanes as Original } from '../../../../src/outbox/lanes/due-lanes.ts';

export class DueLanes extends Original {
  override markHeadsTried(): void {
    this.free([], 0);
  }
}
