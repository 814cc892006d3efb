import type { NextFunction, Request, Response } from 'express';

/**
 * Refuses what a page of another site sends through the browser of somebody who runs the emulator: the control API
 * has no credentials that could stop it.
 */
export function requireSameOrigin(request: Request, response: Response, next: NextFunction): void {
  const { origin, host } = request.headers;
  if (origin === undefined || origin === `http://${host}`) {
    next();
    return;
  }
  response.status(403).json({ error: `requests from pages of ${origin} are refused` });
}
