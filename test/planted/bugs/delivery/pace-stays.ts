import { Dispatcher as Original } from '../../../../src/delivery/dispatcher.ts';

export * from '../../../../src/delivery/dispatcher.ts';

export class Dispatcher extends Original {
  override usePace(): void {
    this.limits();
  }
}
