import type { IncidentStatus } from './incident-enums.ts';

/** Changes of an incident, the same for every caller and every API call. */
export const lifeActions = [
  'draft',
  'submit',
  'accept',
  'reject',
  'reopen',
  'close',
  'resolve',
  'complete',
  'return',
  'pause',
  'resume',
] as const;

/** One change of an incident. */
export type LifeAction = (typeof lifeActions)[number];

/**
 * States: TRIGGERED --accept--> ACKNOWLEDGED --resolve--> RESOLVED --complete--> COMPLETED. A reject leads
 * from TRIGGERED to REJECTED; from there, a reopen leads back to TRIGGERED and a close to COMPLETED. A return
 * is a negative confirmation. That it leads from RESOLVED back to ACKNOWLEDGED is an assumption. A pause holds up an
 * accepted incident until it is resumed. A person can make a draft of a
 * triggered incident, and submit it again: that stands for the drafts of COC's console.
 *
 * @see COC API Reference, "Handling an Incident" and "HandleIncident", the operations by state.
 */
const transitions: Readonly<
  Record<LifeAction, { readonly from: IncidentStatus; readonly to: IncidentStatus }>
> = {
  draft: { from: 'INCIDENT_STATUS_TRIGGERED', to: 'incident_draft' },
  submit: { from: 'incident_draft', to: 'INCIDENT_STATUS_TRIGGERED' },
  accept: { from: 'INCIDENT_STATUS_TRIGGERED', to: 'INCIDENT_STATUS_ACKNOWLEDGED' },
  reject: { from: 'INCIDENT_STATUS_TRIGGERED', to: 'INCIDENT_STATUS_REJECTED' },
  reopen: { from: 'INCIDENT_STATUS_REJECTED', to: 'INCIDENT_STATUS_TRIGGERED' },
  close: { from: 'INCIDENT_STATUS_REJECTED', to: 'INCIDENT_STATUS_COMPLETED' },
  resolve: { from: 'INCIDENT_STATUS_ACKNOWLEDGED', to: 'INCIDENT_STATUS_RESOLVED' },
  complete: { from: 'INCIDENT_STATUS_RESOLVED', to: 'INCIDENT_STATUS_COMPLETED' },
  return: { from: 'INCIDENT_STATUS_RESOLVED', to: 'INCIDENT_STATUS_ACKNOWLEDGED' },
  pause: { from: 'INCIDENT_STATUS_ACKNOWLEDGED', to: 'INCIDENT_STATUS_PAUSED' },
  resume: { from: 'INCIDENT_STATUS_PAUSED', to: 'INCIDENT_STATUS_ACKNOWLEDGED' },
};

/** The state after a change; undefined when an incident in this state does not allow it. */
export function statusAfter(status: IncidentStatus, action: LifeAction): IncidentStatus | undefined {
  const { from, to } = transitions[action];
  return status === from ? to : undefined;
}
