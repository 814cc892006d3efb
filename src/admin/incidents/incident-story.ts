import type { EntryBody, IncidentStep } from '../../outbox/events/entry.ts';
import type {
  CocIncidentState,
  IncidentEvent,
  IncidentRequested,
  IncidentSkipped,
  JoinReason,
} from '../../outbox/events/incident-event.ts';

const JOINED: Readonly<Record<JoinReason, string>> = {
  open: 'which is asked for already',
  returned: 'which was completed only just',
  storm: 'a storm incident, because the budget of incidents is spent',
};

const SKIPPED: Readonly<Record<IncidentSkipped['reason'], string>> = {
  resolved: 'the problem was over before',
  exists: 'this episode has one',
  ended: 'it has ended meanwhile',
};

const STATES: Readonly<Record<CocIncidentState, string>> = {
  opened: 'open and not accepted',
  accepted: 'accepted',
  rejected: 'rejected',
  resolved: 'resolved, and waits to be confirmed',
  completed: 'completed',
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
      return `No incident for policy ${event.policy}: ${SKIPPED[event.reason]}.`;
    case 'incident.opened':
      return `Incident ${event.key} is open in COC${event.incidentNum === '' ? '' : ` as ${event.incidentNum}`}.`;
    case 'incident.failed':
      return `Incident ${event.key} was not opened: ${event.detail}.`;
    case 'incident.moved':
      return event.by === 'agent'
        ? `Incident ${event.key} is ${STATES[event.state]} now: done by the agent.`
        : `Incident ${event.key} is ${STATES[event.state]} now: a person did that in COC.`;
    case 'incident.quiet':
      return `No alarm of incident ${event.key} fires any more.`;
    case 'incident.stirred':
      return `An alarm of incident ${event.key} fires again.`;
    case 'incident.left-alone':
      return `Incident ${event.key} is left to the person who works on it, though its alarms are over.`;
    case 'incident.decided':
      return event.incidentNum === undefined
        ? `An operator (${event.actor}) found incident ${event.key} not to be in COC: it is asked for again.`
        : `An operator (${event.actor}) found incident ${event.key} in COC as ${event.incidentNum}.`;
    case 'war-room.opened':
      return `The war room of incident ${event.key} is open in COC${event.warRoomNum ? ` as ${event.warRoomNum}` : ''}.`;
  }
}

const STEPS: Readonly<Record<IncidentStep, string>> = {
  accept: 'accept incident',
  solve: 'submit the solution of incident',
  confirm: 'confirm incident',
};

/** What a queued entry about an incident is to do, for people; it ends without a period. */
export function wordsForIncidentEntry(body: Exclude<EntryBody, { kind: 'report-alarm' }>): string {
  switch (body.kind) {
    case 'open-incident':
      return `open an incident (${body.request.level}) for alarm ${body.alarmId}`;
    case 'handle-incident':
      return `${STEPS[body.step]} ${body.incidentNum}, because its alarms are over`;
    case 'open-war-room':
      return `open a war room for incident ${body.incidentNum}`;
  }
}

function nounOf({ storm }: IncidentRequested): string {
  return storm ? 'Because the budget of incidents is spent, storm incident' : 'Incident';
}

function correlationOf({ correlation }: IncidentRequested): string {
  return correlation === undefined ? '' : `, for all alarms of ${correlation}`;
}
