import { lastSeqOf } from '../../../../src/journals/file/segments/record-places.ts';
import { RecordReader as Original } from '../../../../src/journals/file/segments/record-reader.ts';
import type { OutboxRecord } from '../../../../src/outbox/events/event.ts';
import type { RecordRef } from '../../../../src/outbox/ports/record-ref.ts';

export class RecordReader extends Original {
  override async read(ref: RecordRef, seq?: number): Promise<OutboxRecord | undefined> {
    const record = await super.read(ref);
    const isWanted = record && (seq === undefined || (record.seq <= seq && seq <= lastSeqOf(record)));
    return isWanted ? record : undefined;
  }
}
