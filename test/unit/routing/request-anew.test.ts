import { describe, expect, it } from 'vitest';
import { requestRenderer } from '../../../src/routing/request-anew.ts';
import { createRouter } from '../../../src/routing/route.ts';
import { anAlert, INCIDENT } from '../../support/alerts.ts';
import { aPolicy, settingsOf } from './routing-settings.ts';

const ALERT = anAlert('disk', { level: 'Critical' });

function rendererOf(...incidents: readonly object[]) {
  const routes = [{ match: ['alertname="dropped"'], drop: true }];
  const settings = settingsOf({ routes, incidents: incidents.map((one) => ({ ...aPolicy, ...one })) });
  return requestRenderer(settings, createRouter(settings, { integrations: ['default'] }));
}

const WAITING = { request: { ...INCIDENT, policy: 'db', title: 'Old' }, alert: ALERT };

describe('a request for an incident that waits', () => {
  it.each([
    ['matches', ['alarmLevel="Critical"']],
    ['does not match any more', ['alarmLevel="Minor"']],
  ])('is rendered by its policy, which %s', (_, match) => {
    const render = rendererOf({ name: 'db', match, title: 'New {{ alarmName }}', creator: 'bob' });
    expect(render(WAITING)).toMatchObject({
      ...{ policy: 'db', title: 'New Alert disk', creator: 'bob', assignee: aPolicy.assignee },
      applicationId: 'app-default',
    });
  });

  it('is rendered by its policy under another name', () => {
    const render = rendererOf({ name: 'a', renamedFrom: ['db'], match: ['a="b"'], title: 'New' });
    expect(render(WAITING)).toMatchObject({ policy: 'a', title: 'New' });
  });

  it('of a policy that is gone is not rendered', () => {
    expect(rendererOf({ name: 'other', match: ['a="b"'] })(WAITING)).toBeUndefined();
  });

  it.each([
    ['without its alert', { request: WAITING.request }],
    ['whose alert is dropped by now', { ...WAITING, alert: anAlert('dropped') }],
  ])('%s keeps its texts, and gets the people of now', (_, waiting) => {
    const project = { enterpriseProjectId: 'p1' };
    const render = rendererOf({ name: 'db', match: ['a="b"'], title: 'New', level: 'level_10', ...project });
    expect(render(waiting)).toEqual({
      ...{ ...WAITING.request, ...project, level: 'level_10', type: aPolicy.type },
      ...{ creator: aPolicy.creator, assignee: aPolicy.assignee },
    });
    const bare = rendererOf({ name: 'db', match: ['a="b"'] });
    const before = { ...waiting, request: { ...WAITING.request, ...project } };
    expect(bare(before)).not.toHaveProperty('enterpriseProjectId');
  });
});
