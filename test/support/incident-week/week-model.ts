import type { Emulator } from '../../../src/emulator/emulator.ts';
import { MINOR_LEVEL, POLICIES, type Team } from './week-policy.ts';

/** One series of the week. Its name stands in no other text, its cluster included: an incident that names it covers it. */
export interface WeekAlarm {
  readonly name: string;
  readonly team: Team;
  readonly cluster: string;
  /** Number of hosts that fire under this name. Default: 1. */
  readonly hosts?: number;
  readonly source?: 'alertmanager' | 'grafana';
}

/** What the world knows of an alarm. Times are epoch ms. */
interface Known extends WeekAlarm {
  firesSince?: number | undefined;
  endedAt?: number;
  isCritical: boolean;
  /** The last time that it became critical, in the problem that it has or had last. */
  roseAt?: number | undefined;
  /** The last time that it was critical no longer, in that problem. */
  fellAt?: number | undefined;
  /** The last time that a person ended an incident that stood for it. */
  closedAt?: number;
  /** The last time that a person solved one. */
  solvedAt?: number;
}

type Incident = ReturnType<Emulator['incidents']>[number];

const MINUTE_MS = 60_000;
/** Time that the agent may need to end an incident after its time has come. */
const SLACK_MS = 5 * MINUTE_MS;

/**
 * Judges the incidents of COC by what fires, what people did and what the configuration says. It knows nothing of the
 * agent: an incident stands for the alarms that its texts and remarks name.
 */
export class WeekModel {
  readonly #alarms = new Map<string, Known>();
  #dropped: readonly string[] = [];
  readonly #emulator: Emulator;
  readonly #now: () => number;

  constructor(emulator: Emulator, now: () => number) {
    this.#emulator = emulator;
    this.#now = now;
  }

  fires(alarm: WeekAlarm, { isCritical = true } = {}): void {
    const known = this.#alarms.get(alarm.name);
    const now = this.#now();
    const before = known?.firesSince === undefined ? undefined : known;
    const { firesSince = now, roseAt, fellAt } = before ?? {};
    const rises = isCritical && before?.isCritical !== true;
    const falls = !isCritical && before?.isCritical === true;
    const changed = { roseAt: rises ? now : roseAt, fellAt: falls ? now : fellAt };
    this.#alarms.set(alarm.name, { ...known, ...alarm, firesSince, isCritical, ...changed });
  }

  ends(name: string): void {
    const known = this.#alarms.get(name);
    if (known?.firesSince === undefined) return;
    known.firesSince = undefined;
    known.endedAt = this.#now();
  }

  /** The configuration drops these alarms from now on, and no others. */
  drops(names: readonly string[]): void {
    this.#dropped = names;
  }

