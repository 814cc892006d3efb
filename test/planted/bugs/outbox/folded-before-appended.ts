import { CommitLoop as Original } from '../../../../src/outbox/commit-loop.ts';
import type { RecordRef } from '../../../../src/outbox/ports/record-ref.ts';
import { changed } from '../../changed.ts';

export * from '../../../../src/outbox/commit-loop.ts';

export class CommitLoop extends Original {
  constructor(...[deps]: ConstructorParameters<typeof Original>) {
    const { journal, state, clock } = deps;
    super({
      ...deps,
      state: changed(state, { fold: () => undefined }),
      journal: changed(journal, {
        append: (records) => {
          for (const record of records) state.fold(record, 0n as RecordRef, clock.now());
          return journal.append(records);
        },
      }),
    });
  }
}
