import { Dispatcher as Original } from '../../../../src/delivery/dispatcher.ts';
import { changed, nothing } from '../../changed.ts';

export * from '../../../../src/delivery/dispatcher.ts';

export class Dispatcher extends Original {
  constructor(...[options]: ConstructorParameters<typeof Original>) {
    super({ ...options, outbox: changed(options.outbox, { started: nothing }) });
  }
}
