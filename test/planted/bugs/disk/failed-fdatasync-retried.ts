import { nodeFileSystem as original } from '../../../../src/journals/file/disk/node-file-system.ts';
import { withFiles } from '../../changed.ts';

export * from '../../../../src/journals/file/disk/node-file-system.ts';

export const nodeFileSystem = withFiles(original, (file) => ({
  sync: () => file.sync().catch(() => file.sync()),
}));
