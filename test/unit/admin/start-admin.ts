import { createAdminApp } from '../../../src/admin/admin-app.ts';
import type { AdminDeps } from '../../../src/admin/admit.ts';
import { tellingSettings } from '../../../src/app/outbox-policy.ts';
import { createDeliverNow } from '../../../src/delivery/deliver-now.ts';
import { UNTRIED } from '../../../src/delivery/destination-health.ts';
import { awaitedDecision } from '../../../src/outbox/ledger/incident.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { createWebhookApp } from '../../../src/webhooks/webhook-app.ts';
import { configOf, SOUND } from '../config/fault-of.ts';
import { alertmanagerBody, makeParts, serve, webhookDeps } from './agent-parts.ts';

const FAULT = {
  reason: 'server-error',
  detail: 'HTTP 503 APIG.0613: Internal server error',
  at: 2_000,
} as const;
/** A destination that failed twice, and is paused for days. */
const DOWN = { ...UNTRIED, faults: 2, pausedUntil: 1e9, faultySince: 1_000, lastFault: FAULT };

/** A running admin listener over the real outbox. */
export async function startAdmin(changes: Partial<AdminDeps> = {}, view: Partial<AdminDeps['view']> = {}) {
  const parts = await makeParts();
  const { outbox, journal, deadLetters, metrics, log, sources, deadLetterChanges, incidents } = parts;
  const app = createAdminApp({
    view: {
      outbox,
      journal,
      deadLetters,
      gaps: () => [],
      startedEmpty: true,
      health: () => new Map([['alarms/default', DOWN]]),
      isGone: () => false,
      loads: () => new Map([['alarms/default', { inFlight: 1, limit: 8 }]]),
      concurrency: () => new Map([['alarms/default', 8]]),
      diskSpace: () => ({
        pendingBytes: 10,
        maxBytes: 100,
        freeBytes: 1_000,
        minFreeBytes: 50,
        droppedParts: 2,
      }),
      maxEntries: () => 1_000,
      awaitedDecision: (incident) =>
        awaitedDecision(incident, { now: systemClock.now(), askAfterMs: 30 * 60_000 }),
      clockOffsetMs: () => 1_500,
      shortage: () => undefined,
      lastHeard: () => new Map([['open', 7_000]]),
      readyMs: () => 61_500,
      notReady: () => [],
      heartbeats: () => [],
      certificateEnds: () => new Map([['webhooks', 5_000]]),
      shuttingDown: () => false,
      ...view,
    },
    about: {
      version: '1.2.3',
      startedAt: 0,
      configHash: () => 'abc',
      timezone: 'UTC',
      sources: () => sources,
    },
    token: () => undefined,
    reload: async () => ({ needsRestart: [], orphans: [], effects: [] }),
    openAndSettings: () => ({
      open: { alarms: [], incidents: [], waiting: {}, silences: [] },
      settings: tellingSettings({ config: configOf(SOUND) }, { salt: 'salt', workingDirectory: '/' }),
      start: {},
    }),
    openAlerts: async ({ after }) => ({ alerts: [], firing: 0, next: after + 1 }),
    deadLetters: deadLetterChanges,
    incidents,
    deliverNow: createDeliverNow({ outbox, dispatcher: { hurry: () => [] }, now: systemClock.now }),
    metrics,
    clock: systemClock,
    log,
    ...changes,
  });
  const url = await serve(app);
  const ask = (path: string, init: RequestInit = {}) => fetch(`${url}${path}`, init);
  const send = async (...alerts: readonly unknown[]) => {
    const webhooks = await serve(createWebhookApp(webhookDeps(parts)));
    await fetch(`${webhooks}/webhooks/open`, { method: 'POST', body: alertmanagerBody(...alerts) });
  };
  return { ...parts, url, ask, send };
}
