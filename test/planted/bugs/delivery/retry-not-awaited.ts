import { Dispatcher as Original } from '../../../../src/delivery/dispatcher.ts';
import { changed } from '../../changed.ts';

export * from '../../../../src/delivery/dispatcher.ts';

export class Dispatcher extends Original {
  constructor(...[options]: ConstructorParameters<typeof Original>) {
    const { outbox } = options;
    const lanes = changed(outbox.state.lanes, { nextDueAt: () => undefined });
    super({ ...options, outbox: changed(outbox, { state: changed(outbox.state, { lanes }) }) });
  }
}
