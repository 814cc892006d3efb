import type { FileSystem } from '../../../../src/journals/file/disk/file-system.ts';
import { SegmentAdapter as Original } from '../../../../src/journals/file/segments/segment-adapter.ts';
import { withFiles } from '../../changed.ts';

export * from '../../../../src/journals/file/segments/segment-adapter.ts';

export class SegmentAdapter extends Original {
  constructor(fs: FileSystem, path: string) {
    super(
      withFiles(fs, (file) => ({ sync: async () => void file.sync().catch(() => undefined) })),
      path,
    );
  }
}
