import { replaceFile as original } from '../../../../src/journals/file/disk/replace-file.ts';
import { changed, nothing } from '../../changed.ts';

export * from '../../../../src/journals/file/disk/replace-file.ts';

export const replaceFile: typeof original = (fs, directory, file) =>
  original(changed(fs, { syncDirectory: nothing }), directory, file);
