import type { OutboxEvent, OutboxRecord } from '../../../src/outbox/events/event.ts';
import type { SentCall } from '../coc/network.ts';
import type { Told } from '../senders.ts';
import type { Violation } from './violation.ts';

/** Events that end an entry. */
export const ENDS: ReadonlySet<OutboxEvent['type']> = new Set([
  'entry.delivered',
  'entry.collapsed',
  'entry.cancelled',
  'entry.dead-lettered',
]);

/** Events that account for one alert each. */
const ACCOUNTS: ReadonlySet<OutboxEvent['type']> = new Set([
  'episode.opened',
  'episode.changed',
  'episode.closed',
  'episode.reopened',
  'alert.repeated',
  'alert.dropped',
]);

interface Case {
  readonly records: readonly OutboxRecord[];
  readonly acknowledged: readonly Told[];
  readonly carriedOut: readonly SentCall[];
  /** Ids of the alarms that COC refuses. */
  readonly refused: ReadonlySet<string>;
}

/**
 * Judges the account of what was accepted: each alert left a trace, each entry ended once, and what became a
 * dead letter was refused.
 */
export function judgeEntries({ records, acknowledged, carriedOut, refused }: Case): readonly Violation[] {
  const violations: Violation[] = [];
  const queued = new Map<number, string | undefined>();
  let accounted = 0;
  const events = records.flatMap(({ seq, events }) => events.map((event, i) => ({ event, id: seq + i })));
  for (const { event, id } of events) {
    if (ACCOUNTS.has(event.type)) accounted += 1;
    if (event.type === 'entry.queued') queued.set(id, undefined);
    if (event.type === 'entry.lost')
      violations.push({ invariant: 'I1', what: `entry ${event.entry} was lost` });
    // People may have changed an incident before a step of it, which COC then refuses.
    const isStep = 'kind' in event && event.kind !== undefined;
    if (event.type === 'entry.dead-lettered' && !isStep && !refused.has(event.alarmId))
      violations.push({ invariant: 'I6', what: `entry ${event.entry} is a dead letter without a refusal` });
    if (!('entry' in event) || !ENDS.has(event.type)) continue;
    if (!queued.has(event.entry) || queued.get(event.entry) !== undefined)
      violations.push({ invariant: 'I6', what: `entry ${event.entry} ends twice, or was never queued` });
    queued.set(event.entry, event.type);
  }
  for (const [id, end] of queued)
    if (end === undefined) violations.push({ invariant: 'stuck', what: `entry ${id} is still pending` });
  if (accounted < acknowledged.length)
    violations.push({ invariant: 'I1', what: `${acknowledged.length} alerts left ${accounted} traces` });
  const refusals = carriedOut.filter(({ status = 0 }) => status >= 400).length;
  const letters = [...queued.values()].filter((end) => end === 'entry.dead-lettered').length;
  if (letters > 0 && refusals === 0)
    violations.push({ invariant: 'I6', what: `${letters} dead letters, but COC refused nothing` });
  return violations;
}
