import type { AdminOptions } from '../admin-api/admin-client.ts';
import {
  bodyOfAnswer,
  type OutputOptions,
  printAnswer,
  withAdminClient,
} from '../admin-api/admin-request.ts';
import { EXIT_FAILED, EXIT_OK } from '../exit-codes.ts';
import { UsageError } from '../usage-errors.ts';
import {
  DEAD_LETTERS_PATH,
  type DeadLetterSelectionOptions,
  deadLetterFilters,
} from './dead-letter-selection.ts';
import { deadLetterChangeSchema, describeDeadLetterChange } from './dead-letters-text.ts';

/** Options of a change of dead letters. */
export interface DeadLetterChangeOptions extends DeadLetterSelectionOptions {
  readonly all?: true;
  readonly yes?: true;
}

/**
 * Redrives or discards dead letters: those named by id, or all that `--all` or the filters select. A
 * selection is changed only with `--yes`; without it, the command prints how many would change. Returns 1
 * when any change failed.
 *
 * @throws {UsageError} unless either ids or a selection is given.
 */
export function changeDeadLetters(
  verb: 'redrive' | 'discard',
  ids: readonly string[],
  options: AdminOptions & OutputOptions & DeadLetterChangeOptions,
): Promise<number> {
  const filter = deadLetterFilters(options);
  const selects = options.all === true || Object.keys(filter).length > 0;
  if (ids.length > 0 === selects)
    throw new UsageError(
      `name the dead letters to ${verb}, or select them with --all, --kind, --source or --reason`,
    );
  const selection = selects ? (options.all ? { all: true } : { filter }) : { ids };
  return withAdminClient(options, async (client) => {
    const change = { ...selection, dryRun: selects && options.yes !== true };
    const body = bodyOfAnswer(await client.ask('POST', `${DEAD_LETTERS_PATH}/${verb}`, change));
    const answer = deadLetterChangeSchema.parse(body);
    printAnswer(options, body, () => describeDeadLetterChange(verb, answer));
    return answer.failures === 0 ? EXIT_OK : EXIT_FAILED;
  });
}
