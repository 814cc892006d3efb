import { isBrokenJournal, JournalError } from '../errors.ts';
import type { Outbox } from '../outbox/outbox.ts';

/** The names that sources had before, by their names now. */
type Renamed = Readonly<Record<string, { readonly renamedFrom?: string | undefined }>>;

/**
 * Gives what is known of renamed sources their new names. Does nothing where that is done. What can not be stored now is
 * listed as an orphan, and done at the next start or reload.
 *
 * @throws {JournalError} when nothing can be stored any more.
 */
export async function renameSources(
  outbox: Pick<Outbox, 'state' | 'decide'>,
  sources: Renamed,
): Promise<void> {
  for (const [to, { renamedFrom: from }] of Object.entries(sources)) {
    if (from === undefined || from in sources || outbox.state.ledger.countSeriesOf(from) === 0) continue;
    try {
      await outbox.decide(() => [{ type: 'source.renamed', from, to }]);
    } catch (error) {
      if (!(error instanceof JournalError) || isBrokenJournal(error)) throw error;
    }
  }
}
