import type { Incident, IncidentLog } from '../state/incident-log.ts';
import type { PeopleScript } from './people-script.ts';
import { workOnIncident } from './work-on-incident.ts';

interface DueAct {
  readonly at: number;
  readonly incident: Incident;
  readonly act: PeopleScript[number]['acts'][number];
}

/**
 * Plays people who work on incidents. There is no timer: `catchUp` performs all acts that are due, and
 * records them with the time at which they were due. So a run can be repeated with any clock.
 */
export class People {
  #script: PeopleScript;
  /** Number of incidents, from the start of the log, whose acts are planned. */
  #planned = 0;
  #due: DueAct[] = [];
  /** Time from which these people work, epoch ms. */
  #since = 0;

  constructor(script: PeopleScript) {
    this.#script = script;
  }

  /** Replaces the people from `now` (epoch ms) on. The new people also work on existing incidents. */
  replace(script: PeopleScript, now: number): void {
    this.#script = script;
    this.#since = now;
    this.forget();
  }

  /** The current people. */
  current(): PeopleScript {
    return this.#script;
  }

  /** Forgets all plans, and plans again from the first incident of the log. */
  forget(): void {
    this.#planned = 0;
    this.#due = [];
  }

  /**
   * Performs all acts due at `now` (epoch ms) that the states allow. Returns whether any incident changed.
   */
  catchUp({ incidents }: IncidentLog, now: number): boolean {
    for (; this.#planned < incidents.length; this.#planned += 1) {
      const incident = incidents[this.#planned];
      if (incident) this.#due.push(...this.#planFor(incident));
    }
    const due = this.#due.filter(({ at }) => at <= now);
    if (due.length === 0) return false;
    this.#due = this.#due.filter(({ at }) => at > now);
    const done = due
      .sort((a, b) => a.at - b.at)
      .map(({ incident, act, at }) => workOnIncident(incident, act, at));
    return done.includes(true);
  }

  #planFor(incident: Incident): DueAct[] {
    const person = this.#script.find(({ match }) => matches(match, incident));
    return (person?.acts ?? []).map((act) => ({
      at: Math.max(this.#since, incident.createdAt + act.afterMs),
      incident,
      act,
    }));
  }
}

function matches(match: PeopleScript[number]['match'], incident: Incident): boolean {
  return (
    (match.title === undefined || incident.title.includes(match.title)) &&
    (match.level === undefined || match.level === incident.level) &&
    (match.assignee === undefined || incident.assignee.includes(match.assignee))
  );
}
