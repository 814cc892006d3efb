import { KeptRefusals as Original, type RefusalMemory } from '../../../../src/coc/kept-refusals.ts';

export * from '../../../../src/coc/kept-refusals.ts';

export class KeptRefusals extends Original {
  override of(...args: Parameters<Original['of']>): RefusalMemory {
    return { ...super.of(...args), recall: async () => undefined };
  }
}
