import { FreeSpace as Original } from '../../../../src/journals/file/disk/free-space.ts';

export class FreeSpace extends Original {
  override wrote(): void {
    super.wrote(0);
  }
}
