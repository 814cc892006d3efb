import { AttemptSettler as Original } from '../../../../src/outbox/attempt-settler.ts';
import { changed } from '../../changed.ts';

export class AttemptSettler extends Original {
  constructor(...[parts]: ConstructorParameters<typeof Original>) {
    const { state } = parts;
    const laneOf: typeof state.laneOf = (entry) =>
      [...state.laneOf(entry)].map((one) => ({ ...one, refused: true })).values();
    super({ ...parts, state: changed(state, { laneOf }) });
  }
}
