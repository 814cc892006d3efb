import type { Reloaded } from '../../../src/admin/admit.ts';
import type { ReadConfig } from '../../../src/app/read-config.ts';
import type { OutboxRecord } from '../../../src/outbox/events/event.ts';
import { isOpenInCoc } from '../../../src/outbox/ledger/incident.ts';
import { expectedOf } from '../../model/oracle.ts';
import { ENDS } from './judge-entries.ts';
import type { Violation } from './violation.ts';

interface Case {
  readonly records: readonly OutboxRecord[];
  readonly config: ReadConfig['config'];
  readonly reloaded: Reloaded;
}

/** Judges what a reload has listed: every name that is gone, while something is open or waits under it. */
export function judgeOrphans({ records, config, reloaded }: Case): readonly Violation[] {
  const { episodes, incidents } = expectedOf(records);
  const integrations = new Set(['default', ...Object.keys(config.coc.integrations)]);
  const policies = new Set(config.incidents.flatMap(({ name, renamedFrom = [] }) => [name, ...renamedFrom]));
  // Where the new name of a source could not be stored now, the next start stores it.
  const sources = new Set(
    Object.entries(config.sources).flatMap(([name, { renamedFrom }]) => [name, renamedFrom]),
  );
  const gone = new Set<string>();
  for (const series of episodes.values()) {
    if (series.state !== 'firing') continue;
    if (!sources.has(series.source)) gone.add(`source ${series.source}`);
    const { integration } = series.target ?? {};
    if (integration !== undefined && !integrations.has(integration)) gone.add(`integration ${integration}`);
  }
  for (const integration of waitingFor(records))
    if (!integrations.has(integration)) gone.add(`integration ${integration}`);
  for (const incident of incidents.values())
    if (isOpenInCoc(incident) && !policies.has(incident.policy)) gone.add(`policy ${incident.policy}`);
  const listed = new Set(reloaded.orphans.map(({ kind, name }) => `${kind} ${name}`));
  return [...gone]
    .filter((name) => !listed.has(name))
    .map((name) => ({ invariant: 'orphan', what: `the reload did not list the ${name}` }));
}

/** The integrations for whose key an alarm waits. */
function waitingFor(records: readonly OutboxRecord[]): ReadonlySet<string> {
  const waiting = new Map<number, string>();
  for (const { seq, events } of records)
    events.forEach((event, i) => {
      if (event.type === 'entry.queued' && event.body.kind === 'report-alarm')
        waiting.set(seq + i, event.body.alarm.integration);
      if (ENDS.has(event.type) && 'entry' in event) waiting.delete(event.entry);
    });
  return new Set(waiting.values());
}
