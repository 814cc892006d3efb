import type { Response } from 'express';

/** Sends a page that no browser keeps. */
export function sendPage(response: Response, html: string): void {
  response.set('Cache-Control', 'no-store').type('html').send(html);
}
