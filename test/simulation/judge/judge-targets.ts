import type { SentCall } from '../coc/network.ts';
import { clusterOf, type Told } from '../senders.ts';
import { DROPPED, KEYS, type Place, type Setup, wordsOfPlace } from '../setup.ts';
import { groupBy } from './group-by.ts';
import type { Violation } from './violation.ts';

const LEVELS = { critical: 'Critical', warning: 'Minor' } as const;
const INTEGRATIONS = new Map(Object.entries(KEYS).map(([name, key]) => [key, name]));

interface Case {
  /** What is true of each series in the end. */
  readonly truth: readonly Told[];
  /** Calls that COC has carried out, in that order. */
  readonly carriedOut: readonly SentCall[];
  /** Names of the series that COC refuses. */
  readonly refused: ReadonlySet<string>;
  /** The configuration in the end. */
  readonly setup: Setup;
  /** Time from which all changes are made and all integrations answer, epoch ms. */
  readonly sentFrom: number;
}

/** Time from then on in which what waited may still be sent, ms. */
const STILL_SENT_MS = 60_000;

/**
 * Judges COC's last word about each series, in every place that ever heard of it. What fires is open in the place where
 * the configuration sends it now, and nowhere else; what is over is open nowhere. A rule that drops a series lets only
 * its end pass, so it stays open where it was, in one place at most, and COC is not told again of it.
 */
export function judgeTargets({ truth, carriedOut, refused, setup, sentFrom }: Case): readonly Violation[] {
  const byName = alarmsByName(carriedOut);
  return truth.flatMap(({ name, status, severity }) => {
    const cluster = clusterOf(name);
    if (refused.has(name) || !cluster) return [];
    const lastWords = lastWordsOf(byName.get(name) ?? []);
    const open = [...lastWords]
      .filter(([, word]) => word !== 'ok')
      .map(([place, word]) => `${place}: ${word}`);
    const wanted = `${wordsOfPlace(setup.places[cluster])}: alarm ${LEVELS[severity]}`;
    const wrong = (what: string): readonly Violation[] => [
      { invariant: 'truth', what: `${name} ${what}; it is open at [${open}]` },
    ];
    if (status === 'resolved') return open.length === 0 ? [] : wrong('is over');
    if (setup.drops && name === DROPPED) {
      const again = (byName.get(name) ?? []).filter(
        ({ sentAt, json }) => sentAt > sentFrom + STILL_SENT_MS && json?.alarmStatus !== 'ok',
      );
      const isToldAgain = again.some((call) => isRepeat(call, byName.get(name) ?? []));
      return [
        ...(open.length <= 1 ? [] : wrong('is open twice')),
        ...(isToldAgain ? wrong('is dropped, and COC is told again that it fires') : []),
      ];
    }
    return open.length === 1 && open[0] === wanted ? [] : wrong(`fires at ${wanted}`);
  });
}

/**
 * Judges what COC was told in the places of the first integration while the second one answers nothing: an alarm that
 * fires, and belongs there, is open there.
 */
export function judgeHeldUp({
  truth,
  carriedOut,
  refused,
  setup,
}: Omit<Case, 'sentFrom'>): readonly Violation[] {
  const byName = alarmsByName(carriedOut);
  return truth.flatMap(({ name, status }): readonly Violation[] => {
    const cluster = clusterOf(name);
    if (refused.has(name) || !cluster || status === 'resolved') return [];
    if (setup.places[cluster].integration !== 'default' || (setup.drops && name === DROPPED)) return [];
    const place = wordsOfPlace(setup.places[cluster]);
    const word = lastWordsOf(byName.get(name) ?? []).get(place) ?? 'nothing';
    if (word.startsWith('alarm')) return [];
    return [{ invariant: 'truth', what: `${name} fires, and is held up at ${place}: COC heard ${word}` }];
  });
}

function alarmsByName(carriedOut: readonly SentCall[]) {
  const alarms = carriedOut.filter(({ operation, status }) => operation === 'alarm' && status === 200);
  return groupBy(alarms, ({ json }) => String(json?.alarmName));
}

function lastWordsOf(calls: readonly SentCall[]): ReadonlyMap<string, string> {
  return new Map(calls.map((call) => [placeOf(call.path, call.json), wordOf(call)]));
}

function wordOf({ json }: SentCall): string {
  return json?.alarmStatus === 'ok' ? 'ok' : `alarm ${json?.alarmLevel}`;
}

/** True for a call that tells what the one before it told in the same place. */
function isRepeat(call: SentCall, calls: readonly SentCall[]): boolean {
  const place = placeOf(call.path, call.json);
  const own = calls.filter(({ path, json }) => placeOf(path, json) === place);
  const before = own[own.indexOf(call) - 1];
  return before !== undefined && wordOf(before) === wordOf(call);
}

function placeOf(path: string, json: SentCall['json']): string {
  const integration = INTEGRATIONS.get(path.slice(path.lastIndexOf('/') + 1)) as Place['integration'];
  return wordsOfPlace({
    integration,
    applicationId: String(json?.applicationId),
    regionId: String(json?.regionId),
  });
}
