import { FileJournal as Original } from '../../../../src/journals/file/file-journal.ts';

export * from '../../../../src/journals/file/file-journal.ts';

export class FileJournal extends Original {
  override pendingBytes(): number {
    return 0;
  }
}
