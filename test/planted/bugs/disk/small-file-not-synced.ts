import { writeNewFile as original } from '../../../../src/journals/file/disk/write-file.ts';
import { nothing, withFiles } from '../../changed.ts';

export * from '../../../../src/journals/file/disk/write-file.ts';

export const writeNewFile: typeof original = (fs, path, bytes) =>
  original(
    withFiles(fs, () => ({ sync: nothing })),
    path,
    bytes,
  );
