import { incidentStateOf } from '../../coc/incident-state.ts';
import { type ListedIncident, readCocIncidents } from '../../coc/read-coc-incidents.ts';
import { type Column, fittedTable } from '../terminal/fitted-table.ts';
import { type CocSession, withCoc } from './coc-session.ts';
import { timeOrDash } from './coc-times.ts';
import { levelWords, toneOfIncident } from './incident-look.ts';
import { type CocList, type ListOptions, printList } from './print-list.ts';

interface IncidentListOptions extends ListOptions {
  readonly title?: string;
  readonly state?: string;
  readonly level?: string;
}

const COLUMNS: readonly Column[] = [
  { heading: 'NUMBER' },
  { heading: 'LEVEL' },
  { heading: 'STATE' },
  { heading: 'TITLE', least: 20, floor: 10 },
  { heading: 'CREATED', spare: 1 },
  { heading: 'ASSIGNEE', least: 8, spare: 2 },
];

/** Prints incidents, the newest first, and returns the exit code. */
export function printCocIncidents(options: IncidentListOptions): Promise<number> {
  return withCoc(options, (session) => printList(incidentListing(session, options), options));
}

function incidentListing(
  { call, timezone }: CocSession,
  options: IncidentListOptions,
): CocList<ListedIncident> {
  const { title, state, level } = options;
  const isFiltered = state !== undefined || level !== undefined;
  const isWhole = options.all || isFiltered;
  return {
    ...{ of: 'incidents', byOffset: true, idOf: ({ number }) => number, note: `times in ${timezone}` },
    async readPage({ limit, offset: page = 1 }) {
      const like = title !== undefined && { titleLike: title };
      const result = await readCocIncidents(call, { page, pageSize: limit, ...like });
      if (result.kind !== 'answered') return result;
      const { count, total } = result.answer;
      // Otherwise the next page would begin in the wrong place.
      if (isWhole && count < limit && (page - 1) * limit + count < (total ?? 0))
        throw new Error(
          `COC counts ${total} incidents, but lists ${count} a page; list a page of them by --limit`,
        );
      return result;
    },
    keeps: isFiltered
      ? (row) =>
          (state === undefined || incidentStateOf(row.status) === state) &&
          (level === undefined || row.level === level)
      : undefined,
    table: (rows, terminal) => {
      const cells = rows.map((row) => [
        row.number,
        levelWords(row.level),
        {
          text: incidentStateOf(row.status) ?? row.status ?? '-',
          tone: toneOfIncident(row.status),
        },
        row.title,
        timeOrDash(timezone, row.createdAt),
        row.assignee || '-',
      ]);
      return fittedTable(COLUMNS, cells, terminal);
    },
  };
}
