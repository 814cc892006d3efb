import { Dispatcher as Original } from '../../../../src/delivery/dispatcher.ts';
import { changed } from '../../changed.ts';

export * from '../../../../src/delivery/dispatcher.ts';

export class Dispatcher extends Original {
  constructor(...[options]: ConstructorParameters<typeof Original>) {
    const { destination } = options;
    super({
      ...options,
      destination: changed(destination, {
        deliver: async (entry, signal) => {
          const outcome = await destination.deliver(entry, signal);
          return signal.aborted ? { kind: 'delivered', result: 'alarm-reported' } : outcome;
        },
      }),
    });
  }
}
