import { typeOfAlarmId } from '../alerts/alarm-id.ts';
import { type AlertOrigin, OWN_SOURCE } from '../alerts/alert.ts';
import { heartbeatOf, type SilentHeartbeat } from '../alerts/silence-fingerprint.ts';
import { type Incident, isOpenInCoc } from '../outbox/ledger/incident.ts';
import type { Series } from '../outbox/ledger/series.ts';
import type { OutboxView } from '../outbox/state.ts';

/** Alarms that fire, or whose recovery is held back, and that are alike in what a change of the configuration asks for. */
export interface OpenAlarms {
  readonly source: string;
  /** Type that the source had when it opened them; absent where the ids do not tell. */
  readonly type?: AlertOrigin;
  /** Integration to which they were sent; absent for alarms of an older version. */
  readonly integration?: string;
  readonly state: 'firing' | 'recovering';
  readonly count: number;
}

/** Incidents that are alike in what a change of the configuration asks for. */
export interface OpenIncidents {
  readonly policy: string;
  /** `requested`: COC has not been asked yet, or the outcome is unknown. */
  readonly state: 'requested' | 'opened' | 'accepted' | 'resolved' | 'unknown';
  /** True where alarms share it by a value. */
  readonly isShared: boolean;
  /** True once a person has worked on it. */
  readonly isTouched: boolean;
  /** True once the agent left it to that person. */
  readonly isLeft: boolean;
  readonly hasRoom: boolean;
  /** True for one that lists the alarms beyond a budget. */
  readonly isStorm: boolean;
  readonly count: number;
}

/** All that is open in COC or waits to be sent, counted. */
export interface OpenNow {
  readonly alarms: readonly OpenAlarms[];
  readonly incidents: readonly OpenIncidents[];
  /** Entries that wait, by their destination, such as `alarms/default`. */
  readonly waiting: Readonly<Record<string, number>>;
  /** Heartbeats about whose absence an alarm is open. */
  readonly silences: readonly SilentHeartbeat[];
}

/** Counts what is open or waits. `now` is epoch ms. Pure. */
export function openNow({ ledger, waits }: Pick<OutboxView, 'ledger'> & Waits): OpenNow {
  const alarms = new Tally<Omit<OpenAlarms, 'count'>>();
  const silences: SilentHeartbeat[] = [];
  for (const series of ledger.everySeries()) {
    const about = aboutAlarm(series);
    if (about) alarms.add(about);
    if (series.state === 'firing' && series.source === OWN_SOURCE)
      silences.push(heartbeatOf(series.fingerprint));
  }
  const incidents = new Tally<Omit<OpenIncidents, 'count'>>();
  for (const incident of ledger.everyIncident()) {
    const about = aboutIncident(incident);
    if (about) incidents.add(about);
  }
  const waiting = [...waits].map(([destination, { entries }]) => [destination, entries] as const);
  return {
    ...{ alarms: alarms.counted(), incidents: incidents.counted(), silences },
    waiting: Object.fromEntries(waiting),
  };
}

interface Waits {
  readonly waits: ReturnType<OutboxView['waits']>;
}

function aboutAlarm(series: Series): Omit<OpenAlarms, 'count'> | undefined {
  const { state, source, alarmId } = series;
  if (state !== 'firing' && state !== 'recovering') return undefined;
  const type = typeOfAlarmId(alarmId);
  const integration = series.target?.integration;
  return {
    source,
    ...(type !== undefined && { type }),
    ...(integration !== undefined && { integration }),
    state,
  };
}

function aboutIncident(incident: Incident): Omit<OpenIncidents, 'count'> | undefined {
  const { policy, correlation, storm } = incident;
  const isStorm = storm !== undefined;
  const about = { policy, isShared: correlation !== undefined && !isStorm, isStorm };
  if (incident.state === 'requested' || incident.state === 'undecided')
    return { ...about, state: 'requested', isTouched: false, isLeft: false, hasRoom: false };
  if (!isOpenInCoc(incident)) return undefined;
  const { state, touched = false, leftAlone = false, warRoom } = incident;
  return { ...about, state, isTouched: touched, isLeft: leftAlone, hasRoom: warRoom !== undefined };
}

/** Counts things that are alike. */
class Tally<T extends object> {
  readonly #counts = new Map<string, { readonly about: T; count: number }>();

  add(about: T): void {
    const key = JSON.stringify(about);
    const known = this.#counts.get(key) ?? { about, count: 0 };
    known.count += 1;
    this.#counts.set(key, known);
  }

  counted(): readonly (T & { readonly count: number })[] {
    return [...this.#counts.values()].map(({ about, count }) => ({ ...about, count }));
  }
}
