import type { OpenFile } from '../../../../src/journals/file/disk/file-system.ts';
import {
  appendAll as originalAppend,
  writeNewFile as originalWrite,
} from '../../../../src/journals/file/disk/write-file.ts';
import { changed, withFiles } from '../../changed.ts';

export * from '../../../../src/journals/file/disk/write-file.ts';

function believing(file: OpenFile): Pick<OpenFile, 'append'> {
  return {
    append(bytes) {
      file.append(bytes);
      return bytes.length;
    },
  };
}

export const appendAll: typeof originalAppend = (file, bytes) =>
  originalAppend(changed(file, believing(file)), bytes);

export const writeNewFile: typeof originalWrite = (fs, path, bytes) =>
  originalWrite(withFiles(fs, believing), path, bytes);
