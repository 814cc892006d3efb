import { EntryRenderer as Original } from '../../../../src/outbox/entry-renderer.ts';
import type { DueEntry } from '../../../../src/outbox/events/entry.ts';
import type { PendingEntry } from '../../../../src/outbox/lanes/pending-entry.ts';

export class EntryRenderer extends Original {
  override render(due: DueEntry, entry: PendingEntry): Promise<DueEntry | undefined> {
    return super.render({ ...due, uncertain: false }, entry);
  }
}
