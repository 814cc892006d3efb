/** What a request to the admin listener wants: what everybody may see, what only some may, or to change something. */
export type Wish = 'public' | 'read' | 'change';

/** What is known of whoever asks. */
export interface Visitor {
  /** The connection is from this machine, and the request asks for this machine. */
  readonly local: boolean;
  /** A browser sent it for another site's page. */
  readonly crossSite: boolean;
  /** `none`: no token is configured; `absent`: it is, but the request does not have it. */
  readonly token: 'none' | 'absent' | 'valid';
}

/** Whether it may, and in whose name. */
export type Access =
  | { readonly allowed: true; readonly actor: 'anyone' | 'local' | 'token' }
  | { readonly allowed: false; readonly status: 401 | 403; readonly error: string };

/**
 * Who may what. Metrics and health are for everybody. Without a configured token, all else is for this machine alone.
 * With one, every change needs it, and so does every read from beyond this machine. Pure.
 */
export function accessFor(wish: Wish, visitor: Visitor): Access {
  if (visitor.token === 'valid') return { allowed: true, actor: 'token' };
  if (wish === 'public') return { allowed: true, actor: 'anyone' };
  if (visitor.token === 'absent' && (wish === 'change' || !visitor.local))
    return { allowed: false, status: 401, error: 'needs the admin token, as Authorization: Bearer' };
  if (!visitor.local)
    return { allowed: false, status: 403, error: 'only from this machine, unless admin.auth is configured' };
  if (wish === 'change' && visitor.crossSite)
    return { allowed: false, status: 403, error: 'not for the page of another site' };
  return { allowed: true, actor: 'local' };
}
