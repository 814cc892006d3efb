import type { Orphan } from './find-orphans.ts';

/** What becomes of an orphan, and what an operator can do. */
export interface OrphanWords {
  readonly message: string;
  readonly remedy: string;
}

/** Says what becomes of what is open or waits under a name that is gone, and the remedy. */
export function wordsForOrphan({ kind, name, type, open, waiting }: Orphan): OrphanWords {
  switch (kind) {
    case 'source':
      return {
        message: `the source ${name} is not configured any more: ${several(open, 'alarm')} of it ${open === 1 ? 'fires' : 'fire'}, and COC is told so until the source ends them`,
        remedy: `write renamedFrom: ${name} at the source that it is now, or bring it back until they are over: its messages, reconcile or staleAfter end them`,
      };
    case 'type':
      return {
        message: `the source ${name} has another type now: ${several(open, 'alarm')} that it opened as ${type} ${open === 1 ? 'fires' : 'fire'}, and COC is told so, as nothing of its new type can end ${open === 1 ? 'it' : 'them'}`,
        remedy: `give the new system a source with a name of its own, and bring ${name} back as ${type} until they are over: its messages, reconcile or staleAfter end them`,
      };
    case 'integration':
      return {
        message: `the integration ${name} is not configured any more: ${several(open, 'alarm')} open there, and ${several(waiting, 'entry', 'entries')} waiting for its key`,
        remedy: `write renamedFrom: ['${name}'] at the integration that has its key now, or bring coc.integrations.${name} back until they are over; what fires again meanwhile opens where its route leads now`,
      };
    case 'policy':
      return {
        message: `the incident policy ${name} is not configured any more: ${several(open, 'incident')} of it ${open === 1 ? 'is' : 'are'} open, and people end ${open === 1 ? 'it' : 'them'}`,
        remedy: `write renamedFrom: ['${name}'] at the policy that is to end them`,
      };
  }
}

function several(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
