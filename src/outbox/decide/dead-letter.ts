import { wholeAlert } from '../../alerts/raw-alert.ts';
import { aboutEntry, type EntryBody } from '../events/entry.ts';
import type { OutboxEvent } from '../events/event.ts';
import type { Outcome } from '../events/outcome.ts';
import type { OutboxPolicy } from '../policy.ts';
import type { DeadLetter } from '../ports/dead-letters.ts';

/** Entry that leaves the outbox because COC refused it. */
export interface RefusedEntry {
  readonly id: number;
  readonly body: EntryBody;
}

type Rejection = Extract<Outcome, { kind: 'rejected' }>;

/**
 * Makes the dead letter that keeps a refused entry whole. Its id follows from the entry, so that keeping it
 * twice keeps it once.
 */
export function deadLetterOf(
  entry: RefusedEntry,
  outcome: Rejection,
  { at, way }: { readonly at: number; readonly way?: string | undefined },
): DeadLetter {
  const { body } = entry;
  const { reason, detail } = outcome;
  const about = { id: deadLetterId(entry.id), at, kind: 'refused', reason, detail, entry } as const;
  const kept = { ...about, ...(way !== undefined && { way }) };
  if (body.kind === 'open-incident') return { ...kept, source: body.request.policy };
  if (body.kind !== 'report-alarm') return { ...kept, source: body.policy };
  return { ...kept, source: body.alert.source, raw: wholeAlert(body.alert) };
}

function deadLetterId(entry: number): string {
  return `entry-${entry}`;
}

/**
 * Removes entries whose dead letters are kept: the refused one, and those behind it of the same episode. Pure.
 */
export function deadLetter(
  entries: readonly RefusedEntry[],
  outcome: Rejection,
  policy: OutboxPolicy,
): readonly OutboxEvent[] {
  const [refused] = entries;
  if (!refused) return [];
  const { reason, detail } = outcome;
  const gone: OutboxEvent[] = entries.map((entry) => ({
    type: 'entry.dead-lettered',
    ...aboutEntry(entry),
    reason,
    detail,
    deadLetter: deadLetterId(entry.id),
  }));
  const { body } = refused;
  if (body.kind === 'open-incident') {
    return [...gone, { type: 'incident.failed', key: body.key, alarmId: body.alarmId, detail }];
  }
  if (body.kind !== 'report-alarm') return gone;
  // What is sent under another configuration than it was rendered with says nothing about the new one.
  const { configuration = policy.configuration } = body;
  return [
    ...gone,
    { type: 'episode.refused', alarmId: body.alarm.alarmId, episode: body.episode, configuration },
  ];
}
