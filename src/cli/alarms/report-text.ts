import { z } from 'zod';
import { cutToWidth } from '../terminal/display-width.ts';
import { hanging } from '../terminal/hanging.ts';
import { paint } from '../terminal/paint.ts';
import { safeText } from '../terminal/safe-text.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** The last report of an alarm in the admin API. */
export const reportSchema = z.object({
  resource: z.string().nullable(),
  resourceId: z.string().nullable(),
  namespace: z.string().nullable(),
  region: z.string().nullable(),
  applicationId: z.string().nullable(),
  description: z.string(),
  labels: z.record(z.string(), z.string()),
  runbook: z.string().nullable(),
  links: z.array(z.string()),
});

/** Most lines of a description, and longest value of a label, in columns. `--wide` and `--json` have all. */
const MOST_LINES = 20;
const MOST_COLUMNS = 300;
/** Column in which the values begin. */
const INDENT = 13;

/** Where an alarm is, what it says, and where to read more: a line for each thing that is known. */
export function describeReport(report: z.output<typeof reportSchema>, terminal: Terminal): readonly string[] {
  const { resource, resourceId, namespace, region, applicationId, description, runbook, links } = report;
  const id = resourceId !== null && resourceId !== resource ? resourceId : undefined;
  const where = id === undefined ? resource : `${resource ?? '-'} (${id})`;
  const labels = Object.entries(report.labels).map(([name, value]) => `${name}="${value}"`);
  const entry = (show: (text: string) => string, texts: readonly (string | null)[]): readonly string[] =>
    texts.flatMap((text, i) => {
      if (text === null) return [];
      const line = show(shortened(safeText(text), terminal));
      const first = i === 0 ? line.slice(0, INDENT) : ' '.repeat(INDENT);
      const [head = '', ...rest] = hanging(first, line.slice(INDENT), terminal);
      return [head.replace(/^\S+/, (word) => paint(word, 'heading', terminal.color)), ...rest];
    });
  return [
    ...entry((text) => `Resource:    ${text}`, [where]),
    ...entry((text) => `Namespace:   ${text}`, [namespace]),
    ...entry((text) => `Region:      ${text}`, [region]),
    ...entry((text) => `Application: ${text}`, [applicationId]),
    ...entry((text) => `Description: ${text}`, linesOf(description, terminal)),
    ...entry((text) => `Labels:      ${text}`, labels),
    ...entry((text) => `Runbook:     ${text}`, [runbook]),
    ...entry((text) => `Links:       ${text}`, links),
  ];
}

function linesOf(text: string, { columns }: Terminal): readonly string[] {
  const lines = text.trim().split(/\r\n|[\n\r\u2028\u2029]/);
  if (columns === undefined || lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), `… ${lines.length - MOST_LINES} more lines: --wide shows them`];
}

function shortened(text: string, { columns }: Terminal): string {
  return columns === undefined ? text : cutToWidth(text, MOST_COLUMNS);
}
