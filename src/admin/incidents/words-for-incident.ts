import type { EntryBody, IncidentStep } from '../../outbox/events/entry.ts';
import type {
  CocIncidentState,
  FormerIncident,
  IncidentEvent,
  IncidentMoved,
  IncidentRequested,
  IncidentSkipped,
  JoinReason,
} from '../../outbox/events/incident-event.ts';

const JOINED: Readonly<Record<JoinReason, string>> = {
  open: 'which was requested already',
  returned: 'which a person ended a short time ago',
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
  unknown: 'in a state that the agent does not know',
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
    case 'incident.unwanted':
      return `No other incident after that of policy ${event.policy}: the configuration wants none for this alarm now.`;
    case 'incident.opened':
      return `Incident ${event.key} is open in COC as ${event.incidentNum}${event.hasFallback ? ', with the fallback assignee, because COC refused the first one' : ''}.`;
    case 'incident.failed':
      return `Incident ${event.key} was not opened: ${event.detail}.`;
    case 'incident.moved':
      return wordsForMoved(event);
    case 'incident.shown':
      return `COC shows incident ${event.key} as the agent knows it.`;
    case 'incident.quiet':
      return `No alarm of incident ${event.key} fires any more.`;
    case 'incident.stirred':
      return `An alarm of incident ${event.key} fires again.`;
    case 'incident.hindered':
      return `COC has not let the agent take back the solution of incident ${event.key} for a quarter of an hour; its firing alarms need another incident.`;
    case 'incident.left':
      return `${event.alarms === 1 ? 'An alarm leaves' : `${event.alarms} alarms leave`} incident ${event.key} for another one.`;
    case 'incident.left-alone':
      return `The alarms of incident ${event.key} are over, but a person works on it, so the agent leaves it open.`;
    case 'incident.decided':
      return event.incidentNum === undefined
        ? `An operator (${event.actor}) decided that incident ${event.key} is not in COC; it is requested again.`
        : `An operator (${event.actor}) found incident ${event.key} in COC as ${event.incidentNum}.${byForce(event)}`;
    case 'incident.corrected':
      return event.incidentNum === undefined
        ? `An operator (${event.actor}) corrected that: incident ${event.key} is not ${event.was}; it is requested again.`
        : `An operator (${event.actor}) corrected that: incident ${event.key} is ${event.incidentNum} in COC, and not ${event.was}.${byForce(event)}`;
    case 'incident.doubled':
      return `COC opened incident ${event.key} more than once: it also has ${event.incidentNums.join(', ')}. Decide which one to go on with.`;
    case 'incident.kept':
      return `An operator (${event.actor}) goes on with ${event.incidentNum} for incident ${event.key}${closeThese(event.spares)}.`;
    case 'people.told':
      return `The people of incident ${event.key} were told: "${inOneLine(event.note)}"${event.forward ? `; it was forwarded to ${event.forward.to}` : ''}.`;
    case 'people.not-told':
      return `The people of incident ${event.key} were not told: ${event.why}.`;
    case 'war-room.opened':
      return `The war room of incident ${event.key} is open in COC${event.warRoomNum ? ` as ${event.warRoomNum}` : ''}.`;
  }
}

function inOneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}

/** What follows from a number that COC does not prove. */
function byForce({ force }: { readonly force?: string }): string {
  return force === undefined
    ? ''
    : ` COC does not show that it is ours, so the agent leaves it alone. The reason to take it: ${force}.`;
}

function closeThese(spares: readonly string[]): string {
  return spares.length === 0 ? '' : `; close ${spares.join(', ')} in COC`;
}

const STEPS: Readonly<Record<IncidentStep, string>> = {
  accept: 'accept incident',
  solve: 'submit the solution of incident',
  confirm: 'confirm incident',
  return: 'take back the solution of incident',
};

/** The purpose of a queued entry about an incident, in words for people, without a period. */
export function wordsForIncidentEntry(body: Exclude<EntryBody, { kind: 'report-alarm' }>): string {
  switch (body.kind) {
    case 'open-incident':
      return `open an incident (${body.request.level}) for alarm ${body.alarmId}`;
    case 'handle-incident':
      return `${STEPS[body.step]} ${body.incidentNum}, because its alarms ${body.step === 'return' ? 'fire again' : 'are over'}`;
    case 'open-war-room':
      return `open a war room for incident ${body.incidentNum}`;
    case 'remark-incident':
      return `tell the people of incident ${body.incidentNum} what has changed`;
  }
}

function wordsForMoved({ key, state, by, shown, isGone }: IncidentMoved): string {
  if (isGone)
    return `COC does not have incident ${key} any more. It counts as rejected by a person until COC shows it again.`;
  const inCoc = shown === undefined ? '' : ` (${shown})`;
  return `Incident ${key} is now ${STATES[state]}${inCoc}; ${by === 'agent' ? 'the agent' : 'a person'} did that in COC.`;
}

function wordsForRequested({ key, policy, correlation, storm, follows }: IncidentRequested): string {
  const alarms = correlation === undefined ? '' : ` for all alarms of ${correlation}`;
  const after = follows ? `, ${FOLLOWS[follows.why](follows)}` : '';
  return storm
    ? `The incident budget is used up, so policy ${policy} requests storm incident ${key}${alarms}${after}.`
    : `Policy ${policy} requests incident ${key}${alarms}${after}.`;
}

const FOLLOWS: Readonly<Record<FormerIncident['why'], (former: FormerIncident) => string>> = {
  returned: ({ incidentNum, state }) =>
    `because the problem of ${incidentNum} is there again, which is ${STATES[state]}`,
  gone: ({ incidentNum }) =>
    `because the problem of ${incidentNum} is still there, which COC does not have any more`,
  outgrown: ({ incidentNum }) => `because an alarm of ${incidentNum} needs a higher level`,
  'still-fires': ({ incidentNum, state }) =>
    `because the problem of ${incidentNum} is still there, although a person left that ${STATES[state]}`,
};
