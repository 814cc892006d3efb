import { markerOf } from '../../../src/coc/marker.ts';
import type { Store } from '../../../src/emulator/state/store.ts';
import type { OutboxEvent } from '../../../src/outbox/events/event.ts';
import { clusterOf } from '../senders.ts';
import { CREATORS } from '../setup.ts';
import { REMARKS } from './judge-remarks.ts';
import type { Violation } from './violation.ts';

interface Case {
  readonly events: readonly OutboxEvent[];
  readonly coc: Store;
  /** The series of an alarm. */
  readonly nameOf: (alarmId: string) => string | undefined;
}

/**
 * Judges who works on an incident: it is opened for the alarms of one policy only, and everything that the agent does
 * with it is done in the name of the same policy, whatever became of the policy's place and name.
 */
export function judgePolicies({ events, coc, nameOf }: Case): readonly Violation[] {
  const violations: Violation[] = [];
  for (const event of events) {
    if (event.type !== 'incident.requested' && event.type !== 'incident.joined') continue;
    const cluster = clusterOf(nameOf(event.alarmId) ?? '');
    const incident = coc.incidents.incidents.find(({ title }) => title.includes(markerOf(event.key)));
    if (!incident || !cluster) continue;
    if (incident.creator !== CREATORS[cluster])
      violations.push({
        invariant: 'policy',
        what: `an alarm of ${cluster} belongs to ${incident.incidentNum}, of another policy`,
      });
  }
  for (const { incidentNum, creator, timeline } of coc.incidents.incidents)
    for (const { byHand, operator, action } of timeline)
      if (!byHand && !REMARKS.has(action) && operator !== creator)
        violations.push({ invariant: 'policy', what: `another policy did ${action} with ${incidentNum}` });
  return violations;
}
