import { EpochWatch as Original } from '../../../../src/journals/file/epoch.ts';

export * from '../../../../src/journals/file/epoch.ts';

export class EpochWatch extends Original {
  override async holds(): Promise<boolean> {
    return true;
  }
}
