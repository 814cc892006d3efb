import { OWN_SOURCE } from '../alerts/alert.ts';
import { isOpenInCoc } from '../outbox/ledger/incident.ts';
import type { OutboxView } from '../outbox/state.ts';

/** All names that a configuration knows, with former ones that still count. */
export interface KnownNames {
  readonly sources: readonly string[];
  readonly integrations: readonly string[];
  readonly policies: readonly string[];
}

/** What is open or waits under a name that the configuration does not know. */
export interface Orphan {
  readonly kind: 'source' | 'integration' | 'policy';
  readonly name: string;
  /** Alarms that fire, or incidents that are open in COC. */
  readonly open: number;
  /** Entries that wait to be sent. */
  readonly waiting: number;
}

const ALARMS = 'alarms/';

/** Finds what is open or waits for a name that is gone, the largest first. `now` is epoch ms. Pure. */
export function findOrphans(
  { ledger, waits }: Pick<OutboxView, 'ledger'> & { readonly waits: ReturnType<OutboxView['waits']> },
  names: KnownNames,
): readonly Orphan[] {
  const known = {
    source: new Set([...names.sources, OWN_SOURCE]),
    integration: new Set(names.integrations),
    policy: new Set(names.policies),
  };
  const found = new Map<string, { -readonly [K in keyof Orphan]: Orphan[K] }>();
  const count = (kind: Orphan['kind'], name: string | undefined, what: 'open' | 'waiting', by = 1) => {
    if (name === undefined || known[kind].has(name)) return;
    const orphan = found.get(`${kind} ${name}`) ?? { kind, name, open: 0, waiting: 0 };
    orphan[what] += by;
    found.set(`${kind} ${name}`, orphan);
  };
  for (const series of ledger.everySeries()) {
    if (series.state !== 'firing') continue;
    count('source', series.source, 'open');
    count('integration', series.target?.integration, 'open');
  }
  for (const incident of ledger.followedIncidents())
    if (isOpenInCoc(incident)) count('policy', incident.policy, 'open');
  for (const [destination, { entries }] of waits)
    if (destination.startsWith(ALARMS))
      count('integration', destination.slice(ALARMS.length), 'waiting', entries);
  return [...found.values()].sort((a, b) => b.open + b.waiting - a.open - a.waiting);
}
