import type { NextFunction, Request, Response } from 'express';

/**
 * Refuses requests that a page of another site sends through the user's browser. The control API has no
 * credentials that could stop them.
 */
export function requireSameOrigin(request: Request, response: Response, next: NextFunction): void {
  const { origin, host } = request.headers;
  if (origin === undefined || origin === `http://${host}`) {
    next();
    return;
  }
  response.status(403).json({ error: `requests from pages of ${origin} are refused` });
}
