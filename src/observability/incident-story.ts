import type { IncidentEvent, IncidentRequested, JoinReason } from '../outbox/incident-event.ts';

const JOINED: Readonly<Record<JoinReason, string>> = {
  open: 'which is asked for already',
  returned: 'which was completed only just',
  storm: 'a storm incident, because the budget of incidents is spent',
};

/** What an event about an incident says, for people. */
export function wordsForIncident(event: IncidentEvent): string {
  switch (event.type) {
    case 'incident.requested':
      return `${nounOf(event)} ${event.key} is asked for by policy ${event.policy}${correlationOf(event)}.`;
    case 'incident.joined':
      return `It belongs to incident ${event.key}, ${JOINED[event.reason]}.`;
    case 'episode.linked':
      return `Episode ${event.episode} is one of incident ${event.incident}.`;
    case 'incident.skipped':
      return event.reason === 'resolved'
        ? `No incident for policy ${event.policy}: the problem was over before COC had the alarm.`
        : `No incident for policy ${event.policy}: this episode has one.`;
    case 'incident.opened':
      return `Incident ${event.key} is open in COC${event.incidentNum === '' ? '' : ` as ${event.incidentNum}`}.`;
    case 'incident.failed':
      return `Incident ${event.key} was not opened: ${event.detail}.`;
  }
}

function nounOf({ storm }: IncidentRequested): string {
  return storm ? 'Because the budget of incidents is spent, storm incident' : 'Incident';
}

function correlationOf({ correlation }: IncidentRequested): string {
  return correlation === undefined ? '' : `, for all alarms of ${correlation}`;
}
