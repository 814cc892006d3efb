import { isBrokenJournal, JournalError } from '../errors.ts';

/**
 * Stores something that can wait where nothing can be stored now.
 *
 * @throws {JournalError} when nothing can be stored any more.
 */
export async function storedIfRoom(store: () => Promise<unknown>): Promise<void> {
  try {
    await store();
  } catch (error) {
    if (!(error instanceof JournalError) || isBrokenJournal(error)) throw error;
  }
}
