import type { WeekAlarm } from './week-model.ts';
import type { Team } from './week-policy.ts';

/** An alarm of this name, alone in its cluster. */
export function alarm(name: string, team: Team = 'shop', changes: Partial<WeekAlarm> = {}): WeekAlarm {
  return { name, team, cluster: `c-${name.toLowerCase()}`, ...changes };
}
