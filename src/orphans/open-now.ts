import { typeOfAlarmId } from '../alerts/alarm-id.ts';
import { type AlertOrigin, OWN_SOURCE } from '../alerts/alert.ts';
import { heartbeatOf, type SilentHeartbeat } from '../alerts/silence-fingerprint.ts';
import { standsForAnEnd } from '../outbox/decide/collapse.ts';
import { hash53 } from '../outbox/events/hash.ts';
import { type Incident, isOpenInCoc } from '../outbox/ledger/incident.ts';
import type { Series } from '../outbox/ledger/series.ts';
import type { Unsent } from '../outbox/ledger/unsent.ts';
import type { OutboxView } from '../outbox/state.ts';

/** Alarms that fire, or whose recovery is held back, and that are alike in what a change of the configuration asks for. */
export interface OpenAlarms {
  readonly source: string;
  /** Type that the source had when it opened them; absent where the ids do not tell. */
  readonly type?: AlertOrigin;
  /** Name that the source had when it opened them, where it was renamed since. */
  readonly openedBy?: string;
  /** Integration to which they were sent; absent for alarms of an older version. */
  readonly integration?: string;
  readonly state: 'firing' | 'recovering';
  /** Set when COC has confirmed none of their alarms: they were never sent, failed, or were refused. */
  readonly isUnconfirmed?: true;
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

/** Alarms that COC may show at an integration although they do not fire there: it still has to hear of their ends. */
export interface OwedEnds {
  readonly integration: string;
  readonly count: number;
}

/** All that is open in COC or waits to be sent, counted. */
export interface OpenNow {
  readonly alarms: readonly OpenAlarms[];
  /** Absent where there are none. */
  readonly owed?: readonly OwedEnds[];
  readonly incidents: readonly OpenIncidents[];
  /** Entries that wait, by their destination, such as `alarms/default`. */
  readonly waiting: Readonly<Record<string, number>>;
  /** Entries among these that go where their routes lead, should their integration be gone. Without any, absent. */
  readonly moving?: Readonly<Record<string, number>>;
  /** Heartbeats about whose absence an alarm is open. */
  readonly silences: readonly SilentHeartbeat[];
}

/** Counts what is open or waits. `now` is epoch ms. Pure. */
export function openNow({ ledger, lanes, waits }: Parts): OpenNow {
  const alarms = new Tally<Omit<OpenAlarms, 'count'>>();
  const owed = new Tally<Omit<OwedEnds, 'count'>>();
  const moving = new Map<string, number>();
  const silences: SilentHeartbeat[] = [];
  for (const series of ledger.everySeries()) {
    const isUnconfirmed = isNothingConfirmed(series);
    const about = aboutAlarm(series);
    if (about) alarms.add({ ...about, ...(isUnconfirmed && { isUnconfirmed }) });
    const isSent = isUnconfirmed && lanes.isBusy(hash53(series.alarmId));
    for (const { integration } of isUnconfirmed && !isSent ? freeEntries(series) : []) {
      const destination = `alarms/${integration}`;
      moving.set(destination, (moving.get(destination) ?? 0) + 1);
    }
    for (const integration of owedAt(series)) owed.add({ integration });
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
    ...(owed.size > 0 && { owed: owed.counted() }),
    ...{ alarms: alarms.counted(), incidents: incidents.counted(), silences },
    waiting: Object.fromEntries(waiting),
    ...(moving.size > 0 && { moving: Object.fromEntries(moving) }),
  };
}

interface Parts extends Pick<OutboxView, 'ledger'> {
  /** An alarm that is being sent does not go elsewhere: COC may take it. */
  readonly lanes: Pick<OutboxView['lanes'], 'isBusy'>;
  readonly waits: ReturnType<OutboxView['waits']>;
}

/** True when COC has confirmed no alarm of the last episode. A resolve whose fire was never seen here stands alone. */
function isNothingConfirmed(series: Series): boolean {
  return series.state === 'tombstone' || (series.cocFires === undefined && series.toldAt === undefined);
}

/** The waiting entries of an unconfirmed series that are rendered anew as a whole, with their place. */
function freeEntries(series: Series): readonly Unsent[] {
  const { unsent = [] } = series;
  if (series.state === 'tombstone') return unsent;
  const own = unsent.filter(({ episode }) => episode === series.episode);
  return own[0]?.status === 'alarm' && !own.some(standsForAnEnd) ? own : [];
}

function aboutAlarm(series: Series): Omit<OpenAlarms, 'count'> | undefined {
  const { state, source, alarmId, openedBy } = series;
  if (state !== 'firing' && state !== 'recovering') return undefined;
  const type = typeOfAlarmId(alarmId);
  const integration = series.target?.integration;
  return {
    source,
    ...(type !== undefined && { type }),
    ...(openedBy !== undefined && { openedBy }),
    ...(integration !== undefined && { integration }),
    state,
  };
}

/** Integrations at which the end of an alarm waits, or was refused, that COC may show there. A held recovery is none. */
function owedAt(series: Series): ReadonlySet<string> {
  const { unsent = [], refusedEnds = [] } = series;
  const held = series.state === 'recovering' ? series.held.entry : undefined;
  const waiting = unsent.filter(
    ({ status, episode, integration, entry }, i) =>
      status === 'ok' &&
      entry !== held &&
      // COC knows nothing of an alarm that waits before its end.
      !unsent.slice(0, i).some((one) => one.episode === episode && one.integration === integration),
  );
  return new Set([...waiting, ...refusedEnds].map(({ integration }) => integration));
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

  get size(): number {
    return this.#counts.size;
  }

  counted(): readonly (T & { readonly count: number })[] {
    return [...this.#counts.values()].map(({ about, count }) => ({ ...about, count }));
  }
}
