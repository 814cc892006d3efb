import { findScript, replaceScript, type Script, type ScriptLog, type ScriptStatus } from './script-log.ts';

/** Name of the reviewer who is played. */
const REVIEWER = 'emulator-person';

/** Decisions of a reviewer, and the state that each leads to. */
export const reviews = { approve: 'APPROVED', reject: 'REJECTED' } as const satisfies Record<
  string,
  ScriptStatus
>;

/** A decision of a reviewer. */
export type Review = keyof typeof reviews;

/**
 * Lets a reviewer approve or reject a script that waits for approval. Returns the changed script, or the reason why nothing was
 * changed.
 */
export function reviewScript(
  log: ScriptLog,
  { uuid, review, at }: { readonly uuid: string; readonly review: Review; readonly at: number },
): { readonly script: Script } | { readonly status: 404 | 409; readonly error: string } {
  const script = findScript(log, uuid);
  if (!script) return { status: 404, error: `there is no script ${uuid}` };
  if (script.status !== 'PENDING_APPROVE') {
    return { status: 409, error: `nobody can ${review} ${uuid}: it is ${script.status}` };
  }
  const reviewed = { ...script, status: reviews[review], modifiedAt: at, operator: REVIEWER };
  replaceScript(log, reviewed);
  return { script: reviewed };
}
