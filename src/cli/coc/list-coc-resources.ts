import { callApi } from '../../coc/calls/call-api.ts';
import type { AnswerOf } from '../../coc/calls/define-api.ts';
import { listResources } from '../../coc/calls/list-resources.ts';
import { type Column, fittedTable } from '../terminal/fitted-table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CocSession, withCoc } from './coc-session.ts';
import { type CocList, type ListOptions, printList } from './print-list.ts';
import { addressesOf } from './resource-addresses.ts';

/** A resource, as COC lists it. */
export type CocResource = AnswerOf<typeof listResources>[number];

/** Kind of resources. */
export interface CocResourceKind {
  readonly provider: string;
  readonly type: string;
}

interface ResourceOptions extends ListOptions, CocResourceKind {
  readonly ip?: string;
  readonly name?: string;
  readonly id?: readonly string[];
}

const COLUMNS: readonly Column[] = [
  { heading: 'NAME', least: 12, floor: 8 },
  // It is what `scripts run --on` takes.
  { heading: 'RESOURCE ID' },
  { heading: 'ADDRESSES', least: 12, spare: 1 },
  { heading: 'REGION', spare: 3 },
  { heading: 'AGENT', least: 8, spare: 4 },
  { heading: 'TAGS', least: 8, spare: 5 },
];

/** Prints resources of a kind, and returns the exit code. */
export function printResources(options: ResourceOptions): Promise<number> {
  const { ip, name, id } = options;
  return withCoc(options, (session) => {
    const isFiltered = ip !== undefined || name !== undefined;
    const keeps = (row: CocResource) => hasAddress(row, ip) && hasName(row, name);
    const listing = { ...resourceListing(session, options, id), ...(isFiltered && { keeps }) };
    return printList(listing, options);
  });
}

/** The list of the resources of a kind, or of those with these ids. */
export function resourceListing(
  session: CocSession,
  { provider, type }: CocResourceKind,
  ids?: readonly string[],
): CocList<CocResource> {
  return {
    of: 'resources',
    idOf: ({ id }) => id,
    async readPage({ limit, after }) {
      const query = {
        ...{ provider, type, limit },
        ...(after && { marker: after.id }),
        ...(ids && { resource_id_list: [...ids] }),
      };
      const result = await callApi(session.call, listResources, { query });
      return result.kind === 'answered' ? { ...result, answer: { rows: result.answer } } : result;
    },
    table: describeResources,
  };
}

function hasAddress(row: CocResource, ip: string | undefined): boolean {
  return ip === undefined || addressesOf(row.properties).includes(ip);
}

function hasName({ name }: CocResource, part: string | undefined): boolean {
  return part === undefined || (name ?? '').toLowerCase().includes(part.toLowerCase());
}

function describeResources(rows: readonly CocResource[], terminal: Terminal): string {
  const cells = rows.map(({ name, resource_id, properties, region_id, agent_id, tags }) => [
    name ?? '-',
    resource_id,
    addressesOf(properties).join(', ') || '-',
    region_id ?? '-',
    agent_id || '-',
    Object.entries(tags ?? {})
      .map(([key, value]) => (value === '' ? key : `${key}=${value}`))
      .join(', ') || '-',
  ]);
  return fittedTable(COLUMNS, cells, terminal);
}
