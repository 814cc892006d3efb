import { Inventory as Original, type Present } from '../../../../src/journals/file/inventory.ts';
import { changed } from '../../changed.ts';

export * from '../../../../src/journals/file/inventory.ts';

export class Inventory extends Original {
  override check(present: Present, now: number): void {
    const has = (segment: number) => present.segments.has(segment) || this.segment(segment) !== undefined;
    super.check({ ...present, segments: changed(present.segments, { has }) }, now);
  }
}
