import type { Incident } from '../state/incident-log.ts';

/** The id of the current task of an incident. It changes with every step and has no meaning of its own. */
export function taskIdOf({ incidentNum, timeline }: Incident): string {
  return `${incidentNum.replace('IM', '')}${String(timeline.length).padStart(4, '0')}`;
}
