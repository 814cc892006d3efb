import { callApi } from '../../coc/calls/call-api.ts';
import type { AnswerOf } from '../../coc/calls/define-api.ts';
import { getScript } from '../../coc/calls/get-script.ts';
import type { RISK_LEVELS, SCRIPT_TYPES } from '../../coc/calls/known-values.ts';
import { listScripts } from '../../coc/calls/list-scripts.ts';
import { type OutputOptions, printAnswer } from '../admin-api/admin-request.ts';
import { EXIT_OK } from '../exit-codes.ts';
import { type Column, fittedTable } from '../terminal/fitted-table.ts';
import { type LayoutOptions, type Terminal, terminalFor } from '../terminal/terminal.ts';
import { type CocOptions, type CocSession, withCoc } from './coc-session.ts';
import { timeOrDash } from './coc-times.ts';
import { hideSensitive } from './hide-sensitive.ts';
import { type CocList, type ListOptions, printList } from './print-list.ts';
import { describeScript } from './script-text.ts';

/** A script in a list. */
export type ListedScript = AnswerOf<typeof listScripts>['data'][number];

interface ScriptOptions extends ListOptions {
  readonly name?: string;
  readonly type?: (typeof SCRIPT_TYPES)[number];
  readonly risk?: (typeof RISK_LEVELS)[number];
  readonly creator?: string;
}

const COLUMNS: readonly Column[] = [
  { heading: 'UUID' },
  { heading: 'NAME', least: 12, floor: 8 },
  { heading: 'TYPE', spare: 2 },
  { heading: 'RISK' },
  { heading: 'STATUS' },
  { heading: 'VERSION', spare: 3 },
  { heading: 'CHANGED', spare: 4 },
  { heading: 'BY', least: 8, spare: 5 },
];

/** Prints scripts, and returns the exit code. */
export function printScripts(options: ScriptOptions): Promise<number> {
  return withCoc(options, (session) => printList(scriptListing(session, options), options));
}

/** The list of all scripts, or of some of them. */
export function scriptListing(
  { call, timezone }: CocSession,
  { name, type, risk, creator }: Pick<ScriptOptions, 'name' | 'type' | 'risk' | 'creator'> = {},
): CocList<ListedScript> {
  return {
    of: 'scripts',
    idOf: ({ id }) => id,
    async readPage({ limit, after }) {
      const query = { limit, name_like: name, type, risk_level: risk, creator, marker: after?.id };
      const result = await callApi(call, listScripts, { query });
      if (result.kind !== 'answered') return result;
      const { data: rows, total } = result.answer;
      return { ...result, answer: { rows, total } };
    },
    table: (rows, terminal) => describeScripts(rows, timezone, terminal),
    note: `times in ${timezone}`,
  };
}

function describeScripts(rows: readonly ListedScript[], zone: string, terminal: Terminal): string {
  const cells = rows.map(({ script_uuid, name, type, status, gmt_modified, gmt_created, ...script }) => [
    script_uuid,
    name,
    type ?? '-',
    script.properties?.risk_level ?? '-',
    status ?? '-',
    script.properties?.version ?? '-',
    timeOrDash(zone, gmt_modified ?? gmt_created),
    script.operator ?? script.creator ?? '-',
  ]);
  return fittedTable(COLUMNS, cells, terminal);
}

/** Prints a script with its text, and returns the exit code. */
export function printScript(
  uuid: string,
  options: CocOptions & OutputOptions & LayoutOptions,
): Promise<number> {
  return withCoc(options, async ({ ask, timezone }) => {
    const { answer, raw } = await ask(getScript, { path: { script_uuid: uuid } });
    printAnswer(options, hideSensitive(raw), () =>
      describeScript(answer, { timezone, ...terminalFor(options) }),
    );
    return EXIT_OK;
  });
}