  /** A person ended this incident: that binds the alarms that it stood for. */
  personEnds(incidentNum: string): void {
    const incident = this.incidents().find((one) => one.incidentNum === incidentNum);
    if (!incident || isMinor(incident)) return;
    for (const known of this.#alarms.values()) if (isNamed(incident, known)) known.closedAt = this.#now();
  }

  /** A person solved this incident: that holds for the alarms that it stood for. */
  personSolves(incidentNum: string): void {
    const incident = this.incidents().find((one) => one.incidentNum === incidentNum);
    for (const known of this.#alarms.values())
      if (incident && isNamed(incident, known)) known.solvedAt = this.#now();
  }

  /** What fires, and since when. */
  firing(): readonly (WeekAlarm & { readonly firesSince: number; readonly isCritical: boolean })[] {
    return [...this.#alarms.values()].flatMap(({ firesSince, ...rest }) =>
      firesSince === undefined ? [] : [{ ...rest, firesSince }],
    );
  }

  incidents(): readonly Incident[] {
    return this.#emulator.incidents();
  }

  /** The incidents that stand for an alarm, the first opened first. */
  incidentsOf(name: string): readonly Incident[] {
    return this.incidents().filter((incident) => isNamed(incident, { name }));
  }

  /** Everything that is not as promised, in words. */
  complaints(): readonly string[] {
    const open = this.incidents().filter(isOpen);
    return [
      ...[...this.#alarms.values()].flatMap((alarm) => this.#complaintsAbout(alarm, open)),
      ...this.toEnd().flatMap((incident) => this.#neverEnds(incident)),
    ];
  }

  #complaintsAbout(alarm: Known, open: readonly Incident[]): readonly string[] {
    if (alarm.firesSince === undefined) return [];
    const named = open.filter((incident) => standsFor(incident, alarm));
    const numbers = named.map(({ incidentNum, level }) => `${incidentNum} (${level})`).join(' and ');
    if (named.length > 1) return [`${alarm.name} has two open incidents: ${numbers}`];
    if (!alarm.isCritical) return [];
    const [incident] = named.filter((one) => !isSolvedByAgent(one));
    if (!incident) return this.#isExcused(alarm) ? [] : [`${alarm.name} fires without an open incident`];
    if (isSolved(incident) && !this.#isSolvedFor(alarm))
      return [`${alarm.name} fires, and a person solved ${numbers} without knowing it, or long ago`];
    const { level } = POLICIES[alarm.team];
    return incident.level > level ? [`${alarm.name} of ${level} is only in ${numbers}`] : [];
  }

  #isSolvedFor({ solvedAt, firesSince = 0, team }: Known): boolean {
    if (solvedAt === undefined || firesSince > solvedAt) return false;
    return this.#now() < solvedAt + POLICIES[team].reraiseAfter * MINUTE_MS;
  }

  #isExcused({ name, closedAt, firesSince = 0, team }: Known): boolean {
    if (this.#dropped.includes(name)) return true;
    if (closedAt === undefined) return false;
    const { reopenWithin, reraiseAfter } = POLICIES[team];
    const minutes = firesSince <= closedAt ? reraiseAfter : reopenWithin;
    return this.#now() < closedAt + minutes * MINUTE_MS;
  }

  /** The open incidents that the agent is to end: all of them is over, and no person works on them. */
  toEnd(): readonly Incident[] {
    return this.incidents()
      .filter(isOpen)
      .filter((incident) => {
        const named = this.#named(incident);
        const isQuiet = !named.some((alarm) => alarm.firesSince !== undefined && standsFor(incident, alarm));
        if (!isQuiet || incident.timeline.some(({ byHand }) => byHand)) return false;
        return !named.some(({ team }) => POLICIES[team].mode === 'propose') || !isSolvedByAgent(incident);
      });
  }

  #neverEnds(incident: Incident): readonly string[] {
    const { incidentNum, title } = incident;
    const named = this.#named(incident);
    const [first] = named;
    if (!first) return [`${incidentNum} stands for nothing that ever fired: ${title}`];
    const quietSince = Math.max(...named.map((alarm) => quietAt(incident, alarm)));
    const isLate = this.#now() > quietSince + POLICIES[first.team].resolveAfter * MINUTE_MS + SLACK_MS;
    return isLate ? [`${incidentNum} is open, and all of it is over: ${title}`] : [];
  }

  #named(incident: Incident): readonly Known[] {
    return [...this.#alarms.values()].filter((alarm) => isNamed(incident, alarm));
  }
}

/**
 * True where an incident names an alarm, and its policy is meant for how grave the problem of that alarm has been. One for
 * what is not critical is meant for an alarm that never was, and for one that fell before it was opened.
 */
function standsFor(incident: Incident, alarm: Known): boolean {
  const { isCritical, roseAt, fellAt = Number.POSITIVE_INFINITY } = alarm;
  if (!isNamed(incident, alarm)) return false;
  if (!isMinor(incident)) return roseAt !== undefined;
  return roseAt === undefined || (!isCritical && fellAt <= incident.createdAt);
}

function quietAt(incident: Incident, { roseAt = 0, endedAt = 0 }: Known): number {
  return isMinor(incident) ? Math.max(roseAt, endedAt) : endedAt;
}

/** True for an incident of alarms that are not critical. */
function isMinor({ level }: Incident): boolean {
  return level === MINOR_LEVEL;
}

/** True for an incident that nobody has ended. */
export function isOpen({ status }: Incident): boolean {
  return !['INCIDENT_STATUS_COMPLETED', 'INCIDENT_STATUS_REJECTED'].includes(status);
}

/** The agent says that the problem is over. Where a person says so, that is their decision. */
function isSolvedByAgent(incident: Incident): boolean {
  const solution = incident.timeline.findLast(({ action }) => action.startsWith('commitSolution'));
  return isSolved(incident) && solution?.byHand !== true;
}

function isSolved({ status }: Incident): boolean {
  return status === 'INCIDENT_STATUS_RESOLVED';
}

function isNamed({ title, description, timeline }: Incident, { name }: Pick<WeekAlarm, 'name'>): boolean {
  const word = new RegExp(`\\b${name}\\b`);
  return [title, description, ...timeline.map(({ comment }) => comment ?? '')].some((text) =>
    word.test(text),
  );
}
