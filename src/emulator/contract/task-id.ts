import type { Incident } from '../state/incident-log.ts';

/** The id of the task that an incident waits for; it changes with every step, and tells nothing. */
export function taskIdOf({ incidentNum, timeline }: Incident): string {
  return `${incidentNum.replace('IM', '')}${String(timeline.length).padStart(4, '0')}`;
}
