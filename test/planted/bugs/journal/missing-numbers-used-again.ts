import { Inventory as Original } from '../../../../src/journals/file/inventory.ts';

export * from '../../../../src/journals/file/inventory.ts';

export class Inventory extends Original {
  override get takenSeq(): number {
    const ends = this.gaps.map(
      ({ kind, firstSeq = 1, lastSeq }) => lastSeq ?? (kind === 'segment' ? firstSeq - 1 : 0),
    );
    return Math.max(0, ...ends);
  }
}
