import { History as Original } from '../../../../src/journals/file/history.ts';
import { changed, nothing } from '../../changed.ts';

export * from '../../../../src/journals/file/history.ts';

export class History extends Original {
  constructor(...[fs, layout, inventory]: ConstructorParameters<typeof Original>) {
    super(fs, layout, changed(inventory, { forget: nothing }));
  }
}
