import compression from 'compression';
import type { Express } from 'express';
import { z } from 'zod';
import { ConfigError } from '../errors.ts';
import { respond } from '../http/respond.ts';
import { expose } from '../observability/expose.ts';
import { readGauges } from '../observability/read-gauges.ts';
import { settingsAsJson } from '../orphans/told-settings.ts';
import { wordsForOrphan } from '../orphans/words-for-orphan.ts';
import { ADMIN_PAGE } from './admin-page.ts';
import { type AdminDeps, mayRead } from './admit.ts';
import { alarmLister } from './alarms/alarm-list.ts';
import { alarmNamed } from './alarms/alarm-named.ts';
import { alarmQueryOf } from './alarms/alarm-query.ts';
import { readAlarmStory } from './alarms/alarm-story.ts';
import { pageWithWaiting } from './alarms/with-waiting.ts';
import { respondSeveral } from './candidates.ts';
import { mountGet, queryFrom, respondFound, respondNotAllowed } from './mount.ts';
import { readStatus } from './status.ts';
import { waitingReader } from './waiting/read-waiting.ts';

/**
 * Mounts health and metrics, which everybody may read. The agent is healthy as long as it answers. Why it is not ready
 * is for those who may read more: the reasons name limits of the configuration.
 */
export function mountHealth(app: Express, { view, metrics }: AdminDeps): void {
  mountGet(app, '/-/healthy', async (_request, response) => respond(response, 200, { healthy: true }));
  mountGet(app, '/-/ready', async (_request, response) => {
    const reasons = view.notReady();
    if (reasons.length === 0) respond(response, 200, { ready: true });
    else respond(response, 503, { ready: false, ...(mayRead(response) && { reasons }) });
  });
  // Only here: a compressed answer that mixes secrets with text of others would tell the secrets by its length.
  app.use('/metrics', compression());
  mountGet(app, '/metrics', async (_request, response) => {
    await readGauges(metrics, view);
    const text = await expose(metrics);
    response.setHeader('Content-Type', metrics.registry.contentType);
    response.setHeader('Content-Length', Buffer.byteLength(text));
    response.end(text);
  });
}

/** Mounts the reload of the configuration. */
export function mountReload(app: Express, { reload }: AdminDeps): void {
  app.route('/-/reload').all(async (request, response) => {
    if (request.method !== 'POST' && request.method !== 'PUT')
      return respondNotAllowed(response, 'POST, PUT');
    try {
      const { needsRestart, orphans, effects } = await reload();
      const told = orphans.map((orphan) => ({ ...orphan, ...wordsForOrphan(orphan) }));
      respond(response, 200, { reloaded: true, needsRestart, orphans: told, effects });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const { message, issues } = error;
      respond(response, 400, { error: message, issues });
    }
  });
}

const OPEN_ALERTS_ERROR = 'after is the `next` of the part before, limit is 1 to 200';

const openAlertsQuery = z.strictObject({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});

/** Mounts what is open, with the settings that decide what becomes of it, and the alerts of the alarms that fire. */
export function mountOpen(app: Express, { openAndSettings, openAlerts }: AdminDeps): void {
  mountGet(app, '/api/v1/open', async (_request, response) => {
    const { open, settings, start } = openAndSettings();
    respond(response, 200, { open, settings: settingsAsJson(settings), start });
  });
  mountGet(app, '/api/v1/open/alerts', async ({ url }, response) => {
    const asked = openAlertsQuery.safeParse(Object.fromEntries(queryFrom(url)));
    if (!asked.success) return respond(response, 400, { error: OPEN_ALERTS_ERROR });
    const { alerts, ...rest } = await openAlerts(asked.data);
    // No route reads the alert as it arrived.
    const told = alerts.map((open) => ({ ...open, alert: { ...open.alert, raw: null } }));
    respond(response, 200, { alerts: told, ...rest });
  });
}

/** Mounts the front page, the status, and the alarms. */
export function mountApi(app: Express, { view, about, clock, metrics }: AdminDeps): void {
  mountGet(app, '/', async (_request, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(ADMIN_PAGE);
  });
  mountGet(app, '/api/v1/status', async (_request, response) =>
    respond(response, 200, await readStatus({ view, about, clock, metrics })),
  );
  const { timezone } = about;
  const listAlarms = alarmLister({ outbox: view.outbox, sources: () => about.sources().keys() });
  mountGet(app, '/api/v1/alarms', async ({ url }, response) => {
    const read = alarmQueryOf(queryFrom(url));
    if ('error' in read) return respond(response, 400, read);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    try {
      const page = await listAlarms(read.query, gone.signal);
      const waitingOf = waitingReader(view, { clock, zone: timezone });
      respond(response, 200, { timezone, ...pageWithWaiting(page, waitingOf) });
    } catch (error) {
      // Nobody waits for the answer any more.
      if (error !== gone.signal.reason) throw error;
    }
  });
  mountGet(app, '/api/v1/alarms/:alarmId', async (request, response) => {
    const typed = String(request.params.alarmId);
    const found = await alarmNamed(view.outbox, typed, timezone);
    if (found.kind === 'several') return respondSeveral(response, typed, { found, noun: 'alarm' });
    const alarmId = found.kind === 'one' ? found.id : typed;
    const story = await readAlarmStory(view, alarmId, { clock, zone: timezone });
    respondFound(response, story && { timezone, ...story }, 'alarm');
  });
}
