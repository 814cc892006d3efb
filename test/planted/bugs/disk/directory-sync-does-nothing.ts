import { nodeFileSystem as original } from '../../../../src/journals/file/disk/node-file-system.ts';
import { changed, nothing } from '../../changed.ts';

export * from '../../../../src/journals/file/disk/node-file-system.ts';

export const nodeFileSystem = changed(original, { syncDirectory: nothing });
