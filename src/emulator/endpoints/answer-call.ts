import { authenticate } from '../auth/authenticate.ts';
import { type Backend, catchUp, type Endpoint } from '../backend.ts';
import type { Answer, Call } from '../call.ts';
import { cocRefusal } from '../contract/coc-answer.ts';
import { gatewayAnswer, notPublished } from '../contract/gateway-answer.ts';
import { keystoneRefusal } from '../contract/keystone-answer.ts';
import { unsupportedContentType } from '../contract/read-json.ts';
import { actOnIncident } from './act-on-incident.ts';
import { createIncident } from './create-incident.ts';
import { createToken } from './create-token.ts';
import { createWarRoom } from './create-war-room.ts';
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

/** The endpoint that a call goes to, with its decoded path parameter. */
export interface Target {
  readonly endpoint: Endpoint;
  readonly id: string;
}

/** Finds the endpoint of a method and path; undefined when there is none. */
export function findTarget(method: string, path: string): Target | undefined {
  for (const endpoint of endpoints) {
    const match = endpoint.method === method ? endpoint.path.exec(path) : null;
    if (!match) continue;
    const id = decodeId(match.groups?.id ?? '');
    return id === undefined ? undefined : { endpoint, id };
  }
  return undefined;
}

/**
 * Answers a call as COC, its gateway or IAM would: the path first, then the credentials, the content type, and
 * at last the endpoint.
 */
export function answerCall(call: Call, target: Target | undefined, backend: Backend): Answer {
  const { settings } = backend;
  if (!target) return notPublished(settings.gatewayPrefix);
  const refusal = refusalOf(call, target.endpoint, backend);
  if (refusal) return refusal;
  if (target.endpoint.method === 'POST' && !isJson(call.headers['content-type']))
    return unsupportedContentType;
  catchUp(backend, call.receivedAt);
  return target.endpoint.answer(call, target.id, backend);
}

/** The gateway's answer to a body that is over the limit. */
export function tooLarge({ settings }: Backend): Answer {
  return gatewayAnswer(settings.gatewayPrefix, 413, '0201', 'Request entity too large');
}

function refusalOf(call: Call, endpoint: Endpoint, backend: Backend): Answer | undefined {
  if (endpoint.service === 'iam-open') return undefined;
  const { settings, keys, store } = backend;
  const verdict = authenticate(call, {
    keys,
    tokens: store.tokens,
    required: settings.auth.required,
    maxSkewMs: settings.maxSkewMs,
    now: call.receivedAt,
  });
  switch (verdict.kind) {
    case 'accepted':
      return undefined;
    case 'gateway':
      return gatewayAnswer(settings.gatewayPrefix, 401, verdict.code, verdict.message);
    case 'missing':
      if (endpoint.service === 'coc') return cocRefusal(401, 'common.01010001', 'Token missing or invalid.');
      return keystoneRefusal(401, 'The request you have made requires authentication.');
  }
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/json\s*(;|$)/i.test(contentType ?? '');
}

function decodeId(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (thrown) {
    if (thrown instanceof URIError) return undefined;
    throw thrown;
  }
}
