import { CocDestination as Original } from '../../../../src/coc/coc-destination.ts';
import type { DueEntry } from '../../../../src/outbox/events/entry.ts';
import type { Outcome } from '../../../../src/outbox/events/outcome.ts';

export * from '../../../../src/coc/coc-destination.ts';

export class CocDestination extends Original {
  override deliver(entry: DueEntry, signal: AbortSignal): Promise<Outcome> {
    const certain = entry.body.kind === 'open-incident' ? { ...entry, uncertain: false } : entry;
    return super.deliver(certain, signal);
  }
}
