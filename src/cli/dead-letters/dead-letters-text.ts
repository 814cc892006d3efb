import { z } from 'zod';
import { localTimeIn } from '../../time/time-zone.ts';
import { describeCandidates } from '../admin-api/admin-request.ts';
import { type Cell, type Column, fittedTable } from '../terminal/fitted-table.ts';
import { hanging } from '../terminal/hanging.ts';
import { toneOfLevel } from '../terminal/paint.ts';
import { safeText } from '../terminal/safe-text.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** A dead letter in a list. `at` and `lastAt` are epoch ms. */
const deadLetterSchema = z.object({
  id: z.string(),
  /** Agents of an older version leave it out. */
  shortId: z.string().optional(),
  at: z.number(),
  times: z.number().default(1),
  lastAt: z.number().optional(),
  source: z.string(),
  kind: z.string(),
  reason: z.string(),
  detail: z.string(),
  alarm: z.object({ name: z.string(), level: z.string() }).optional(),
});

/** Answer of the admin API to a request for a list of dead letters. `letters` is their total number. */
export const deadLetterListSchema = z.object({
  timezone: z.string(),
  letters: z.number(),
  bytes: z.number(),
  maxBytes: z.number(),
  deadLetters: z.array(deadLetterSchema),
});

/** Answer of the admin API to a change of dead letters. `failed` names the first 1,000 failures. */
export const deadLetterChangeSchema = z.object({
  dryRun: z.boolean(),
  selected: z.number(),
  queued: z.number().default(0),
  repeated: z.number().default(0),
  dropped: z.number().default(0),
  discarded: z.number().default(0),
  found: z.number().default(0),
  failures: z.number(),
  failed: z.array(
    z.object({
      id: z.string(),
      error: z.string(),
      candidates: z.array(z.object({ id: z.string(), about: z.string() })).default([]),
    }),
  ),
});

/** Columns of the list. The ID is first, so that it is whole on any terminal. */
const COLUMNS: readonly Column[] = [
  { heading: 'ID' },
  { heading: 'AT', spare: 3 },
  { heading: 'TIMES', spare: 5, align: 'right' },
  { heading: 'KIND', spare: 4 },
  { heading: 'SOURCE', spare: 6, least: 6 },
  { heading: 'ALARM', least: 14, floor: 8 },
  { heading: 'LEVEL', spare: 2 },
  { heading: 'REASON', spare: 1 },
  { heading: 'DETAIL', least: 24, floor: 12 },
];

/** One page of dead letters as a table, and a line that says how full their storage is. */
export function describeDeadLetters(page: z.output<typeof deadLetterListSchema>, terminal: Terminal): string {
  const { timezone, letters, bytes, maxBytes, deadLetters } = page;
  if (deadLetters.length === 0) return letters === 0 ? 'no dead letters\n' : 'no dead letters match\n';
  const rows = deadLetters.map(
    ({ id, shortId = id, at, lastAt = at, times, kind, source, alarm, reason, detail }): Cell[] => [
      terminal.columns === undefined ? id : shortId,
      localTimeIn(timezone, lastAt),
      String(times),
      kind,
      source,
      alarm?.name ?? '-',
      { text: alarm?.level ?? '-', tone: toneOfLevel(alarm?.level ?? '-') },
      reason,
      detail,
    ],
  );
  const share = Math.round((bytes / maxBytes) * 100);
  const count = `${deadLetters.length} of ${letters} dead letters`;
  const footer = `${count}, ${share} % of their storage used, times in ${timezone}`;
  return `${fittedTable(COLUMNS, rows, terminal)}\n${hanging('', footer, terminal).join('\n')}\n`;
}

/** The result of a change of dead letters, or of its dry run. */
export function describeDeadLetterChange(
  verb: 'redrive' | 'discard',
  answer: z.output<typeof deadLetterChangeSchema>,
): string {
  const { dryRun, queued, repeated, dropped, discarded, found, failures, failed } = answer;
  const counts = { queued, repeated, dropped, discarded };
  const done = Object.entries(counts).flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : []));
  const head = dryRun
    ? `would ${verb} ${found} dead letter${found === 1 ? '' : 's'}; nothing was changed, add --yes to do it`
    : done.join(', ') || 'nothing was changed';
  const lines = failed.map(({ id, error, candidates }) =>
    candidates.length > 0
      ? describeCandidates(error, candidates, candidates.length)
      : `${safeText(id)}: ${safeText(error)}`,
  );
  const more = failures > failed.length ? [`and ${failures - failed.length} more failures`] : [];
  return `${[head, ...lines, ...more].join('\n')}\n`;
}
