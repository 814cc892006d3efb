import type { Store } from '../../../src/emulator/state/store.ts';
import type { Violation } from './violation.ts';

/** The actions that tell people something. COC does not know in whose name the agent makes them. */
export const REMARKS: ReadonlySet<string> = new Set(['addRemark', 'unAcceptedForward']);

/** Judges what the agent told the people of each incident: nothing twice, whatever became of the answer. */
export function judgeRemarks(coc: Store): readonly Violation[] {
  return coc.incidents.incidents.flatMap(({ incidentNum, timeline }) => {
    const told = timeline.filter(({ action }) => REMARKS.has(action)).map(({ comment }) => comment);
    const twice = told.filter((comment, i) => told.indexOf(comment) < i);
    return twice.map((comment) => ({
      invariant: 'I3' as const,
      what: `the people of ${incidentNum} were told twice: ${comment}`,
    }));
  });
}
