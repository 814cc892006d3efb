import { nodeFileSystem as original } from '../../../../src/journals/file/disk/node-file-system.ts';
import { nothing, withFiles } from '../../changed.ts';

export * from '../../../../src/journals/file/disk/node-file-system.ts';

export const nodeFileSystem = withFiles(original, () => ({ sync: nothing }));
