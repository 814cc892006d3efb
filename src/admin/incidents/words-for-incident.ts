import type { EntryBody, IncidentStep } from '../../outbox/events/entry.ts';
import type {
  CocIncidentState,
  IncidentEvent,
  IncidentRequested,
  IncidentSkipped,
  JoinReason,
} from '../../outbox/events/incident-event.ts';

const JOINED: Readonly<Record<JoinReason, string>> = {
  open: 'which was requested already',
  returned: 'which was completed a short time ago',
  storm: 'a storm incident, because the incident budget is used up',
};

const SKIPPED: Readonly<Record<IncidentSkipped['reason'], (policy: string) => string>> = {
  resolved: (policy) => `Policy ${policy} opens no incident: the problem was already over.`,
  exists: (policy) => `Policy ${policy} opens no incident: this episode already has one.`,
  ended: (policy) => `Nothing more is done for policy ${policy}: its incident is no longer open.`,
};

const STATES: Readonly<Record<CocIncidentState, string>> = {
  opened: 'open and waits to be accepted',
  accepted: 'accepted',
  rejected: 'rejected',
  resolved: 'resolved and waits to be confirmed',
  completed: 'completed',
};

/** One sentence for people about an event of an incident. */
export function wordsForIncident(event: IncidentEvent): string {
  switch (event.type) {
    case 'incident.requested':
      return wordsForRequested(event);
    case 'incident.joined':
      return `It belongs to incident ${event.key}, ${JOINED[event.reason]}.`;
    case 'episode.linked':
      return `Episode ${event.episode} belongs to incident ${event.incident}.`;
    case 'incident.skipped':
      return SKIPPED[event.reason](event.policy);
    case 'incident.opened':
      return `Incident ${event.key} is open in COC as ${event.incidentNum}.`;
    case 'incident.failed':
      return `Incident ${event.key} was not opened: ${event.detail}.`;
    case 'incident.moved':
      return `Incident ${event.key} is now ${STATES[event.state]}; ${event.by === 'agent' ? 'the agent' : 'a person'} did that in COC.`;
    case 'incident.quiet':
      return `No alarm of incident ${event.key} fires any more.`;
    case 'incident.stirred':
      return `An alarm of incident ${event.key} fires again.`;
    case 'incident.left-alone':
      return `The alarms of incident ${event.key} are over, but a person works on it, so the agent leaves it open.`;
    case 'incident.decided':
      return event.incidentNum === undefined
        ? `An operator (${event.actor}) decided that incident ${event.key} is not in COC; it is requested again.`
        : `An operator (${event.actor}) found incident ${event.key} in COC as ${event.incidentNum}.`;
    case 'incident.doubled':
      return `COC opened incident ${event.key} more than once: it also has ${event.incidentNums.join(', ')}. Decide which one to go on with.`;
    case 'incident.kept':
      return `An operator (${event.actor}) goes on with ${event.incidentNum} for incident ${event.key}; close ${event.spares.join(', ')} in COC.`;
    case 'war-room.opened':
      return `The war room of incident ${event.key} is open in COC${event.warRoomNum ? ` as ${event.warRoomNum}` : ''}.`;
  }
}

const STEPS: Readonly<Record<IncidentStep, string>> = {
  accept: 'accept incident',
  solve: 'submit the solution of incident',
  confirm: 'confirm incident',
};

/** The purpose of a queued entry about an incident, in words for people, without a period. */
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

function wordsForRequested({ key, policy, correlation, storm }: IncidentRequested): string {
  const alarms = correlation === undefined ? '' : ` for all alarms of ${correlation}`;
  return storm
    ? `The incident budget is used up, so policy ${policy} requests storm incident ${key}${alarms}.`
    : `Policy ${policy} requests incident ${key}${alarms}.`;
}
