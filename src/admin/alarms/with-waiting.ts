import type { IncidentKey } from '../../outbox/events/entry.ts';
import { incidentLane } from '../../outbox/events/entry-place.ts';
import type { Waiting } from '../waiting/read-waiting.ts';
import type { AlarmSummary } from './alarm-summary.ts';
import type { AlarmPage } from './list-answer.ts';

/** Tells why a lane waits for COC; null when nothing waits in it. */
type WaitingOf = (lane: string) => Waiting | null;

/** Adds to an alarm why it waits for COC, and why its incident does; null for what does not wait. */
export function withWaiting<A extends AlarmSummary>(alarm: A, waitingOf: WaitingOf) {
  const { alarmId, incident } = alarm;
  return {
    ...alarm,
    waiting: waitingOf(alarmId),
    incident: incident && { ...incident, waiting: waitingOf(incidentLane(incident.key as IncidentKey)) },
  };
}

/** Adds to each alarm of a page, those of its groups included, why it waits for COC. */
export function pageWithWaiting({ alarms, groups, ...page }: AlarmPage, waitingOf: WaitingOf) {
  const add = (alarm: AlarmPage['alarms'][number]) => withWaiting(alarm, waitingOf);
  return {
    ...page,
    alarms: alarms.map(add),
    ...(groups && { groups: groups.map((group) => ({ ...group, examples: group.examples.map(add) })) }),
  };
}
