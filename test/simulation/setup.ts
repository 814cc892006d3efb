import type { Chance } from './world/chance.ts';

/** Where the alarms of a cluster go in COC. */
export interface Place {
  readonly integration: keyof typeof KEYS;
  readonly applicationId: string;
  readonly regionId: string;
}

/** What an operator changes in the configuration within a life. */
export interface Setup {
  /** Name of the source now; undefined while it is taken out. */
  readonly source: string | undefined;
  /** Name of the source, under which it comes back. */
  readonly sourceName: 'prod' | 'main';
  readonly places: Readonly<Record<Cluster, Place>>;
  /** True while a rule drops the alarms of {@link DROPPED}. */
  readonly drops: boolean;
  /** Names of the policies, in the order of the file. */
  readonly policies: readonly Cluster[];
  /** True while each policy has its other name. */
  readonly renamed: boolean;
  /** False while the second integration is taken out, where nothing is to go now. */
  readonly hasSecond: boolean;
}

/** Series are of one of these. */
export const CLUSTERS = ['c0', 'c1'] as const;
export type Cluster = (typeof CLUSTERS)[number];

/** Keys of the integrations, which the emulator has in its paths. */
export const KEYS = {
  default: '0123456789abcdef0123456789abcdef',
  second: 'fedcba9876543210fedcba9876543210',
};

/** In whose name a policy opens its incidents, and goes on with them. */
export const CREATORS: Readonly<Record<Cluster, string>> = {
  c0: '7da46971b7e24eed90cf777cc2ff8b91',
  c1: '91bf8cc277fc09deef42e7b17964ad70',
};

/** Series that an operator may drop. */
export const DROPPED = 's3';

const HOME: Place = { integration: 'default', applicationId: 'a', regionId: 'cn-north-4' };

/** The configuration with which a life begins. */
export const FIRST_SETUP: Setup = {
  ...{ source: 'prod', sourceName: 'prod', drops: false, renamed: false, hasSecond: true },
  places: { c0: HOME, c1: HOME },
  policies: CLUSTERS,
};

/** Changes one thing, as operators do. */
export function changeSetup(setup: Setup, chance: Chance): Setup {
  const cluster = chance.oneOf('c0', 'c1');
  const place = setup.places[cluster];
  const moved = (change: Partial<Place>): Setup =>
    withSecond({ ...setup, places: { ...setup.places, [cluster]: { ...place, ...change } } });
  return chance.weighed<() => Setup>([
    [3, () => moved({ integration: place.integration === 'default' ? 'second' : 'default' })],
    [2, () => moved({ applicationId: place.applicationId === 'a' ? 'b' : 'a' })],
    [1, () => moved({ regionId: place.regionId === HOME.regionId ? 'cn-east-3' : HOME.regionId })],
    [2, () => ({ ...setup, drops: !setup.drops })],
    [2, () => ({ ...setup, policies: [...setup.policies].reverse() })],
    [2, () => ({ ...setup, renamed: !setup.renamed })],
    [2, () => ({ ...setup, policies: setup.policies.length === 2 ? [cluster] : CLUSTERS })],
    [2, () => ({ ...setup, source: setup.source === undefined ? setup.sourceName : undefined })],
    [1, () => ({ ...setup, sourceName: 'main', source: setup.source && 'main' })],
    [2, () => withSecond({ ...setup, hasSecond: !setup.hasSecond })],
  ])();
}

/** Brings back what senders and open alarms need: the source, and the second integration. */
export function restored(setup: Setup): Setup {
  return { ...setup, source: setup.sourceName, hasSecond: true };
}

/** A route can only name an integration that is there. */
function withSecond(setup: Setup): Setup {
  const isNeeded = CLUSTERS.some((cluster) => setup.places[cluster].integration === 'second');
  return isNeeded ? { ...setup, hasSecond: true } : setup;
}

/** The sections of the configuration file that a setup decides. */
export function sectionsOf(setup: Setup, staleAfter: string) {
  const { source, sourceName, places, drops, policies, renamed, hasSecond } = setup;
  const sender = { type: 'alertmanager', staleAfter };
  const own = source === undefined ? {} : { [source]: { ...sender, ...formerSource(sourceName) } };
  return {
    sources: { ...own, other: sender },
    integrations: hasSecond ? { second: { integrationKey: KEYS.second } } : {},
    routes: [
      ...(drops ? [{ match: [`alertname="${DROPPED}"`], drop: true }] : []),
      ...CLUSTERS.map((cluster) => ({ match: [`cluster="${cluster}"`], ...places[cluster] })),
    ],
    policies: policies.map((cluster) => ({
      name: renamed ? `new-${cluster}` : cluster,
      renamedFrom: [renamed ? cluster : `new-${cluster}`],
      match: ['alarmLevel="Critical"', `cluster="${cluster}"`],
      creator: CREATORS[cluster],
      assignee: { user: CREATORS[cluster] },
    })),
  };
}

function formerSource(name: Setup['sourceName']): { readonly renamedFrom?: string } {
  return name === 'main' ? { renamedFrom: 'prod' } : {};
}

/** Texts that tell one place in COC from another. */
export function wordsOfPlace({ integration, applicationId, regionId }: Place): string {
  return `${integration} ${applicationId} ${regionId}`;
}
