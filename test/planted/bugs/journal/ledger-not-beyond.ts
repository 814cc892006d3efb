import { Housekeeping as Original } from '../../../../src/journals/file/housekeeping.ts';
import { changed } from '../../changed.ts';

export class Housekeeping extends Original {
  constructor(...[deps, unindexed]: ConstructorParameters<typeof Original>) {
    super({ ...deps, ledger: changed(deps.ledger, { holds: () => true }) }, unindexed);
  }
}
