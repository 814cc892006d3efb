import { JournalError } from '../../../src/errors.ts';
import { codeOf } from '../../../src/journals/file/disk/disk-errors.ts';

/** The codes of the errors that the tests inject into the simulated disk. */
const CODES = new Set(['EIO', 'ENOSPC', 'EMFILE']);

/** Accepts an error that a broken disk explains. @throws every other error. */
export function storageErrorOnly(error: unknown): void {
  if (error instanceof JournalError || CODES.has(codeOf(error) ?? '')) return;
  throw error;
}
