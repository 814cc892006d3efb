import { z } from 'zod';
import { localTimeIn } from '../time/time-zone.ts';
import { cell, plain, table } from './text-table.ts';

/** A dead letter as a list tells of it. */
const letterSchema = z.object({
  id: z.string(),
  at: z.number(),
  times: z.number().default(1),
  lastAt: z.number().optional(),
  source: z.string(),
  kind: z.string(),
  reason: z.string(),
  detail: z.string(),
  alarm: z.object({ name: z.string(), level: z.string() }).optional(),
});

/** What the admin API answers to a list. */
export const listSchema = z.object({
  timezone: z.string(),
  letters: z.number(),
  bytes: z.number(),
  maxBytes: z.number(),
  deadLetters: z.array(letterSchema),
});

/** What the admin API answers to a change of many letters. */
export const bulkAnswerSchema = z.object({
  dryRun: z.boolean(),
  selected: z.number(),
  queued: z.number().default(0),
  repeated: z.number().default(0),
  dropped: z.number().default(0),
  discarded: z.number().default(0),
  found: z.number().default(0),
  failures: z.number(),
  failed: z.array(z.object({ id: z.string(), error: z.string() })),
});

const COLUMNS = ['ID', 'AT', 'TIMES', 'KIND', 'SOURCE', 'ALARM', 'LEVEL', 'REASON', 'DETAIL'] as const;

/** The letters of a page as a table, and below it how full the place for them is. */
export function describeList(page: z.output<typeof listSchema>): string {
  const { timezone, letters, bytes, maxBytes, deadLetters } = page;
  if (deadLetters.length === 0) return letters === 0 ? 'no dead letters\n' : 'none of these\n';
  const rows = deadLetters.map(({ id, at, lastAt = at, times, kind, source, alarm, reason, detail }) =>
    [
      id,
      localTimeIn(timezone, lastAt),
      String(times),
      kind,
      source,
      alarm?.name ?? '-',
      alarm?.level ?? '-',
      reason,
      detail,
    ].map(cell),
  );
  const share = Math.round((bytes / maxBytes) * 100);
  return `${table([COLUMNS, ...rows])}\n${deadLetters.length} of ${letters} dead letters, ${share} % of their room is used, times in ${timezone}\n`;
}

/** What a change of many letters did, or would do. */
export function describeBulk(verb: 'redrive' | 'discard', answer: z.output<typeof bulkAnswerSchema>): string {
  const { dryRun, queued, repeated, dropped, discarded, found, failures, failed } = answer;
  const counts = { queued, repeated, dropped, discarded };
  const done = Object.entries(counts).flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : []));
  const head = dryRun
    ? `would ${verb} ${found} dead letter${found === 1 ? '' : 's'}; nothing was changed: add --yes to do it`
    : done.join(', ') || 'nothing was changed';
  const lines = failed.map(({ id, error }) => `${plain(id)}: ${plain(error)}`);
  const more = failures > failed.length ? [`and ${failures - failed.length} more that failed`] : [];
  return `${[head, ...lines, ...more].join('\n')}\n`;
}
