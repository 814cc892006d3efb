/** The access that a request to the admin listener needs: `public` is for everybody, `read` and `change` are not. */
export type NeededAccess = 'public' | 'read' | 'change';

/** The sender of a request. */
export interface Requester {
  /** The connection comes from this machine, and the Host header names this machine. */
  readonly local: boolean;
  /** A browser sent the request for the page of another site. */
  readonly crossSite: boolean;
  /** `none`: no token is configured; `absent`: one is configured, but the request does not have it. */
  readonly token: 'none' | 'absent' | 'valid';
}

/** The decision about a request; `actor` is recorded with changes. */
export type Access =
  | { readonly allowed: true; readonly actor: 'anyone' | 'local' | 'token' }
  | { readonly allowed: false; readonly status: 401 | 403; readonly error: string };

/**
 * Decides whether a request is allowed. Metrics and health are for everybody. Without a configured token, everything else
 * is for this machine only. With a token, everything else needs it, on this machine too: a port that is forwarded, a proxy
 * and a sidecar all come from loopback. Pure.
 */
export function accessFor(needed: NeededAccess, requester: Requester): Access {
  if (requester.token === 'valid') return { allowed: true, actor: 'token' };
  if (needed === 'public') return { allowed: true, actor: 'anyone' };
  if (requester.token === 'absent')
    return { allowed: false, status: 401, error: 'send the admin token, as Authorization: Bearer' };
  if (!requester.local)
    return {
      allowed: false,
      status: 403,
      error: 'allowed from this machine only; configure admin.auth for others',
    };
  if (needed === 'change' && requester.crossSite)
    return { allowed: false, status: 403, error: 'pages of other sites may not change anything' };
  return { allowed: true, actor: 'local' };
}
