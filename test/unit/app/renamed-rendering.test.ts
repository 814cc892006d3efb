import { expect, it } from 'vitest';
import { configSchema } from '../../../src/app/registry.ts';
import { createRouting } from '../../../src/app/routing.ts';
import type { EpisodeId, IncidentKey, OpenIncident } from '../../../src/outbox/events/entry.ts';
import { anAlert, INCIDENT } from '../../support/alerts.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { aPolicy } from '../routing/routing-settings.ts';

const WAITING: OpenIncident = {
  ...{ kind: 'open-incident', request: INCIDENT, alarmId: anAlert('x').alarmId },
  ...{ key: 'k' as IncidentKey, episode: 'e' as EpisodeId },
};

it('what waits is rendered under the name that its source has now', () => {
  const config = configSchema.parse({
    coc: { endpoint: 'http://127.0.0.1:9', integrationKey: 'k', auth: { type: 'none' } },
    sources: { site: { type: 'alertmanager', renamedFrom: ['prod', 'first'] } },
    alarm: { applicationId: 'a', regionId: 'r' },
    routes: [{ name: 'of the site', match: ['source="site"'], alarmName: 'From {{ source }}' }],
    incidents: [{ ...aPolicy, name: 'critical', match: ['source="site"'], title: 'On {{ source }}' }],
  });
  const { renderer } = createRouting({ config }, { clock: new FakeClock() });
  for (const source of ['first', 'prod', 'site']) {
    const alert = anAlert('x', { source });
    expect(renderer.route(alert, 0)).toMatchObject({
      route: 'of the site',
      alarm: { alarmName: 'From site' },
    });
    expect(renderer.requestOf({ ...WAITING, alert })).toMatchObject({ title: 'On site' });
  }
  expect(renderer.requestOf(WAITING)).toMatchObject({ title: INCIDENT.title });
  expect(renderer.route(anAlert('x', { source: 'other' }), 0)).toMatchObject({ route: 'default' });
});
