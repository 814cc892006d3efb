import { type AlertOrigin, OWN_SOURCE, type SourceType } from '../alerts/alert.ts';
import type { OpenNow } from './open-now.ts';

/** All names that a configuration knows, with former ones that still count. */
export interface KnownNames {
  /** Types of the sources, by their names. */
  readonly sources: ReadonlyMap<string, SourceType>;
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
  /** Alarms that fire, or incidents that are open in COC. */
  readonly open: number;
  /** Entries that wait to be sent. */
  readonly waiting: number;
}

const ALARMS = 'alarms/';

/** Finds what is open or waits for a name that is gone, the largest first. Pure. */
export function findOrphans(
  { alarms, owed = [], incidents, waiting }: OpenNow,
  names: KnownNames,
): readonly Orphan[] {
  const known = {
    source: new Set([...names.sources.keys(), OWN_SOURCE]),
    type: new Set<string>(),
    integration: new Set(names.integrations),
    policy: new Set(names.policies),
  };
  const found = new Map<string, { -readonly [K in keyof Orphan]: Orphan[K] }>();
  const count = (
    { kind, name, type }: Pick<Orphan, 'kind' | 'type'> & { readonly name: string | undefined },
    what: 'open' | 'waiting',
    by: number,
  ) => {
    if (name === undefined || known[kind].has(name)) return;
    const about = [kind, name, type].join(' ');
    const orphan = found.get(about) ?? { kind, name, ...(type && { type }), open: 0, waiting: 0 };
    orphan[what] += by;
    found.set(about, orphan);
  };
  for (const { state, source: name, type, integration, count: by } of alarms) {
    if (state !== 'firing') continue;
    count({ kind: 'source', name }, 'open', by);
    count({ kind: 'integration', name: integration }, 'open', by);
    const typeNow = names.sources.get(name);
    if (type && typeNow && type !== typeNow) count({ kind: 'type', name, type }, 'open', by);
  }
  for (const { integration: name, count: by } of owed) count({ kind: 'integration', name }, 'open', by);
  for (const { state, policy: name, count: by } of incidents)
    if (state !== 'requested') count({ kind: 'policy', name }, 'open', by);
  for (const [destination, entries] of Object.entries(waiting))
    if (destination.startsWith(ALARMS))
      count({ kind: 'integration', name: destination.slice(ALARMS.length) }, 'waiting', entries);
  return [...found.values()].sort((a, b) => b.open + b.waiting - a.open - a.waiting);
}
