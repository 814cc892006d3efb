import type { Incident, IncidentLog } from '../state/incident-log.ts';
import type { PeopleScript } from './people-script.ts';
import { workOnIncident } from './work-on-incident.ts';

interface DueAct {
  readonly at: number;
  readonly incident: Incident;
  readonly act: PeopleScript[number]['acts'][number];
}

/**
 * Plays people who work on incidents. There is no timer: what they have done by a time is done by `catchUp` when
 * somebody looks, and stands in the timeline with the time at which it was due, so a run can be repeated with any clock.
 */
export class People {
  #script: PeopleScript;
  /** How many incidents of the log have been planned for. */
  #planned = 0;
  #due: DueAct[] = [];
  /** When these people came, epoch ms: they do nothing before. */
  #since = 0;

  constructor(script: PeopleScript) {
    this.#script = script;
  }

  /** Puts other people to work from `now` (epoch ms) on, also on the incidents that are there. */
  replace(script: PeopleScript, now: number): void {
    this.#script = script;
    this.#since = now;
    this.forget();
  }

  /** The people at work. */
  current(): PeopleScript {
    return this.#script;
  }

  /** Plans anew from the first incident, as when the log was emptied. */
  forget(): void {
    this.#planned = 0;
    this.#due = [];
  }

  /** Does all that people have done by `now` (epoch ms); what a state does not allow is left out. True if any did. */
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
