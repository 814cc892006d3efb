import type { Orphan } from './find-orphans.ts';
import { several } from './several.ts';

/** What becomes of an orphan, and what an operator can do. */
export interface OrphanWords {
  readonly message: string;
  readonly remedy: string;
}

/** Says what becomes of what is open or waits under a name that is gone, and the remedy. */
export function wordsForOrphan({ kind, name, type, open, waiting }: Orphan): OrphanWords {
  const [is, fires, it] = open === 1 ? ['is', 'fires', 'it'] : ['are', 'fire', 'them'];
  switch (kind) {
    case 'source':
      return {
        message: `the source ${name} is not configured any more: ${several(open, 'alarm')} of it ${fires}, and COC is told so on and on, as nothing can end ${it}`,
        remedy: `write renamedFrom: ${name} at the source that it is now, or bring ${name} back: its messages, reconcile or staleAfter end ${it}`,
      };
    case 'type':
      return {
        message: `the source ${name} has another type now: ${several(open, 'alarm')} that it opened as ${type} ${fires}, and COC is told so on and on, as nothing can end ${it}`,
        remedy: `give the new system a source with a name of its own, and bring ${name} back as ${type}: its messages, reconcile or staleAfter end ${it}`,
      };
    case 'integration':
      return {
        message: `the integration ${name} is not configured any more: ${atIntegration(open, waiting)}`,
        remedy: `write renamedFrom: ['${name}'] at the integration that has its key now, or bring ${placeOf(name)} back until all of it is over; what fires again meanwhile opens where its route leads now`,
      };
    case 'policy':
      return {
        message: `the incident policy ${name} is not configured any more: ${several(open, 'incident')} of it ${is} open, and people end ${it}`,
        remedy: `write renamedFrom: ['${name}'] at the policy that is to end ${it}`,
      };
  }
}

function atIntegration(open: number, waiting: number): string {
  const alarms = `${several(open, 'alarm')} ${open === 1 ? 'stays' : 'stay'} open there, as ${open === 1 ? 'its end' : 'their ends'} cannot be sent`;
  const entries = `${several(waiting, 'entry', 'entries')} ${waiting === 1 ? 'waits' : 'wait'} for its key`;
  return [...(open > 0 ? [alarms] : []), ...(waiting > 0 ? [entries] : [])].join(', and ');
}

function placeOf(integration: string): string {
  return integration === 'default' ? 'coc.integrationKey' : `coc.integrations.${integration}`;
}
