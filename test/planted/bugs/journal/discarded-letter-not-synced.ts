import { FileDeadLetters as Original } from '../../../../src/journals/file/file-dead-letters.ts';
import { changed } from '../../changed.ts';

export * from '../../../../src/journals/file/file-dead-letters.ts';

export class FileDeadLetters extends Original {
  constructor(...[fs, directory, options]: ConstructorParameters<typeof Original>) {
    let syncsNothing = false;
    const rename: typeof fs.rename = async (from, to) => {
      syncsNothing = to.endsWith('.gone');
      await fs.rename(from, to);
    };
    const syncDirectory: typeof fs.syncDirectory = async (path) => {
      if (!syncsNothing) await fs.syncDirectory(path);
      syncsNothing = false;
    };
    super(changed(fs, { rename, syncDirectory }), directory, options);
  }
}
