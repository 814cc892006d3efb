import { Dispatcher as Original } from '../../../../src/delivery/dispatcher.ts';
import { changed } from '../../changed.ts';

export * from '../../../../src/delivery/dispatcher.ts';

export class Dispatcher extends Original {
  constructor(...[options]: ConstructorParameters<typeof Original>) {
    const { destination, onError } = options;
    super({
      ...options,
      destination: changed(destination, {
        deliver: (entry, signal) =>
          destination.deliver(entry, signal).catch((error) => {
            onError(error);
            return { kind: 'retry', reason: 'bad-response', scope: 'entry', detail: 'internal error' };
          }),
      }),
    });
  }
}
