import type { RecordRef } from '../../../outbox/ports/record-ref.ts';

/** The place of a record: its segment, and the offset of its frame in that file, bytes. */
export interface RecordPlace {
  readonly segment: number;
  readonly offset: number;
}

/** Packs a place into a reference of 64 bits: the segment in the upper 32, the offset in the lower 32. */
export function refOf({ segment, offset }: RecordPlace): RecordRef {
  return ((BigInt(segment) << 32n) | BigInt(offset)) as RecordRef;
}

/** Unpacks a reference that {@link refOf} made. */
export function placeOf(ref: RecordRef): RecordPlace {
  return { segment: Number(ref >> 32n), offset: Number(ref & 0xffff_ffffn) };
}
