import type { Declare } from './declare.ts';

/** Incidents and war rooms, and the decisions about them. */
export function incidentMetrics({ counter, gauge }: Declare) {
  return {
    incidentsRequested: counter('incidents_requested_total', 'Incidents requested for alarms.'),
    incidentsOpened: counter('incidents_opened_total', 'Incidents that COC opened.'),
    incidentsFailed: counter('incidents_failed_total', 'Incidents that COC refused to open.'),
    incidentsSkipped: counter(
      'incidents_skipped_total',
      'Incidents that were not opened because they were no longer needed, by reason.',
      'reason',
    ),
    incidentsJoined: counter(
      'incidents_joined_total',
      'Alarms that joined an existing incident, by reason.',
      'reason',
    ),
    incidentsMoved: counter(
      'incidents_moved_total',
      'Changes of state of incidents in COC, by new state and by who made them: agent or person.',
      'state',
      'by',
    ),
    incidentsLeftAlone: counter(
      'incidents_left_alone_total',
      'Incidents left open after their alarms ended, because a person works on them.',
    ),
    incidentsDecided: counter(
      'incidents_decided_total',
      'Decisions of operators about incidents: opened or again where the outcome was unknown, corrected where that was wrong, kept where COC had opened two.',
      'choice',
    ),
    incidentsDoubled: counter('incidents_doubled_total', 'Incidents that COC opened more than once.'),
    incidentsAwaitingDecision: gauge(
      'incidents_awaiting_decision',
      'Incidents that wait for an operator, by reason: undecided for too long, or doubled.',
      'reason',
    ),
    incidentLookFailures: counter(
      'incident_look_failures_total',
      'Failed reads of the state of an incident; each is tried again later.',
    ),
    warRoomsOpened: counter('war_rooms_opened_total', 'War rooms that COC opened.'),
    incidents: gauge('incidents', 'Incidents in the ledger, by state.', 'state'),
    alarmsUncovered: gauge(
      'alarms_uncovered',
      'Firing alarms without an open incident, by level and by reason: not-told, no-policy, waits, refused, closed or ended. Levels below Critical count where they share an incident.',
      'level',
      'reason',
    ),
    alarms: gauge(
      'alarms',
      'Alarms that the agent keeps the state of, by state: firing or resolved.',
      'state',
    ),
  };
}
