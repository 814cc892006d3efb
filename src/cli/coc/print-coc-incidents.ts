import { callApi } from '../../coc/calls/call-api.ts';
import type { AnswerOf } from '../../coc/calls/define-api.ts';
import { listIncidents } from '../../coc/calls/list-incidents.ts';
import { incidentStateOf } from '../../coc/incident-state.ts';
import { listing } from '../../coc/list-tickets.ts';
import { type Column, fittedTable } from '../terminal/fitted-table.ts';
import { type CocSession, withCoc } from './coc-session.ts';
import { timeOrDash } from './coc-times.ts';
import { levelWords, toneOfIncident } from './incident-look.ts';
import { type CocList, type ListOptions, printList } from './print-list.ts';

type Listed = NonNullable<AnswerOf<typeof listIncidents>['tickets'][number]>;

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

function incidentListing({ call, timezone }: CocSession, options: IncidentListOptions): CocList<Listed> {
  const { title, state, level } = options;
  const isFiltered = state !== undefined || level !== undefined;
  const isWhole = options.all || isFiltered;
  return {
    ...{ of: 'incidents', byOffset: true, idOf: ({ ticket_id }) => ticket_id, note: `times in ${timezone}` },
    async readPage({ limit, offset: page = 1 }) {
      const like = title !== undefined && { titleLike: title };
      const result = await callApi(call, listIncidents, listing({ page, pageSize: limit, ...like }));
      if (result.kind !== 'answered') return result;
      const { tickets, total } = result.answer;
      // Otherwise the next page would begin in the wrong place.
      if (isWhole && tickets.length < limit && (page - 1) * limit + tickets.length < (total ?? 0))
        throw new Error(
          `COC counts ${total} incidents, but lists ${tickets.length} a page; list a page of them by --limit`,
        );
      return { ...result, answer: { rows: tickets.filter((row) => row !== null), total } };
    },
    keeps: isFiltered
      ? ({ work_flow_status, level_id }) =>
          (state === undefined || incidentStateOf(work_flow_status) === state) &&
          (level === undefined || level_id === level)
      : undefined,
    table: (rows, terminal) => {
      const cells = rows.map((row) => [
        row.ticket_id,
        levelWords(row.level_id),
        {
          text: incidentStateOf(row.work_flow_status) ?? row.work_flow_status ?? '-',
          tone: toneOfIncident(row.work_flow_status),
        },
        row.title,
        timeOrDash(timezone, row.create_time),
        row.assignee || '-',
      ]);
      return fittedTable(COLUMNS, cells, terminal);
    },
  };
}
