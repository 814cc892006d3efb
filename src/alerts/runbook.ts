import { type Alert, labelOf } from './alert.ts';
import { httpLinks } from './links.ts';

/** Annotations in which people write where a problem is explained. */
const RUNBOOKS = ['runbook_url', 'runbook', 'runbookUrl', 'runbookURL'] as const;

/** Returns the link to the runbook of an alert; undefined when it has none. */
export function runbookOf({ annotations }: Pick<Alert, 'annotations'>): string | undefined {
  const [runbook] = httpLinks(RUNBOOKS.map((name) => labelOf(annotations, name)));
  return runbook;
}
