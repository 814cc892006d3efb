import type { ApiResult } from '../../coc/calls/call-api.ts';
import { remedyForFailure, WRONG_PROJECT } from '../../doctor/failed-step.ts';
import { UsageError } from '../usage-errors.ts';

type Failure = Exclude<ApiResult<never>, { kind: 'answered' }>;
type Outcome = Extract<Failure, { kind: 'failed' }>['outcome'];

const NO_PROJECT = /^IAM: .*\bproject\b|\bAPIG\.0310\b/i;
/** What helps a person with a terminal, where that is something else than what helps an agent. */
const REMEDIES: Readonly<Partial<Record<Outcome['reason'], string>>> = {
  'server-error': 'COC itself fails: try again later',
  throttled: 'COC gets too many calls: try again in a minute',
  forbidden: 'grant the user or the agency of coc.auth the permission for this call in IAM',
  interrupted: 'you stopped the command',
};
const NO_API = 'this COC does not have this call: check coc.endpoint, and that COC serves it in your region';
const NO_THING = 'check the id: it may be deleted, or of another project';

/**
 * Makes an error of a call that failed: what COC says, and what to do.
 *
 * @param lookAt - command that shows what became of a call whose answer was lost
 */
export function errorOf(failure: Failure, lookAt?: string): Error {
  if (failure.kind === 'not-sent') return new UsageError(`not sent: ${failure.problems.join('; ')}`);
  return new Error(describeOutcome(failure.outcome, lookAt));
}

/** What COC says of a call that failed, and what to do. */
export function describeOutcome(outcome: Outcome, lookAt?: string): string {
  const { kind, detail } = outcome;
  if (kind === 'unknown') {
    const look = lookAt === undefined ? "look at it in COC's console" : `look at \`${lookAt}\``;
    return `unknown whether COC did it, because its answer was lost: ${detail}\n  -> ${look} before you try again`;
  }
  const remedy = remedyOf(outcome);
  return remedy === undefined ? detail : `${detail}\n  -> ${remedy}`;
}

/** What to do about a failure; undefined where COC's own words are all that is known. */
export function remedyOf({ kind, reason, detail }: Outcome): string | undefined {
  if (NO_PROJECT.test(detail)) return WRONG_PROJECT;
  if (reason === 'not-found') return kind === 'rejected' ? NO_THING : NO_API;
  return REMEDIES[reason] ?? remedyForFailure(reason);
}
