import { type AlertOrigin, OWN_SOURCE, type SourceType } from '../alerts/alert.ts';
import type { OpenAlarms, OpenNow } from './open-now.ts';

/** All names that a configuration knows, with former ones that still count. */
export interface KnownNames {
  /** Types of the sources, by their names. */
  readonly sources: ReadonlyMap<string, SourceType>;
  /** Names that sources have, by those that they had before. */
  readonly formerSources?: ReadonlyMap<string, string>;
  readonly integrations: readonly string[];
  readonly policies: readonly string[];
}

/**
 * What is open or waits under a name that the configuration does not know, or of a source that had another type: `type`.
 */
export interface Orphan {
  readonly kind: 'source' | 'type' | 'integration' | 'policy';
  readonly name: string;
  /** The type that the source had. Only of a source that has another one now. */
  readonly type?: AlertOrigin;
  /** Name of the source of another type that says that it had this name. */
  readonly nameNow?: string;
  /** Alarms that fire, or incidents that are open in COC. Of an integration, only those that COC may know. */
  readonly open: number;
  /** Number of these of which COC has confirmed nothing. Only of a source. */
  readonly unconfirmed?: number;
  /** Entries that wait to be sent and stay where they are, or incidents that are not opened yet. */
  readonly waiting: number;
  /** Further entries of an integration, which go where their routes lead now. */
  readonly moving?: number;
}

type Names = Pick<Orphan, 'kind' | 'name' | 'type' | 'nameNow'>;
type Counts = Partial<Omit<Orphan, keyof Names>>;

const ALARMS = 'alarms/';

/** Finds what is open or waits for a name that is gone, the largest first. Pure. */
export function findOrphans(open: OpenNow, names: KnownNames): readonly Orphan[] {
  const found = new Map<string, { -readonly [K in keyof Orphan]: Orphan[K] }>();
  const count = (about: Names, counts: Counts) => {
    const key = [about.kind, about.name, about.type].join(' ');
    const orphan = found.get(key) ?? { ...about, open: 0, waiting: 0 };
    for (const [what, by] of Object.entries(counts) as readonly [keyof Counts, number][])
      if (by > 0) orphan[what] = (orphan[what] ?? 0) + by;
    found.set(key, orphan);
  };
  const [integrations, policies] = [new Set(names.integrations), new Set(names.policies)];
  for (const alarms of open.alarms) {
    const { state, integration, isUnconfirmed, count: by } = alarms;
    if (state !== 'firing') continue;
    const source = orphanedSource(alarms, names);
    if (source) count(source, { open: by, unconfirmed: isUnconfirmed ? by : 0 });
    if (integration !== undefined && !integrations.has(integration) && !isUnconfirmed)
      count({ kind: 'integration', name: integration }, { open: by });
  }
  for (const { integration: name, count: by } of open.owed ?? [])
    if (!integrations.has(name)) count({ kind: 'integration', name }, { open: by });
  for (const { state, policy: name, count: by } of open.incidents)
    if (!policies.has(name))
      count({ kind: 'policy', name }, { [state === 'requested' ? 'waiting' : 'open']: by });
  for (const [destination, entries] of Object.entries(open.waiting)) {
    const name = destination.slice(ALARMS.length);
    if (!destination.startsWith(ALARMS) || integrations.has(name)) continue;
    const { [destination]: moving = 0 } = open.moving ?? {};
    count({ kind: 'integration', name }, { waiting: entries - moving, moving });
  }
  return [...found.values()]
    .filter(({ open: alarms, waiting }) => alarms + waiting > 0)
    .sort((a, b) => b.open + b.waiting - a.open - a.waiting);
}

/** What becomes of alarms whose source is gone or has another type; undefined where their source can end them. */
function orphanedSource({ source: name, type, openedBy }: OpenAlarms, names: KnownNames): Names | undefined {
  if (name === OWN_SOURCE) return undefined;
  const isOf = (source: string | undefined) => {
    const now = source === undefined ? undefined : names.sources.get(source);
    return now !== undefined && (type === undefined || type === now);
  };
  const nameNow = names.formerSources?.get(name);
  if (isOf(name) || isOf(nameNow)) return undefined;
  const other = type && ({ kind: 'type', name, type } as const);
  if (names.sources.has(name)) return other;
  if (nameNow !== undefined) return other && { ...other, nameNow };
  // A source that has the name back under which they were opened gets them.
  return isOf(openedBy) ? undefined : { kind: 'source', name };
}
