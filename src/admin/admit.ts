import type { IncomingMessage } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import type { Logger } from 'pino';
import type { DeadLetterChanges } from '../dead-letters/dead-letter-changes.ts';
import type { DeliverNow } from '../delivery/deliver-now.ts';
import { sendRequestId } from '../http/request-id.ts';
import { respond } from '../http/respond.ts';
import type { IncidentDecisions } from '../incidents/incident-decisions.ts';
import type { AgentView } from '../observability/agent-view.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Effect, OpenAndSettings } from '../orphans/change.ts';
import type { Orphan } from '../orphans/find-orphans.ts';
import type { OpenAlertPage } from '../orphans/open-alert-page.ts';
import type { AskedPart } from '../orphans/read-open-alerts.ts';
import type { SecretSource } from '../settings/secret.ts';
import type { Clock } from '../time/clock.ts';
import { accessFor, type NeededAccess, type Requester } from './admin-access.ts';
import { hasBearerToken } from './bearer-token.ts';
import { isCrossSite, isLocalHost, isLoopbackPeer } from './loopback.ts';
import type { AboutAgent } from './status.ts';

/** Result of a reload. */
export interface Reloaded {
  /** Sections whose changes take effect only after a restart. */
  readonly needsRestart: readonly string[];
  /** What is open or waits under names that the configuration does not know any more. */
  readonly orphans: readonly Orphan[];
  /** What the changes mean for what is open or waits. */
  readonly effects: readonly Effect[];
}

/** Dependencies of the admin listener. */
export interface AdminDeps {
  readonly view: AgentView;
  readonly about: AboutAgent;
  /** The token of `admin.auth`; undefined when none is configured. */
  readonly token: () => SecretSource | undefined;
  /** Reloads the configuration and uses it from now on. @throws {ConfigError} when it is faulty: the old one stays. */
  readonly reload: () => Promise<Reloaded>;
  readonly openAndSettings: () => OpenAndSettings;
  readonly openAlerts: (asked: AskedPart) => Promise<OpenAlertPage>;
  readonly deadLetters: DeadLetterChanges;
  readonly incidents: IncidentDecisions;
  readonly deliverNow: DeliverNow;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly log: Logger;
  /** Tells whether a connection comes from this machine; by default from the address of its socket. */
  readonly isLoopback?: (request: IncomingMessage) => boolean;
}

const PUBLIC_PATHS: ReadonlySet<string> = new Set(['/metrics', '/-/healthy', '/-/ready']);
const READING_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** The actor of a request that was let pass: `local`, `token` or `anyone`. */
export function actorOf({ locals }: Response): string {
  return String(locals.actor);
}

/** True when the sender of a request may read more than what everybody may: it is local, or has the token. */
export function mayRead({ locals }: Response): boolean {
  return locals.mayRead === true;
}

/** Lets a request pass or refuses it. Every request for a change is logged with its actor and its address. */
export function admit(
  request: Request,
  response: Response,
  { deps, next }: { readonly deps: AdminDeps; readonly next: NextFunction },
): void {
  const requestId = sendRequestId(response);
  const needed = neededAccess(request);
  const requester = requesterOf(request, deps);
  const access = accessFor(needed, requester);
  if (needed === 'change') {
    const { method, path } = request;
    const peer = request.socket.remoteAddress;
    const asked = { method, path, peer, requestId };
    if (access.allowed) deps.log.info({ ...asked, actor: access.actor }, 'an operator requested a change');
    else
      deps.log.warn(
        { ...asked, reason: access.error },
        'refused a change: the request is not allowed to make it',
      );
  }
  if (access.allowed) {
    response.locals.actor = access.actor;
    response.locals.mayRead = accessFor('read', requester).allowed;
    next();
    return;
  }
  if (access.status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="admin"');
  respond(response, access.status, { error: access.error });
}

function neededAccess({ method, path }: Request): NeededAccess {
  if (!READING_METHODS.has(method)) return 'change';
  return PUBLIC_PATHS.has(path) ? 'public' : 'read';
}

function requesterOf(request: Request, { token, isLoopback = fromLoopback }: AdminDeps): Requester {
  const configured = token();
  const { headers } = request;
  const given = configured && hasBearerToken(headers.authorization, configured) ? 'valid' : 'absent';
  return {
    local: isLoopback(request) && isLocalHost(headers.host),
    crossSite: isCrossSite(headers),
    token: configured ? given : 'none',
  };
}

function fromLoopback({ socket }: IncomingMessage): boolean {
  return isLoopbackPeer(socket.remoteAddress);
}
