import type { DueEntry } from '../../events/entry.ts';
import type { Incident } from '../../ledger/incident.ts';
import type { LedgerView } from '../../ledger/ledger-view.ts';

/**
 * Adds the current title and description to the entry of a storm incident: the alarms that it stands for by
 * now. Any other entry is returned as it is. Pure.
 */
export function addStormTexts(view: LedgerView, entry: DueEntry): DueEntry {
  const { body } = entry;
  if (body.kind !== 'open-incident') return entry;
  const incident = view.incident(body.key);
  if (!incident?.storm) return entry;
  return { ...entry, body: { ...body, request: { ...body.request, ...stormTexts(incident) } } };
}

function stormTexts({ alarms = 1, names = [], policy, storm }: Incident) {
  const budget = storm === 'all' ? 'all incident policies' : `the incident policy ${policy}`;
  const count = alarms === 1 ? '1 alarm' : `${alarms} alarms`;
  const more = alarms > names.length ? [`and ${alarms - names.length} more`] : [];
  return {
    title: `Alarm storm: ${count} beyond the budget of ${budget}`,
    description: [`More incidents than the budget of ${budget} allows. This one stands for ${count}:`]
      .concat(names, more)
      .join('\n'),
  };
}
