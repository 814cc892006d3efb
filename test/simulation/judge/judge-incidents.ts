import { markerOf } from '../../../src/coc/marker.ts';
import { statusOf } from '../../../src/emulator/state/incident-log.ts';
import type { Store } from '../../../src/emulator/state/store.ts';
import type { OutboxEvent } from '../../../src/outbox/events/event.ts';
import { type Incident, incidentNumOf } from '../../../src/outbox/ledger/incident.ts';
import { groupBy } from './group-by.ts';
import type { Violation } from './violation.ts';

interface Case {
  readonly events: readonly OutboxEvent[];
  readonly incidents: ReadonlyMap<string, Incident>;
  readonly coc: Store;
}

/** Our names for the states of COC, for an incident that is over or that nobody changes any more. */
const STATES: Readonly<Record<string, string>> = {
  INCIDENT_STATUS_TRIGGERED: 'opened',
  INCIDENT_STATUS_ACKNOWLEDGED: 'accepted',
  INCIDENT_STATUS_REJECTED: 'rejected',
  INCIDENT_STATUS_RESOLVED: 'resolved',
  INCIDENT_STATUS_COMPLETED: 'completed',
};

/**
 * Judges the incidents. Each that the agent asked for is there once or not at all, its story names it, and no
 * other is there. No episode has two of its own.
 */
export function judgeIncidents({ events, incidents, coc }: Case): readonly Violation[] {
  const violations: Violation[] = [];
  const there = coc.incidents.incidents;
  const known = new Set<string>();
  for (const incident of incidents.values()) {
    const { key, state } = incident;
    const own = there.filter(({ title }) => title.includes(markerOf(key)));
    for (const { incidentNum } of own) known.add(incidentNum);
    const numbers = own.map(({ incidentNum }) => incidentNum);
    if (own.length > 1) violations.push({ invariant: 'I4', what: `${key} was opened twice: ${numbers}` });
    if (state === 'requested' || state === 'undecided')
      violations.push({ invariant: 'stuck', what: `${key} is still ${state}; COC has ${numbers}` });
    const named = incidentNumOf(incident);
    if (own.length === 1 && named !== numbers[0])
      violations.push({ invariant: 'story', what: `${key} is ${state} ${named}, but COC has ${numbers}` });
    if (own.length === 0 && named !== undefined)
      violations.push({ invariant: 'story', what: `${key} is ${named}, which COC does not have` });
    const [first] = own;
    if (own.length === 1 && first && named === numbers[0] && STATES[statusOf(first)] !== state)
      violations.push({ invariant: 'truth', what: `${key} is ${statusOf(first)}, the agent has ${state}` });
  }
  for (const { incidentNum, title } of there)
    if (!known.has(incidentNum))
      violations.push({ invariant: 'I2', what: `nobody asked for ${incidentNum} ${title}` });
  return [...violations, ...episodesWithTwo(events), ...warRooms(coc)];
}

function episodesWithTwo(events: readonly OutboxEvent[]): readonly Violation[] {
  const requested = events.filter((event) => event.type === 'incident.requested' && !event.storm);
  const byEpisode = groupBy(requested, (event) => ('episode' in event ? event.episode : undefined));
  return [...byEpisode].flatMap(([episode, all]) =>
    all.length > 1
      ? [{ invariant: 'I4', what: `${episode} asked for ${all.length} incidents` } as const]
      : [],
  );
}

function warRooms({ warRooms: { warRooms: rooms } }: Store): readonly Violation[] {
  return [...groupBy(rooms, ({ incidentNum }) => incidentNum)].flatMap(([incidentNum, own]) =>
    own.length > 1 ? [{ invariant: 'I4', what: `${incidentNum} has ${own.length} war rooms` } as const] : [],
  );
}
