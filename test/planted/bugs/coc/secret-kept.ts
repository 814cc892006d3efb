import { KeptRefusals as Original, type RefusalMemory } from '../../../../src/coc/kept-refusals.ts';

export * from '../../../../src/coc/kept-refusals.ts';

export class KeptRefusals extends Original {
  override of(...[use, identity]: Parameters<Original['of']>): RefusalMemory {
    const memory = super.of(use, identity);
    return {
      ...memory,
      keep: (refusal) =>
        memory.keep({ ...refusal, detail: `${refusal.detail} ${identity().credentials.join(' ')}` }),
    };
  }
}
