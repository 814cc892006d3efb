import type { OutboxEvent, OutboxRecord } from '../events/event.ts';
import { LedgerDraft } from '../ledger/ledger-draft.ts';
import type { IncidentView } from '../ledger/ledger-view.ts';
import type { CommitContext, Decision } from './decision.ts';

/** State at the start of a batch. `seq` is the number that the first event of the batch will have. */
export interface BatchStart extends CommitContext {
  readonly ledger: IncidentView;
}

/**
 * Result of one request of a batch: its record, which is absent when nothing was decided, or what it threw.
 */
export type BatchResult = { readonly record?: OutboxRecord } | { readonly error: unknown };

/**
 * Makes the decisions of each request, one after the other. A decision sees the events of all decisions
 * before it. A request whose decision throws leaves no trace. Pure.
 */
export function decideBatch(
  requests: readonly (readonly Decision[])[],
  { ledger, seq: firstSeq, now, entryStatusOf }: BatchStart,
): readonly BatchResult[] {
  let draft = new LedgerDraft(ledger);
  let seq = firstSeq;
  const results: BatchResult[] = [];
  for (const decisions of requests) {
    try {
      const events = decideAll(decisions, draft, { seq, now, entryStatusOf });
      results.push(events.length === 0 ? {} : { record: { v: 1, seq, at: now, events } });
      seq += events.length;
    } catch (error) {
      // The draft holds events of decisions before the one that threw: make it anew without them.
      draft = new LedgerDraft(ledger);
      for (const result of results) if ('record' in result) foldInto(draft, result.record);
      results.push({ error });
    }
  }
  return results;
}

function decideAll(
  decisions: readonly Decision[],
  draft: LedgerDraft,
  { seq, now, entryStatusOf }: CommitContext,
): readonly OutboxEvent[] {
  const events: OutboxEvent[] = [];
  for (const decide of decisions) {
    const next = seq + events.length;
    const own = decide(draft, { seq: next, now, entryStatusOf });
    foldInto(draft, { seq: next, at: now, events: own });
    events.push(...own);
  }
  return events;
}

function foldInto(draft: LedgerDraft, { seq, at, events }: Omit<OutboxRecord, 'v'>): void {
  events.forEach((event, i) => {
    draft.fold(event, { seq: seq + i, at });
  });
}
