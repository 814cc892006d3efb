import { z } from 'zod';
import { localTimeIn } from '../../time/time-zone.ts';
import { hanging } from '../terminal/hanging.ts';
import { paint } from '../terminal/paint.ts';
import { safeText } from '../terminal/safe-text.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { describeBytes, describeJson } from './body-text.ts';

const occasion = z.object({ kind: z.enum(['reload', 'start']), at: z.number() });

/** One whole dead letter in the admin API. Times are epoch ms. */
export const wholeDeadLetterSchema = z.object({
  timezone: z.string().default('UTC'),
  id: z.string(),
  at: z.number(),
  times: z.number().default(1),
  lastAt: z.number().optional(),
  source: z.string(),
  kind: z.string(),
  reason: z.string(),
  detail: z.string(),
  entry: z
    .object({ id: z.number(), body: z.looseObject({ kind: z.string(), again: occasion.optional() }) })
    .optional(),
  left: occasion.extend({ why: z.string() }).optional(),
  /** Only an alert has it. */
  raw: z.unknown().optional(),
  bodyBase64: z.string().optional(),
});

type WholeDeadLetter = z.output<typeof wholeDeadLetterSchema>;

/** Most lines of a body on a terminal. */
const MOST_LINES = 200;

/** Words for the kind of an entry. */
const INTENTS: ReadonlyMap<string, string> = new Map([
  ['report-alarm', 'to report an alarm to COC'],
  ['open-incident', 'to open an incident'],
  ['handle-incident', 'to take a step with an incident'],
  ['open-war-room', 'to open a war room'],
  ['remark-incident', 'to forward an incident'],
]);

/** Lines about what the agent itself did with it after changes of the configuration. */
function retriesOf({ timezone, entry, left }: WholeDeadLetter): readonly string[] {
  const { again } = entry?.body ?? {};
  const when = ({ kind, at }: z.output<typeof occasion>) => `the ${kind} of ${localTimeIn(timezone, at)}`;
  const why = left?.why === 'newer' ? 'it is not the newest any more' : 'it is over';
  return [
    ...(again ? [`It was sent again after ${when(again)}, and refused again.`] : []),
    ...(left ? [`It was not sent again after ${when(left)}, because ${why}.`] : []),
  ];
}

/** One dead letter for people: what it is, why it is here, and its body as text. */
export function describeDeadLetter(deadLetter: WholeDeadLetter, terminal: Terminal): string {
  const { timezone, id, at, times, lastAt = at, source, kind, reason, detail } = deadLetter;
  const heading = (text: string) => paint(text, 'heading', terminal.color);
  const first = localTimeIn(timezone, at);
  const kept =
    times > 1
      ? `It came ${times} times, first at ${first}, the last time at ${localTimeIn(timezone, lastAt)}.`
      : `It was kept at ${first}.`;
  const lines = [
    `${heading(safeText(id))}: ${kind}, from ${safeText(source)}`,
    ...hanging('Reason: ', `${reason}: ${safeText(detail)}`, terminal),
    `${kept} Times in ${timezone}.`,
    ...retriesOf(deadLetter),
    ...hanging(
      '',
      `dead-letters redrive ${safeText(id)} puts it back; discard deletes it for good.`,
      terminal,
    ),
  ];
  const parts = partsOf(deadLetter).flatMap(({ title, text }) => [
    '',
    heading(title),
    ...cut(text, terminal),
  ]);
  return `${[...lines, ...parts].join('\n')}\n`;
}

interface Part {
  readonly title: string;
  readonly text: readonly string[];
}

function partsOf({ entry, raw, bodyBase64, timezone }: WholeDeadLetter): readonly Part[] {
  const parts: Part[] = [];
  if (entry) {
    // The alert has its own part, as it arrived.
    const { kind, alert: _, ...body } = entry.body;
    const title = `Entry ${entry.id}, ${INTENTS.get(kind) ?? kind}:`;
    parts.push({ title, text: describeJson(body, timezone) });
  }
  if (raw !== undefined)
    parts.push({ title: 'The alert as it arrived:', text: describeJson(raw, undefined) });
  if (bodyBase64 !== undefined) {
    const { title, text } = describeBytes(Buffer.from(bodyBase64, 'base64'));
    parts.push({ title, text });
  }
  return parts;
}

function cut(lines: readonly string[], { columns }: Terminal): readonly string[] {
  if (columns === undefined || lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), `… ${lines.length - MOST_LINES} more lines: --wide shows them`];
}
