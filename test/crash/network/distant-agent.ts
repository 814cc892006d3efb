import { expect } from 'vitest';
import { Agent } from '../../acceptance/harness/agent.ts';
import { WEBHOOK_TOKEN } from '../../acceptance/harness/agent-config.ts';
import type { Lab } from '../../acceptance/harness/lab.ts';
import { ScrapedMetrics } from '../../acceptance/harness/metrics.ts';
import { waitFor } from '../../acceptance/harness/wait-for.ts';
import { alertmanagerBody } from '../../support/alertmanager-body.ts';
import type { Cable } from './namespaces.ts';

/** An agent at one end of a cable. */
export interface DistantAgent {
  /** Lets these critical alerts fire. */
  send(names: readonly string[]): Promise<void>;
  /** Waits until a metric has a value. */
  until(metric: string, labels: Record<string, string>, isIt: (value: number) => boolean): Promise<void>;
}

/**
 * Starts the built agent at its end of the cable. It opens incidents some seconds after their alarms, so that
 * a cut can hit nothing but the requests for incidents. This COC carries out at once what it gets, so the
 * agent need not wait long before it believes that an incident is absent.
 */
export async function startDistantAgent(
  lab: Lab,
  { agent: { within, call } }: Cable,
  cocUrl: string,
): Promise<DistantAgent> {
  const agent = await Agent.prepare(lab, { cocUrl });
  const { coc, delivery, incidents, listen } = agent.config;
  const waits = { incidentLookupDelay: '500ms', incidentAbsentAfter: '4s', incidentListLag: '1s' };
  Object.assign(agent.config, {
    coc: { ...coc, timeout: '3s' },
    delivery: { ...delivery, ...waits },
    incidents: incidents.map((policy) => ({ ...policy, openAfter: '20s' })),
  });
  await agent.launch(...within);
  const admin = `http://${listen.admin}`;
  await waitFor(
    'the agent',
    () => call(`${admin}/-/ready`),
    ({ status }) => status === 200,
  );
  return {
    async send(names) {
      // The wait before an incident is opened counts from here.
      const startsAt = new Date().toISOString();
      const body = alertmanagerBody(...names.map((name) => ({ name, severity: 'critical', startsAt })));
      const url = `http://${listen.webhooks}/webhooks/alertmanager`;
      expect(await call(url, { method: 'POST', token: WEBHOOK_TOKEN, body })).toMatchObject({ status: 200 });
    },
    async until(metric, labels, isIt) {
      const look = async () =>
        new ScrapedMetrics((await call(`${admin}/metrics`)).text).value(metric, labels) ?? 0;
      await waitFor(`${metric} ${JSON.stringify(labels)}`, look, isIt);
    },
  };
}
