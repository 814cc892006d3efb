import type { ReceivedAlarm } from '../../../src/emulator/state/alarm-log.ts';
import type { Incident } from '../../../src/emulator/state/incident-log.ts';
import { textOf } from './account.ts';
import type { Victim } from './victim.ts';

/** Calls to COC that an agent makes at the same time at most, by its default. */
const IN_FLIGHT = 32;
const SYNCED_WITHIN_MS = 50;

/** What is wrong with what COC received, in words, and the figures of the run. */
export interface Verdict {
  readonly wrong: readonly string[];
  readonly acknowledged: number;
  readonly delivered: number;
  readonly duplicates: number;
  readonly mostDuplicatesOfOneKill: number;
  readonly incidents: number;
}

interface Arrival {
  readonly text: string;
  readonly alarmId: string;
  readonly at: number;
  /** Which life of the agent sent it, from 0. */
  readonly life: number;
}

/** What the judge looks at. */
export interface Evidence extends Pick<Victim, 'account' | 'kills' | 'lostAnswers'> {
  readonly emulator: {
    alarms(): readonly ReceivedAlarm[];
    incidents(): readonly Pick<Incident, 'title' | 'description'>[];
  };
  readonly senders: readonly { readonly surprises: readonly string[] }[];
}

/** Holds what COC received against what was acknowledged. */
export function judge(victim: Evidence): Verdict {
  const arrivals = victim.emulator.alarms().map(arrivalOf);
  const duplicates = duplicatesOf(arrivals);
  const perKill = attribute(victim, duplicates);
  const incidents = victim.emulator.incidents();
  const wrong = [
    ...wrongOrder(victim, arrivals),
    ...perKill.wrong,
    ...tooMany(arrivals, perKill.counts),
    ...doubleIncidents(incidents.map(({ title }) => title)),
    ...missingIncidents(
      victim,
      incidents.map(({ description }) => description),
    ),
    ...victim.senders.flatMap(({ surprises }) => surprises.map((one) => `a sender was answered ${one}`)),
  ];
  return {
    wrong,
    acknowledged: victim.account.acknowledged,
    delivered: arrivals.length,
    duplicates: duplicates.length,
    mostDuplicatesOfOneKill: Math.max(0, ...perKill.counts.values()),
    incidents: incidents.length,
  };
}

function arrivalOf({ body, receivedAt, integrationKey }: ReceivedAlarm): Arrival {
  return {
    text: String(body?.alarmDesc),
    alarmId: String(body?.alarmId),
    at: receivedAt,
    life: Number.parseInt(integrationKey, 16),
  };
}

/** Each series arrived as it was told, in order; what came twice came twice in a row. */
function wrongOrder({ account }: Evidence, arrivals: readonly Arrival[]): readonly string[] {
  const bySeries = new Map<string, string[]>();
  for (const { text } of arrivals) {
    const [series = ''] = text.split('#');
    const texts = bySeries.get(series) ?? [];
    if (texts.at(-1) !== text) texts.push(text);
    bySeries.set(series, texts);
  }
  return account.series.flatMap((series) => {
    const owed = account.of(series).map(textOf);
    const came = bySeries.get(series) ?? [];
    const at = owed.findIndex((text, i) => came[i] !== text);
    if (at < 0 && came.length === owed.length) return [];
    const place = at < 0 ? owed.length : at;
    return [`${series}: told ${owed[place]}, came ${came[place]} (at ${place} of ${owed.length})`];
  });
}

interface Duplicate {
  readonly first: Arrival;
  readonly second: Arrival;
}

function duplicatesOf(arrivals: readonly Arrival[]): readonly Duplicate[] {
  const latest = new Map<string, Arrival>();
  return arrivals.flatMap((second) => {
    const first = latest.get(second.text);
    latest.set(second.text, second);
    return first ? [{ first, second }] : [];
  });
}

/**
 * Every duplicate has its reason: COC's answer to the first one was lost, or the agent was killed after it. COC notes a
 * call and the loss of its answer with the same time, that of its arrival. Anything wider would take the loss that
 * explains one duplicate for another one of the same series: an alarm that comes a second time after a kill, with its
 * answer lost then, comes a third time, and that is for the loss and not for the kill.
 */
function attribute({ kills, lostAnswers }: Evidence, duplicates: readonly Duplicate[]) {
  const counts = new Map<number, number>();
  const wrong: string[] = [];
  const unused = new Set(lostAnswers);
  for (const { first, second } of duplicates) {
    const lost = [...unused].find(({ at, alarmId }) => alarmId === first.alarmId && at === first.at);
    if (lost) {
      unused.delete(lost);
      continue;
    }
    const kill = kills[first.life];
    if (kill === undefined || second.life <= first.life)
      wrong.push(`${second.text} came twice without a reason`);
    else counts.set(kill, (counts.get(kill) ?? 0) + 1);
  }
  return { counts, wrong };
}

/** No more than were in flight, or delivered in the last moment before the kill. */
function tooMany(arrivals: readonly Arrival[], counts: ReadonlyMap<number, number>): readonly string[] {
  return [...counts].flatMap(([kill, count]) => {
    const lately = arrivals.filter(
      ({ at }) => at >= kill - SYNCED_WITHIN_MS && at <= kill + SYNCED_WITHIN_MS,
    ).length;
    return count <= IN_FLIGHT + lately ? [] : [`a kill led to ${count} duplicates`];
  });
}

/** The mark of the episode ends an incident's title. */
function doubleIncidents(titles: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return titles.flatMap((title) => {
    const mark = title.split(' ').at(-1) ?? '';
    if (seen.has(mark)) return [`an incident was opened twice: ${title}`];
    seen.add(mark);
    return [];
  });
}

/** A critical series that fires in the end has the incident of its last episode. */
function missingIncidents({ account }: Evidence, descriptions: readonly string[]): readonly string[] {
  return account.series
    .filter((series) => series.endsWith('x0'))
    .flatMap((series) => {
      const last = account.of(series).at(-1);
      if (last?.status !== 'firing') return [];
      const has = descriptions.some((text) => text.includes(textOf(last)));
      return has ? [] : [`${textOf(last)} has no incident`];
    });
}
