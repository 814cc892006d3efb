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
}

/**
 * Judges COC's last word about each series, in every place that ever heard of it. What fires is open in the place where
 * the configuration sends it now, and nowhere else; what is over is open nowhere. A rule that drops a series lets only
 * its end pass, so it may still be open where it was.
 */
export function judgeTargets({ truth, carriedOut, refused, setup }: Case): readonly Violation[] {
  const alarms = carriedOut.filter(({ operation, status }) => operation === 'alarm' && status === 200);
  const byName = groupBy(alarms, ({ json }) => String(json?.alarmName));
  return truth.flatMap(({ name, status, severity }) => {
    const cluster = clusterOf(name);
    if (refused.has(name) || !cluster) return [];
    const lastWords = new Map<string, string>();
    for (const { path, json } of byName.get(name) ?? [])
      lastWords.set(placeOf(path, json), json?.alarmStatus === 'ok' ? 'ok' : `alarm ${json?.alarmLevel}`);
    const open = [...lastWords]
      .filter(([, word]) => word !== 'ok')
      .map(([place, word]) => `${place}: ${word}`);
    const wanted = `${wordsOfPlace(setup.places[cluster])}: alarm ${LEVELS[severity]}`;
    const wrong = (what: string): readonly Violation[] => [
      { invariant: 'truth', what: `${name} ${what}; it is open at [${open}]` },
    ];
    if (status === 'resolved') return open.length === 0 ? [] : wrong('is over');
    if (setup.drops && name === DROPPED) return open.length <= 1 ? [] : wrong('is open twice');
    return open.length === 1 && open[0] === wanted ? [] : wrong(`fires at ${wanted}`);
  });
}

function placeOf(path: string, json: SentCall['json']): string {
  const integration = INTEGRATIONS.get(path.slice(path.lastIndexOf('/') + 1)) as Place['integration'];
  return wordsOfPlace({
    integration,
    applicationId: String(json?.applicationId),
    regionId: String(json?.regionId),
  });
}
