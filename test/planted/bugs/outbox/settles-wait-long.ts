import { Outbox as Original } from '../../../../src/outbox/outbox.ts';

export * from '../../../../src/outbox/outbox.ts';

export class Outbox extends Original {
  constructor(...[deps]: ConstructorParameters<typeof Original>) {
    super({ ...deps, settlePatienceMs: 500 });
  }
}
