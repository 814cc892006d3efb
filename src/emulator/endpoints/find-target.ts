import { actOnIncident } from './act-on-incident.ts';
import { createIncident } from './create-incident.ts';
import { createToken } from './create-token.ts';
import { createWarRoom } from './create-war-room.ts';
import type { Endpoint } from './endpoint.ts';
import { getIncident } from './get-incident.ts';
import { handleIncident } from './handle-incident.ts';
import { listIncidentHistories } from './list-incident-histories.ts';
import { listIncidentTasks } from './list-incident-tasks.ts';
import { listIncidents } from './list-incidents.ts';
import { listProjects } from './list-projects.ts';
import { listSimpleTickets } from './list-simple-tickets.ts';
import { listWarRooms } from './list-war-rooms.ts';
import { reportCustomEvent } from './report-custom-event.ts';

const endpoints: readonly Endpoint[] = [
  reportCustomEvent,
  createIncident,
  handleIncident,
  getIncident,
  listIncidents,
  listSimpleTickets,
  listIncidentTasks,
  actOnIncident,
  listIncidentHistories,
  createWarRoom,
  listWarRooms,
  createToken,
  listProjects,
];

/** The endpoint of a call, with the decoded path parameter. */
export interface CallTarget {
  readonly endpoint: Endpoint;
  readonly id: string;
}

/** Finds the endpoint of a method and path; undefined when none matches. */
export function findTarget(method: string, path: string): CallTarget | undefined {
  for (const endpoint of endpoints) {
    const match = endpoint.method === method ? endpoint.path.exec(path) : null;
    if (!match) continue;
    const id = decodeId(match.groups?.id ?? '');
    return id === undefined ? undefined : { endpoint, id };
  }
  return undefined;
}

function decodeId(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (thrown) {
    if (thrown instanceof URIError) return undefined;
    throw thrown;
  }
}
