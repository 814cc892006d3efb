import type { Logger } from 'pino';
import { createAdminApp } from '../admin/admin-app.ts';
import type { Reloaded } from '../admin/admit.ts';
import { Listener } from '../http/listener.ts';
import type { Metrics } from '../observability/metrics.ts';
import { programVersion } from '../observability/program-version.ts';
import { secretSourceOf } from '../settings/secret.ts';
import type { TimerClock } from '../time/clock.ts';
import { createWebhookApp } from '../webhooks/webhook-app.ts';
import type { Agent } from './agent.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { ReadConfig } from './read-config.ts';

interface Surroundings {
  readonly agent: Agent;
  readonly read: ReadConfig;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly lifecycle: Lifecycle;
  readonly clock: TimerClock;
  readonly reload: (by: string) => Promise<Reloaded>;
}

/** Time for running requests to be answered when the agent stops. */
const WEBHOOKS_GRACE_MS = 3_000;
const ADMIN_GRACE_MS = 500;

/**
 * Starts both listeners. The admin listener starts first and stops last, so that health can always be read.
 *
 * @throws {ListenError} when an address cannot be used.
 */
export async function startListeners(from: Surroundings): Promise<{ webhooksUrl: string; adminUrl: string }> {
  const { agent, read, log, metrics, lifecycle, clock, reload } = from;
  const { listen, admin: access } = read.config;
  const token = access.auth && secretSourceOf(access.auth.bearer, 'token', clock);
  const admin = new Listener({
    name: 'admin',
    address: listen.admin,
    tls: listen.tls.admin,
    log,
    clock,
    app: createAdminApp({
      view: agent.view,
      deadLetters: agent.deadLetters,
      incidents: agent.incidents,
      deliverNow: agent.deliverNow,
      about: {
        version: programVersion(),
        startedAt: clock.monotonic(),
        configHash: () => agent.configuration(),
        timezone: access.timezone,
        sources: () => agent.sources(),
      },
      token: () => token,
      openAndSettings: () => agent.openAndSettings(),
      openAlerts: (asked) => agent.openAlerts(asked),
      reload: () => reload('the admin API'),
      metrics,
      clock,
      log,
    }),
  });
  await admin.start();
  lifecycle.onStop('admin listener', () => admin.stop(ADMIN_GRACE_MS));
  const webhooks = new Listener({
    name: 'webhooks',
    address: listen.webhooks,
    tls: listen.tls.webhooks,
    log,
    clock,
    app: createWebhookApp({ ...agent, clock, metrics, log }),
  });
  await webhooks.start();
  lifecycle.onStop('webhooks listener', () => webhooks.stop(WEBHOOKS_GRACE_MS));
  return { webhooksUrl: webhooks.url, adminUrl: admin.url };
}
