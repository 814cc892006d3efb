import { callApi } from '../../coc/calls/call-api.ts';
import type { AnswerOf } from '../../coc/calls/define-api.ts';
import { getPatchReport } from '../../coc/calls/get-patch-report.ts';
import type { PATCH_STATES } from '../../coc/calls/known-values.ts';
import { listPatchReports } from '../../coc/calls/list-patch-reports.ts';
import { type Column, fittedTable } from '../terminal/fitted-table.ts';
import type { Tone } from '../terminal/paint.ts';
import { type CocSession, withCoc } from './coc-session.ts';
import { timeOrDash } from './coc-times.ts';
import { type CocList, type ListOptions, printList } from './print-list.ts';

type Report = AnswerOf<typeof listPatchReports>['instance_compliant'][number];
type Item = AnswerOf<typeof getPatchReport>['compliance_items'][number];

interface ReportOptions extends ListOptions {
  readonly status?: 'compliant' | 'non_compliant';
  readonly scene?: 'ECS' | 'CCE';
  readonly name?: string;
  readonly ip?: string;
  readonly region?: string;
}

interface ItemOptions extends ListOptions {
  readonly status?: (typeof PATCH_STATES)[number];
  readonly title?: string;
}

const REPORTS: readonly Column[] = [
  { heading: 'ID' },
  { heading: 'SERVER', least: 12, floor: 8 },
  { heading: 'STATUS' },
  { heading: 'MISSING', align: 'right' },
  { heading: 'CRITICAL', align: 'right', spare: 3 },
  { heading: 'ADDRESS', spare: 2 },
  { heading: 'SYSTEM', least: 8, spare: 5 },
  { heading: 'BASELINE', least: 8, spare: 6 },
  { heading: 'REPORTED', spare: 4 },
];

const ITEMS: readonly Column[] = [
  { heading: 'PATCH', least: 30, floor: 8 },
  { heading: 'STATUS' },
  { heading: 'SEVERITY' },
  { heading: 'KIND', least: 8, spare: 2 },
  { heading: 'INSTALLED', spare: 1 },
];

/** Prints the newest patch report of each server, and returns the exit code. */
export function printPatchReports(options: ReportOptions): Promise<number> {
  return withCoc(options, (session) => printList(reportListing(session, options), options));
}

function reportListing({ call, timezone }: CocSession, options: ReportOptions): CocList<Report> {
  const { status, scene, name, ip, region } = options;
  return {
    ...{ of: 'reports', byOffset: true, idOf: ({ id }) => id, note: `times in ${timezone}` },
    async readPage({ limit, offset }) {
      const query = { limit, offset, name, ip, region, compliant_status: status, report_scene: scene };
      const result = await callApi(call, listPatchReports, { query });
      if (result.kind !== 'answered') return result;
      const { instance_compliant: rows, count: total } = result.answer;
      return { ...result, answer: { rows, total } };
    },
    table: (rows, terminal) => {
      const cells = rows.map((row) => [
        row.id,
        row.name || row.instance_id || row.node_id || '-',
        { text: row.status ?? '-', tone: row.status === 'non_compliant' ? ('alarm' as const) : undefined },
        String(row.non_compliant_summary?.non_compliant_count ?? '-'),
        String(row.non_compliant_summary?.severity_summary?.critical_count ?? '-'),
        row.ip || '-',
        row.operating_system || '-',
        row.baseline_name || '-',
        timeOrDash(timezone, row.execution_summary?.report_time),
      ]);
      return fittedTable(REPORTS, cells, terminal);
    },
  };
}

/** Prints the patches in a report, and returns the exit code. */
export function printPatchReport(id: string, options: ItemOptions): Promise<number> {
  return withCoc(options, (session) => printList(itemListing(session, id, options), options));
}

function itemListing({ call, timezone }: CocSession, id: string, options: ItemOptions): CocList<Item> {
  const { status, title } = options;
  return {
    // The patches of a report have no ids.
    ...{ of: 'patches', byOffset: true, idOf: (row) => JSON.stringify(row), note: `times in ${timezone}` },
    async readPage({ limit, offset }) {
      const query = { limit, offset, title, patch_status: status };
      const path = { instance_compliant_id: id };
      const result = await callApi(call, getPatchReport, { path, query });
      if (result.kind !== 'answered') return result;
      const { compliance_items: rows, count: total } = result.answer;
      return { ...result, answer: { rows, total } };
    },
    table: (rows, terminal) => {
      const cells = rows.map(({ title: name, severity_level, classification, patch_detail }) => {
        const { patch_status, installed_time } = patch_detail ?? {};
        return [
          name ?? '-',
          { text: patch_status ?? '-', tone: toneOfPatch(patch_status) },
          severity_level ?? '-',
          classification ?? '-',
          timeOrDash(timezone, installed_time),
        ];
      });
      return fittedTable(ITEMS, cells, terminal);
    },
  };
}

function toneOfPatch(status: string | null | undefined): Tone | undefined {
  if (status === 'MISSING' || status === 'FAILED') return 'alarm';
  return status === 'PENDING_REBOOT' || status === 'REJECT' ? 'warning' : undefined;
}
