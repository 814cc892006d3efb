/**
 * Place of a record in its journal. Only that journal understands it. The outbox stores the 64 bits and
 * passes them back to {@link Journal.read}.
 */
export type RecordRef = bigint & { readonly __brand: 'RecordRef' };

/** Place of one event: its record, and its own sequence number. */
export interface EventRef {
  readonly seq: number;
  readonly ref: RecordRef;
}
