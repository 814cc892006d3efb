import { FileDeadLetters as Original } from '../../../../src/journals/file/file-dead-letters.ts';
import type { DeadLetter } from '../../../../src/outbox/ports/dead-letters.ts';

export class FileDeadLetters extends Original {
  override async keep(deadLetter: DeadLetter): Promise<boolean> {
    void super.keep(deadLetter).catch(() => undefined);
    return true;
  }
}
