import { describe, expect, it } from 'vitest';
import { explain } from '../../../src/dry-run/explain.ts';
import type { Router } from '../../../src/routing/route.ts';
import { alertmanagerSourceSchema } from '../../../src/sources/alertmanager/config.ts';
import { createAlertmanagerSource } from '../../../src/sources/alertmanager/source.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { anAlarm, INCIDENT } from '../../support/alerts.ts';
import { aPolicy } from '../../support/policy.ts';
import { alertmanagerBody, firing } from '../admin/agent-parts.ts';

const source = createAlertmanagerSource('am', alertmanagerSourceSchema.parse({ type: 'alertmanager' }), {
  levels: {},
  clock: systemClock,
});
const toDefault: Router = (alert) => ({
  kind: 'alarm',
  alarm: anAlarm(alert),
  route: 'db',
  incident: { ...INCIDENT, correlation: 'cluster="a"' },
  templateErrors: [{ field: 'alarmName', message: 'no such label' }],
});

function explained(body: string, router = toDefault) {
  const surroundings = {
    source,
    router,
    policy: aPolicy(),
    serviceInterruptAs: 'string',
    now: Date.UTC(2026, 10, 24, 1),
  } as const;
  return explain(Buffer.from(body), surroundings);
}

const resolved = (name: string) => ({
  ...firing(name),
  status: 'resolved',
  endsAt: '2026-11-24T01:30:00Z',
});

describe('the explanation of a body', () => {
  it('says which time cannot be read, and what stands for it', () => {
    const words = (startsAt: string) =>
      explained(alertmanagerBody({ ...firing('Disk'), startsAt })).alerts[0]?.steps.map((step) => step.words);
    expect(words('2026-11-24 01:00')?.[1]).toContain(
      'The time of receipt stands for startsAt "2026-11-24 01:00"',
    );
    expect(words('2026-11-24T01:00Z')?.join()).not.toContain('The time of receipt');
  });

  it('shows every step of an alert that fires, with the exact calls', () => {
    const { alerts } = explained(alertmanagerBody(firing('Disk')));
    expect(alerts.map(({ title }) => title)).toEqual(['alert 1: Disk (firing)']);
    expect(alerts[0]?.steps).toMatchObject([
      {
        step: 'read',
        words: expect.stringMatching(/level Critical from severity "critical", alarm id \w+$/),
      },
      {
        step: 'routed',
        words: expect.stringContaining('route db: integration default, application'),
      },
      { step: 'template', words: 'the template of alarmName failed, so its default is used: no such label' },
      { step: 'decided', words: expect.stringMatching(/^a new episode \S+ opens$/) },
      {
        step: 'alarm',
        words: 'POST /v1/event/huawei/custom/<key of the integration default>',
        body: { alarmName: 'Disk', alarmStatus: 'alarm' },
      },
      {
        step: 'incident',
        words:
          'after COC took the alarm, unless the alarms of cluster="a" have an incident already: POST /v1/external/incident/create',
        body: { is_service_interrupt: 'false' },
      },
    ]);
  });

  it('knows within one body what came before', () => {
    const { alerts } = explained(alertmanagerBody(firing('Disk'), firing('Disk'), resolved('Disk')));
    const decided = alerts.map(({ steps }) => steps.find(({ step }) => step === 'decided')?.words);
    expect(decided).toEqual([
      expect.stringContaining('a new episode'),
      'a repeat of what COC knows already: recorded and not sent',
      expect.stringMatching(/^the episode \S+ is over$/),
    ]);
  });

  it.each<[string, Router | undefined, string, RegExp]>([
    ['a resolve without a fire', undefined, alertmanagerBody(resolved('Disk')), /never fired here/],
    [
      'an alert that cannot be read',
      undefined,
      alertmanagerBody({ status: 7 }),
      /cannot be read, so it is kept/,
    ],
    [
      'an alert that its route drops',
      () => ({ kind: 'filtered', reason: 'route', route: 'quiet', templateErrors: [] }),
      alertmanagerBody(firing('Disk')),
      /recorded and not sent by the route quiet: route/,
    ],
  ])('tells of %s', (_what, router, body, words) => {
    const steps = explained(body, router).alerts.flatMap(({ steps: all }) => all.map((step) => step.words));
    expect(steps.join('\n')).toMatch(words);
  });

  it.each([
    ['default', 1],
    ['none', 0],
    [undefined, 0],
  ] as const)('tells where the application id comes from when it is %s', (applicationFrom, count) => {
    const router: Router = (alert) => ({
      ...{ kind: 'alarm', alarm: anAlarm(alert), route: 'db', templateErrors: [] },
      ...(applicationFrom && { applicationFrom }),
    });
    const [alert] = explained(alertmanagerBody(firing('Disk')), router).alerts;
    const steps = alert?.steps.filter(({ step }) => step === 'template') ?? [];
    expect(steps).toHaveLength(count);
    expect(steps.every(({ words }) => words.includes('alarm.defaultApplicationId'))).toBe(true);
  });

  it('tells why a whole body cannot be read', () => {
    expect(explained('{')).toEqual({
      source: 'am',
      problem: expect.stringContaining('not JSON'),
      alerts: [],
    });
  });
});
