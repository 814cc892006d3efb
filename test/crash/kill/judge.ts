import type { ReceivedAlarm } from '../../../src/emulator/state/alarm-log.ts';
import type { Incident } from '../../../src/emulator/state/incident-log.ts';
import { textOf } from './account.ts';
import type { Request } from './sender.ts';
import type { Victim } from './victim.ts';

/** The promise: a crash repeats what was in flight, or delivered in this time before it. */
const SYNCED_WITHIN_MS = 50;
/** Time for an answer of COC that the agent has not read yet, on a machine that is busy with other tests. */
const IN_FLIGHT_MS = 250;
/** The time before a kill in which requests of senders show how busy the machine was. */
const LATELY_MS = 2_000;

/** The violated promises of a run in words, and its figures. */
export interface Verdict {
  readonly wrong: readonly string[];
  readonly acknowledged: number;
  readonly delivered: number;
  readonly duplicates: number;
  readonly mostDuplicatesOfOneKill: number;
  /** The longest time between a delivery and the kill that repeated it, ms. */
  readonly oldestDuplicateMs: number;
  readonly incidents: number;
}

interface Arrival {
  readonly text: string;
  readonly alarmId: string;
  readonly at: number;
  /** The number of the agent's life that sent it, from 0. */
  readonly life: number;
}

/** The records of both sides of a run. */
export interface Evidence extends Pick<Victim, 'account' | 'kills' | 'lostAnswers'> {
  readonly emulator: {
    alarms(): readonly ReceivedAlarm[];
    incidents(): readonly Pick<Incident, 'title' | 'description'>[];
  };
  readonly senders: readonly {
    readonly surprises: readonly string[];
    readonly requests: readonly Request[];
  }[];
}

/** Compares what COC received with what was acknowledged. */
export function judge(victim: Evidence): Verdict {
  const arrivals = victim.emulator.alarms().map(arrivalOf);
  const duplicates = duplicatesOf(arrivals);
  const perKill = attribute(victim, duplicates);
  const incidents = victim.emulator.incidents();
  const wrong = [
    ...wrongOrder(victim, arrivals),
    ...perKill.wrong,
    ...tooOld(victim, perKill.repeats),
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
    mostDuplicatesOfOneKill: mostOfOneKill(perKill.repeats),
    oldestDuplicateMs: Math.max(0, ...perKill.repeats.map(({ kill, first }) => kill - first.at)),
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

/**
 * Checks that each series arrived completely and in order, with duplicates only directly after each other.
 */
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

/** A delivery that came again because of a kill. */
interface Repeat {
  /** Epoch ms. */
  readonly kill: number;
  readonly first: Arrival;
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
 * Finds the reason of every duplicate: COC's answer to the first one was lost, or the agent was killed after
 * it. The emulator notes a call and the loss of its answer with the same time, that of the arrival, so the
 * times must be equal. A wider match would use one loss to explain another duplicate of the same series.
 * Example: an alarm arrives a second time after a kill, and that answer is lost. It arrives a third time
 * because of the loss, not because of the kill.
 */
function attribute({ kills, lostAnswers }: Evidence, duplicates: readonly Duplicate[]) {
  const repeats: Repeat[] = [];
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
    else repeats.push({ kill, first });
  }
  return { repeats, wrong };
}

/**
 * Checks that a kill repeated only what was in flight, or delivered shortly before it. On a busy machine an answer
 * and a sync take longer, so the longest request of a sender about that time is allowed besides: it waits for the
 * same event loop, and for a sync of the same disk.
 */
function tooOld({ senders }: Evidence, repeats: readonly Repeat[]): readonly string[] {
  return repeats.flatMap(({ kill, first }) => {
    const age = kill - first.at;
    const allowed = SYNCED_WITHIN_MS + IN_FLIGHT_MS;
    if (age <= allowed) return [];
    const longest = longestRequest(
      senders.flatMap(({ requests }) => requests),
      kill,
    );
    if (age <= allowed + longest) return [];
    const told = `${first.text} was delivered ${age} ms before a kill, and came again after it`;
    return [`${told} (requests took up to ${longest} ms)`];
  });
}

/** The longest request shortly before a kill, up to the kill. */
function longestRequest(requests: readonly Request[], kill: number): number {
  const lately = requests.filter(({ began, ended }) => began < kill && ended > kill - LATELY_MS);
  return Math.max(0, ...lately.map(({ began, ended }) => Math.min(ended, kill) - began));
}

function mostOfOneKill(repeats: readonly Repeat[]): number {
  const counts = new Map<number, number>();
  for (const { kill } of repeats) counts.set(kill, (counts.get(kill) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

/** Checks that no incident was opened twice, by the mark of the episode at the end of its title. */
function doubleIncidents(titles: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return titles.flatMap((title) => {
    const mark = title.split(' ').at(-1) ?? '';
    if (seen.has(mark)) return [`an incident was opened twice: ${title}`];
    seen.add(mark);
    return [];
  });
}

/** Checks that each critical series that still fires has the incident of its last episode. */
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
