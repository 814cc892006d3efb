import { Settling as Original } from '../../../../src/delivery/settling.ts';

export * from '../../../../src/delivery/settling.ts';

export class Settling extends Original {
  override async idle(): Promise<void> {
    // Nothing is waited for.
  }
}
