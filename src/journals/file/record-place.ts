import type { RecordRef } from '../../outbox/ports/record-ref.ts';

/** The place of a record: its segment, and the offset of its frame there, bytes. */
export interface RecordPlace {
  readonly segment: number;
  readonly offset: number;
}

/** Makes the reference to a place: the segment in the upper 32 bits, the offset in the lower. */
export function refOf({ segment, offset }: RecordPlace): RecordRef {
  return ((BigInt(segment) << 32n) | BigInt(offset)) as RecordRef;
}

/** Reads what {@link refOf} made. */
export function placeOf(ref: RecordRef): RecordPlace {
  return { segment: Number(ref >> 32n), offset: Number(ref & 0xffff_ffffn) };
}
