/**
 * The place of a record in its journal. Only the journal that gave it out understands it: everybody else keeps it, 64 bits
 * in a table, and hands it back to {@link Journal.read}.
 */
export type RecordRef = bigint & { readonly __brand: 'RecordRef' };

/** The place of one event: its record, and its own sequence number. */
export interface EventRef {
  readonly seq: number;
  readonly ref: RecordRef;
}
