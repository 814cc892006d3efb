import { markerOf } from '../../../src/coc/marker.ts';
import { type Incident as IncidentOfCoc, statusOf } from '../../../src/emulator/state/incident-log.ts';
import type { Store } from '../../../src/emulator/state/store.ts';
import type { IncidentKey } from '../../../src/outbox/events/entry.ts';
import type { OutboxEvent } from '../../../src/outbox/events/event.ts';
import { type Incident, incidentNumOf } from '../../../src/outbox/ledger/incident.ts';
import type { Plan } from '../plan.ts';
import { clusterOf, type Told } from '../senders.ts';
import { CLUSTERS, DROPPED, type Setup } from '../setup.ts';
import { groupBy } from './group-by.ts';
import type { Violation } from './violation.ts';

interface Case {
  /** What is true of each series in the end. */
  readonly truth: readonly Told[];
  readonly plan: Plan;
  /** The configuration in the end. */
  readonly setup: Setup;
  /** Ids of the alarms that COC refuses. */
  readonly refused: ReadonlySet<string>;
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
export function judgeIncidents(one: Case): readonly Violation[] {
  const { events, incidents, coc } = one;
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
  return [
    ...violations,
    ...episodesWithTwo(events),
    ...warRooms(coc),
    ...withoutIncident(one),
    ...notEnded(one),
  ];
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

/**
 * Every critical alarm that fires in the end is covered by an incident that is open in COC, or by one that a person has
 * closed, where a policy is for it and no rule drops it.
 */
function withoutIncident({ truth, events, setup, refused, coc }: Case): readonly Violation[] {
  return truth.flatMap(({ name, status, severity }): readonly Violation[] => {
    const opened = events.findLast((event) => event.type === 'episode.opened' && event.name === name);
    if (opened?.type !== 'episode.opened') return [];
    const { alarmId, episode } = opened;
    if (status !== 'firing' || severity !== 'critical' || refused.has(alarmId)) return [];
    const cluster = clusterOf(name);
    if (!cluster || !setup.policies.includes(cluster) || (setup.drops && name === DROPPED)) return [];
    const keys = keysOf(events, episode);
    if (keys.length === 0) return [{ invariant: 'truth', what: `${name} fires and has no incident` }];
    const there = coc.incidents.incidents.filter(({ title }) =>
      keys.some((key) => title.includes(markerOf(key))),
    );
    if (there.some(isOpenOrClosedByHand)) return [];
    const found = there.map((one) => `${one.incidentNum} ${statusOf(one)}`).join(', ') || 'none in COC';
    return [{ invariant: 'truth', what: `${name} fires, and no incident covers it: ${found}` }];
  });
}

/** The incidents to which an episode ever belonged. */
function keysOf(events: readonly OutboxEvent[], episode: string): readonly IncidentKey[] {
  return events.flatMap((event) => {
    if (!('episode' in event) || event.episode !== episode) return [];
    if (event.type === 'episode.linked') return event.incident;
    return event.type === 'incident.requested' || event.type === 'incident.joined' ? event.key : [];
  });
}

const ENDED: ReadonlySet<string> = new Set(['INCIDENT_STATUS_REJECTED', 'INCIDENT_STATUS_COMPLETED']);

/** True while an incident is open, and where a person has closed it: that is a reason for the agent to open none. */
function isOpenOrClosedByHand(incident: IncidentOfCoc): boolean {
  return !ENDED.has(statusOf(incident)) || incident.timeline.at(-1)?.byHand === true;
}

/** An incident that the agent is to complete is completed, once none of its alarms fires and nobody touched it. */
function notEnded({ plan, setup, incidents, truth }: Case): readonly Violation[] {
  if (setup.policies.length < CLUSTERS.length) return [];
  if (!plan.completes || plan.clockJumps || plan.people?.length !== 0) return [];
  if (truth.some(({ status }) => status === 'firing')) return [];
  return [...incidents.values()].flatMap(({ key, state }) =>
    state === 'opened' || state === 'accepted' || state === 'resolved'
      ? [{ invariant: 'truth', what: `${key} is still ${state}, and none of its alarms fires` } as const]
      : [],
  );
}
