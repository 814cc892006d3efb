import { type PersonAction, personActions } from '../emulator/people/person-action.ts';
import { durationSchema } from '../settings/duration.ts';
import { UsageError } from './usage-errors.ts';

/** One thing that a person does to every incident of the emulator, `afterMs` after it was opened. */
interface TimedAct {
  readonly action: PersonAction;
  readonly afterMs: number;
}

/**
 * Reads the value of `--someone`, such as `accept=30s,complete=5m`.
 *
 * @throws {UsageError} when an action or a time is not known.
 */
export function readTimedActs(text: string): TimedAct[] {
  return text.split(',').map((part) => {
    const [word, time, ...rest] = part.split('=').map((side) => side.trim());
    const action = personActions.find((known) => known === word);
    const after = durationSchema.safeParse(time);
    if (action === undefined || !after.success || rest.length > 0) {
      const remedy = `write ${personActions.join(', ')}, each with the time after the opening`;
      throw new UsageError(
        `--someone ${text}: "${part.trim()}" is not an action with a time; ${remedy}, such as accept=30s,complete=5m`,
      );
    }
    return { action, afterMs: after.data };
  });
}
