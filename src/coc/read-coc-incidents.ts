import { type ApiResult, callApi } from './calls/call-api.ts';
import { listIncidents } from './calls/list-incidents.ts';
import type { CallResult, CocCall } from './client.ts';
import { type Listing, listing } from './list-tickets.ts';

/** An incident in the list of COC. What COC does not tell is absent. */
export interface ListedIncident {
  readonly number: string;
  readonly title: string;
  readonly level?: string | null | undefined;
  readonly status?: string | null | undefined;
  readonly assignee?: string | null | undefined;
  /** Epoch ms. */
  readonly createdAt?: number | null | undefined;
}

/** A page of the list of incidents. */
export interface IncidentPage {
  readonly rows: readonly ListedIncident[];
  /** Number of rows in the page, readable or not. */
  readonly count: number;
  /** Number of all rows, where COC counts them. */
  readonly total?: number | null | undefined;
}

/** Reads a page of the list of incidents, the newest first. Rows in another form are left out. */
export async function readCocIncidents(
  call: (call: CocCall) => Promise<CallResult>,
  asked: Listing,
): Promise<ApiResult<IncidentPage>> {
  const result = await callApi(call, listIncidents, listing(asked));
  if (result.kind !== 'answered') return result;
  const { tickets, total } = result.answer;
  const rows = tickets
    .filter((ticket) => ticket !== null)
    .map(
      ({ ticket_id: number, title, level_id: level, work_flow_status: status, assignee, create_time }) => ({
        ...{ number, title, level, status, assignee, createdAt: create_time },
      }),
    );
  return { ...result, answer: { rows, count: tickets.length, total } };
}
