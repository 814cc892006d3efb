import { setTimeout as sleep } from 'node:timers/promises';
import { Settling as Original } from '../../../../src/delivery/settling.ts';
import { changed } from '../../changed.ts';

export * from '../../../../src/delivery/settling.ts';

export class Settling extends Original {
  constructor(...[options]: ConstructorParameters<typeof Original>) {
    const { outbox } = options;
    const settle: typeof outbox.settle = async (...args) => {
      await sleep(1_000);
      await outbox.settle(...args);
    };
    super({ ...options, outbox: changed(outbox, { settle }) });
  }
}
