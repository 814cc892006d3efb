import type { AnswerOf } from '../../coc/calls/define-api.ts';
import type { getScript } from '../../coc/calls/get-script.ts';
import { type Column, fittedTable } from '../terminal/fitted-table.ts';
import { paint } from '../terminal/paint.ts';
import { safeText } from '../terminal/safe-text.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { timeOrDash } from './coc-times.ts';
import { factLines } from './fact-lines.ts';

/** A script with its text. */
export type Script = AnswerOf<typeof getScript>;

const PARAMETERS: readonly Column[] = [
  { heading: 'PARAMETER' },
  { heading: 'DEFAULT', least: 12 },
  { heading: 'ABOUT', least: 12 },
];

/** A script: what it is, its parameters without secret values, and its text. */
export function describeScript(script: Script, look: Terminal & { readonly timezone: string }): string {
  const { timezone, color } = look;
  const { properties, creator, operator } = script;
  const reviewers = properties?.reviewers?.map(({ reviewer_name }) => reviewer_name ?? '?') ?? [];
  const facts = factLines(
    [
      ['UUID', script.script_uuid],
      ['Type', script.type],
      ['Risk', properties?.risk_level],
      ['Status', script.status],
      ['Version', properties?.version],
      ['About', script.description],
      ['Reviewers', reviewers.join(', ')],
      ['Created', `${timeOrDash(timezone, script.gmt_created)}${by(creator)}`],
      ['Changed', `${timeOrDash(timezone, script.gmt_modified)}${by(operator)}`],
    ],
    look,
  );
  const table = parameterTable(script, look);
  const text = linesOfText(script.content);
  return `${[paint(safeText(script.name), 'heading', color), ...facts, '', ...table, ...text].join('\n')}\n`;
}

function by(name: string | null | undefined): string {
  return name ? ` by ${name}` : '';
}

function parameterTable({ script_params }: Script, terminal: Terminal): readonly string[] {
  if (!script_params || script_params.length === 0) return [];
  const rows = script_params.map(({ param_name, param_value, param_description, sensitive }) => [
    param_name,
    sensitive ? '<hidden>' : param_value || '-',
    param_description || '-',
  ]);
  return [fittedTable(PARAMETERS, rows, terminal), ''];
}

/** The lines of a text from outside. Tabs stay. */
export function linesOfText(text: string): readonly string[] {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
  return lines.map((line) => line.split('\t').map(safeText).join('\t'));
}
