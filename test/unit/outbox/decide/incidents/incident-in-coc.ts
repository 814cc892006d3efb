import type { IncidentInCoc } from '../../../../../src/outbox/ledger/incident.ts';
import { openIncident } from '../../../../support/entries.ts';

const { key, alarmId, episode } = openIncident('other');

/** Another incident than that of a test, open in COC. */
export function incidentInCoc(changes: Partial<IncidentInCoc> = {}): IncidentInCoc {
  const about = { key, alarmId, episode, policy: 'critical', requestedAt: 1 };
  return { ...about, state: 'opened', incidentNum: 'IM1', openedAt: 2, changedAt: 2, ...changes };
}
