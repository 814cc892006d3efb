import type { Express, Request, Response } from 'express';
import { ConfigError } from '../errors.ts';
import { respond } from '../http/respond.ts';
import { readGauges } from '../observability/read-gauges.ts';
import { ADMIN_PAGE } from './admin-page.ts';
import type { AdminDeps } from './admit.ts';
import { alarmLister } from './alarms/alarm-list.ts';
import { alarmQueryOf } from './alarms/alarm-query.ts';
import { readAlarm } from './alarms/read-alarm.ts';
import { readStatus } from './status.ts';

/** Health and metrics, for everybody. The agent is healthy as long as it answers. */
export function mountHealth(app: Express, { view, metrics }: AdminDeps): void {
  get(app, '/-/healthy', async (_request, response) => respond(response, 200, { healthy: true }));
  get(app, '/-/ready', async (_request, response) => {
    const reasons = view.notReady();
    if (reasons.length === 0) respond(response, 200, { ready: true });
    else respond(response, 503, { ready: false, reasons });
  });
  get(app, '/metrics', async (_request, response) => {
    await readGauges(metrics, view);
    const text = await metrics.registry.metrics();
    response.setHeader('Content-Type', metrics.registry.contentType);
    response.end(text);
  });
}

/** What changes the agent. */
export function mountChanges(app: Express, { reload }: AdminDeps): void {
  app.route('/-/reload').all(async (request, response) => {
    if (request.method !== 'POST' && request.method !== 'PUT') return notAllowed(response, 'POST, PUT');
    try {
      await reload();
      respond(response, 200, { reloaded: true });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const { message, issues } = error;
      respond(response, 400, { error: message, issues });
    }
  });
}

/** What operators may look at. */
export function mountApi(app: Express, { view, about, clock }: AdminDeps): void {
  get(app, '/', async (_request, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(ADMIN_PAGE);
  });
  get(app, '/api/v1/status', async (_request, response) =>
    respond(response, 200, await readStatus(view, about, clock)),
  );
  const { timezone } = about;
  const listAlarms = alarmLister(view);
  get(app, '/api/v1/alarms', async ({ url }, response) => {
    const asked = alarmQueryOf(new URL(url, 'http://admin.invalid').searchParams);
    if ('error' in asked) respond(response, 400, asked);
    else respond(response, 200, { timezone, ...(await listAlarms(asked.query)) });
  });
  get(app, '/api/v1/alarms/:alarmId', async (request, response) => {
    const found = await readAlarm(view, String(request.params.alarmId), timezone);
    respondFound(response, found && { timezone, ...found });
  });
}

/** Mounts what can only be read: any other method is 405. */
export function get(
  app: Express,
  path: string,
  read: (request: Request, response: Response) => Promise<void>,
): void {
  app
    .route(path)
    .get(read)
    .all((_request, response) => notAllowed(response, 'GET, HEAD'));
}

/** Answers 405 with the methods that there are. */
export function notAllowed(response: Response, allow: string): void {
  response.setHeader('Allow', allow);
  respond(response, 405, { error: `only ${allow}` });
}

/** Answers with what was found, or 404. */
export function respondFound(response: Response, found: object | undefined): void {
  if (found) respond(response, 200, found);
  else respond(response, 404, { error: 'there is none of this id' });
}
