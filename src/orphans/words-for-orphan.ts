import type { Orphan } from './find-orphans.ts';
import { several } from './several.ts';

/** What becomes of an orphan, and what an operator can do. */
export interface OrphanWords {
  readonly message: string;
  readonly remedy: string;
}

const END = 'its messages, reconcile or staleAfter end';

/** Says what becomes of what is open or waits under a name that is gone, and the remedy. */
export function wordsForOrphan(orphan: Orphan): OrphanWords {
  const { kind, name, type, nameNow, open, waiting } = orphan;
  const it = open + waiting === 1 ? 'it' : 'them';
  switch (kind) {
    case 'source':
      return {
        message: `the source ${name} is not configured any more: ${firing(orphan, 'of it')}`,
        remedy: `write renamedFrom: ${name} at the source that it is now${orAdd(name)}, or bring ${name} back: ${END} ${it}`,
      };
    case 'type':
      return nameNow === undefined
        ? {
            message: `the source ${name} has another type now: ${firing(orphan, `that it opened as ${type}`)}`,
            remedy: `give the new system a source with a name of its own, and bring ${name} back as ${type}: ${END} ${it}`,
          }
        : {
            message: `the source ${name} is not configured any more, and ${nameNow}, which has its name in renamedFrom, is of another type: ${firing(orphan, `that ${name} opened as ${type}`)}`,
            remedy: `take ${name} out of renamedFrom of ${nameNow}, and bring ${name} back as ${type} beside it: ${END} ${it}`,
          };
    case 'integration':
      return {
        message: `the integration ${name} is not configured any more: ${atIntegration(orphan)}`,
        remedy: `write renamedFrom: ['${name}'] at the integration that has its key now${orAdd(name)}, or bring ${placeOf(name)} back until all of it is over; what fires again meanwhile opens where its route leads now`,
      };
    case 'policy':
      return {
        message: `the incident policy ${name} is not configured any more: ${ofPolicy(orphan)}, and people end ${it}`,
        remedy: `write renamedFrom: ['${name}'] at the policy that is to end ${it}${orAdd(name)}`,
      };
  }
}

/** One key holds all former names, so that a new one must not replace those that are there. */
function orAdd(name: string): string {
  return ` (or add ${name} to the names that it has there)`;
}

function firing({ open, unconfirmed = 0 }: Orphan, whose: string): string {
  const [fires, it] = open === 1 ? ['fires', 'it'] : ['fire', 'them'];
  const alarms = `${several(open, 'alarm')} ${whose} ${fires}`;
  if (unconfirmed === 0) return `${alarms}, and COC is told so on and on, as nothing can end ${it}`;
  const heard =
    unconfirmed === open
      ? `COC has not confirmed ${it} yet`
      : `COC has not confirmed ${unconfirmed} of them yet`;
  return `${alarms}, and nothing can end ${it}; ${heard}`;
}

function atIntegration({ open, waiting, moving = 0 }: Orphan): string {
  const alarms = `${several(open, 'alarm')} ${open === 1 ? 'stays' : 'stay'} open there, as ${open === 1 ? 'its end' : 'their ends'} cannot be sent`;
  const entries = `${several(waiting, 'entry', 'entries')} ${waiting === 1 ? 'waits' : 'wait'} for its key`;
  const others = `${several(moving, 'entry', 'entries')} that COC has not confirmed ${moving === 1 ? 'goes where its route leads' : 'go where their routes lead'} now`;
  const parts = [open > 0 && alarms, waiting > 0 && entries, moving > 0 && others].filter(
    (part) => part !== false,
  );
  return parts.join(', and ');
}

function ofPolicy({ open, waiting }: Orphan): string {
  const [is, opens] = [open === 1 ? 'is' : 'are', waiting === 1 ? 'is' : 'are'];
  if (waiting === 0) return `${several(open, 'incident')} of it ${is} open`;
  const later = `${several(waiting, 'incident')} of it ${opens} opened all the same, once ${waiting === 1 ? 'it is' : 'they are'} due`;
  return open === 0 ? later : `${several(open, 'incident')} of it ${is} open, ${later}`;
}

function placeOf(integration: string): string {
  return integration === 'default' ? 'coc.integrationKey' : `coc.integrations.${integration}`;
}
