import { durationInWords } from '../time/time-span.ts';
import type { Change, Effect, StaleSettings } from './change.ts';
import type { OpenAlarms, OpenNow } from './open-now.ts';
import { several } from './several.ts';

/** Effects of changed heartbeats, stale times and limits of incidents on what is open or waits. Pure. */
export function watchEffects(open: OpenNow, change: Change): readonly Effect[] {
  return [...heartbeatEffects(open, change), ...staleEffects(open, change), ...budgetEffects(open, change)];
}

function heartbeatEffects({ silences }: OpenNow, { before, after }: Change): readonly Effect[] {
  return silences.flatMap(({ source, name }): readonly Effect[] => {
    const now = after.renamed.sources[source] ?? source;
    const was = before.heartbeats.find((one) => one.source === source && one.name === name);
    const is = after.heartbeats.find((one) => one.source === now && one.name === name);
    const key = name === ANY_WEBHOOK ? `sources.${source}.silentAfter` : `heartbeats.${name}`;
    const about = name === ANY_WEBHOOK ? `webhooks of ${source}` : `the heartbeat ${name} of ${source}`;
    const say = (message: string): readonly Effect[] => [{ key, kind: 'changed', message }];
    if (!is) return say(`nobody waits for ${about} any more: the open MonitoringSilent about that ends`);
    if (!was || is.within <= was.within) return [];
    return say(
      `${about} may stay away for ${durationInWords(is.within)} now: the open MonitoringSilent about that ends where it has not been silent for so long, and opens when it has`,
    );
  });
}

/** Name of the heartbeat that is any webhook of a source. */
const ANY_WEBHOOK = 'webhooks';

function staleEffects({ alarms }: OpenNow, { before, after }: Change): readonly Effect[] {
  const sources = new Set(alarms.map(({ source }) => source));
  return [...sources].flatMap((source): readonly Effect[] => {
    const now = after.renamed.sources[source] ?? source;
    const [was, is] = [before.stale[source], after.stale[now]];
    // What a system of another type opened stays behind: nothing ends it.
    const isOwn = ({ type }: OpenAlarms) => type === undefined || type === after.names.sources.get(now);
    const own = alarms.filter((one) => one.source === source && one.state === 'firing' && isOwn(one));
    const count = own.reduce((sum, one) => sum + one.count, 0);
    const isKnown = before.names.sources.has(source) && after.names.sources.has(now);
    if (count === 0 || !isKnown || (was?.after === is?.after && was?.how === is?.how)) return [];
    const message = `${several(count, 'alarm')} of ${source} that ${count === 1 ? 'fires' : 'fire'}: ${wordsForStale(now, was, is)}`;
    return [{ key: `sources.${now}.staleAfter`, kind: 'changed', message }];
  });
}

function wordsForStale(
  source: string,
  was: StaleSettings | undefined,
  is: StaleSettings | undefined,
): string {
  if (!is) return `${source} is asked for what fires from now on (reconcile), and staleAfter counts no more`;
  const since = was ? '' : `${source} is not asked any more (reconcile); `;
  const becomes = is.how === 'resolve' ? 'ends' : 'is marked as stale';
  return `${since}what ${source} has said nothing about for ${durationInWords(is.after)} ${becomes}; the silence so far counts`;
}

function budgetEffects({ incidents }: OpenNow, { before, after }: Change): readonly Effect[] {
  const storms = incidents.filter(({ isStorm }) => isStorm);
  const count = (which: typeof storms) => which.reduce((sum, one) => sum + one.count, 0);
  const waiting = count(storms.filter(({ state }) => state === 'requested'));
  const all = count(storms);
  const effects: Effect[] = [];
  if (before.budget.gather !== after.budget.gather && waiting > 0)
    effects.push({
      key: 'incidentBudget.gather',
      kind: 'changed',
      message: `incidentBudget.gather is ${durationInWords(after.budget.gather)} now: ${several(waiting, 'storm incident')} that ${waiting === 1 ? 'waits follows' : 'wait follow'} it, counted from when ${waiting === 1 ? 'it was' : 'each was'} asked for`,
    });
  if (before.budget.maxPerHour !== after.budget.maxPerHour && all > 0)
    effects.push({
      key: 'incidentBudget.maxPerHour',
      kind: 'changed',
      message: `incidentBudget.maxPerHour is ${after.budget.maxPerHour ?? 'without limit'} now: ${several(all, 'storm incident')} ${all === 1 ? 'goes' : 'go'} on, and the incidents of the last hour count`,
    });
  return effects;
}
