import { describe, expect, it } from 'vitest';
import { labelsFrom } from '../../../src/alerts/alert.ts';
import { nameReader } from '../../../src/routing/match-names.ts';
import { plainAlarm } from '../../../src/routing/render-alarm.ts';
import { createRouter } from '../../../src/routing/route.ts';
import { anAlert } from './an-alert.ts';
import { aPolicy, settingsOf } from './routing-settings.ts';

const alert = anAlert({
  labels: labelsFrom([
    ['alertname', 'HttpErrors'],
    ['status', '500'],
    ['source', 'checkout'],
    ['alarmLevel', 'loud'],
    ['label.odd', 'prefix in its name'],
    ['label', 'bare'],
    ['__proto__', 'p'],
  ]),
});
const read = nameReader(alert, plainAlarm(alert, 0));

describe('a name in a matcher', () => {
  it.each([
    ['status', 'firing'],
    ['source', 'prod'],
    ['alarmLevel', 'Critical'],
    ['label.status', '500'],
    ['label.source', 'checkout'],
    ['label.alarmLevel', 'loud'],
    ['label.alertname', 'HttpErrors'],
    ['alertname', 'HttpErrors'],
    ['label.odd', 'prefix in its name'],
    ['label.label.odd', 'prefix in its name'],
    ['label', 'bare'],
    ['label.__proto__', 'p'],
    ['label.constructor', undefined],
    ['label.', undefined],
    ['label.sourceType', undefined],
  ])('%s reads %s', (name, value) => {
    expect(read(name)).toBe(value);
  });

  it('reaches a label named like a field in routes, policies, heartbeats and correlateBy', () => {
    const settings = settingsOf({
      routes: [
        { name: 'field', match: ['status="500"'] },
        { name: 'label', match: ['{label.status=~"5..", "label.source"="checkout"}'] },
      ],
      incidents: [{ ...aPolicy, match: ['label.status="500"'], correlateBy: ['label.source', 'label.none'] }],
      heartbeats: [{ source: 'prod', match: ['label.status="beat"'], within: '1h' }],
    });
    const router = createRouter(settings, { integrations: ['default'] });
    expect(router(alert, 0)).toMatchObject({
      route: 'label',
      incident: { correlation: 'label.source="checkout", label.none=""' },
    });
    const beat = { ...alert, labels: labelsFrom([['status', 'beat']]) };
    expect(router(beat, 0)).toMatchObject({ kind: 'filtered', reason: 'heartbeat' });
  });
});
