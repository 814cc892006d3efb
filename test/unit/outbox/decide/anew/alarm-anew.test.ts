import { describe, expect, it } from 'vitest';
import { targetOf } from '../../../../../src/alerts/target.ts';
import { alarmAnew, alarmsAnew } from '../../../../../src/outbox/decide/anew/alarm-anew.ts';
import { sameContent } from '../../../../../src/outbox/decide/anew/same-content.ts';
import type { EpisodeId, ReportAlarm } from '../../../../../src/outbox/events/entry.ts';
import type { EpisodeSeries, Series } from '../../../../../src/outbox/ledger/series.ts';
import { firing, INCIDENT } from '../../../../support/alerts.ts';
import { reportAlarm } from '../../../../support/entries.ts';
import { aPolicy } from '../../../../support/policy.ts';
import { changedPolicy } from '../../../../support/renderer.ts';

const NEW = { alarm: { alarmName: 'New', applicationId: 'app-2', alarmLevel: 'Critical' } } as const;
const TIME = 77;

/** An alarm that waits, as `c1` rendered it. */
function waiting(changes: Partial<ReportAlarm['alarm']> = {}, more: Partial<ReportAlarm> = {}): ReportAlarm {
  const body = reportAlarm('disk', { configuration: 'c1', ...more });
  return { ...body, alarm: { ...body.alarm, time: TIME, ...changes } };
}

function series(changes: Partial<EpisodeSeries> = {}): Series {
  const { alarmId, source, fingerprint, name, level } = firing('disk').alert;
  const open = { state: 'firing', episode: 'ep-disk', startedAt: 1, lastSeenAt: 1 };
  return { alarmId, source, fingerprint, name, level, ...open, ...changes } as Series;
}

/** Name, application, level and state of alarms. */
function shown(bodies: readonly ReportAlarm[]): readonly string[] {
  return bodies.map(({ alarm }) =>
    [alarm.alarmStatus, alarm.alarmName, alarm.applicationId.slice(0, 5), alarm.alarmLevel].join(' '),
  );
}

describe('an alarm that waits', () => {
  it('gets the texts, the level, the route and the incident of now; its identity and time stay', () => {
    const policy = changedPolicy({ ...NEW, incident: INCIDENT });
    const anew = alarmAnew(waiting({}, { flaps: 2 }), policy, {});
    expect(anew).toMatchObject({
      ...{ route: 'new', configuration: 'c2', incident: INCIDENT, flaps: 2, episode: 'ep-disk' },
      alarm: {
        alarmId: 'disk',
        time: TIME,
        alarmName: 'New',
        alarmLevel: 'Critical',
        applicationId: 'app-2',
      },
    });
  });

  it.each([
    ['that asks for an incident no longer asks for one', waiting({}, { incident: INCIDENT }), {}],
    ['that is over asks for none', waiting({ alarmStatus: 'ok' }), { incident: INCIDENT }],
    ['that COC knows asks for none', waiting({}, { reassertion: true }), { incident: INCIDENT }],
  ])('%s', (_, body, rendering) => {
    expect(alarmAnew(body, changedPolicy(rendering), {})).not.toHaveProperty('incident');
  });

  it('keeps the level of its episode where its alert is not the newest', () => {
    const anew = alarmAnew(waiting({ alarmLevel: 'Minor' }, { keepsLevel: true }), changedPolicy(NEW), {});
    expect(anew).toMatchObject({ keepsLevel: true, alarm: { alarmLevel: 'Minor', alarmName: 'New' } });
  });

  it('that a route drops from now on stays as it is', () => {
    const body = waiting();
    const anew = alarmAnew(body, changedPolicy({ drops: true }), {});
    expect(anew).toEqual({ ...body, configuration: 'c2' });
    expect(sameContent(anew, body)).toBe(true);
  });

  it('is not rendered twice by one configuration, nor where nothing renders', () => {
    const body = waiting({}, { configuration: 'c2' });
    expect(alarmAnew(body, changedPolicy(NEW), {})).toBe(body);
    expect(alarmAnew(body, aPolicy({ configuration: 'c3' }), {})).toBe(body);
  });
});

describe('the place of an alarm that waits', () => {
  const policy = changedPolicy(NEW);
  const fire = { body: waiting() };
  const end = { body: waiting({ alarmStatus: 'ok' }) };
  const replacing = (statuses: readonly ('alarm' | 'ok')[], earlier?: number) => {
    const alarms = statuses.map((alarmStatus) => ({ alarmStatus, alarmLevel: 'Critical', time: 1 }) as const);
    return { body: waiting({}, { collapsed: { alarms, ...(earlier !== undefined && { earlier }) } }) };
  };
  const moved = 'alarm New app-2 Critical';
  const kept = 'alarm New 65659 Critical';

  it.each([
    ['is that of now before COC heard of it', series(), fire, moved],
    ['stays when COC has it', series({ cocFires: true }), fire, kept],
    ['stays when COC was told of it by an older version', series({ toldAt: 3 }), fire, kept],
    ['stays when COC may have it', series(), { ...fire, mayBeInCoc: true }, kept],
    ['stays for an episode that is not the last', series({ episode: 'ep-2' as EpisodeId }), fire, kept],
    ['is that of now for a series that was forgotten', undefined, fire, moved],
    ['stays when it replaced an end that COC should hear', series(), replacing(['ok', 'alarm']), kept],
    ['stays when what it replaced first is only counted', series(), replacing(['alarm'], 1), kept],
    ['stays when it replaced an end after a changed alarm', series(), replacing(['alarm', 'ok']), kept],
    ['is that of now when it replaced no end', series(), replacing(['alarm']), moved],
    ['stays for an end that stands alone', series({ cocFires: true }), end, 'ok New 65659 Major'],
  ])('%s', (_, known, alarm, expected) => {
    expect(shown(alarmsAnew(known, [alarm], policy))).toEqual([expected]);
  });

  it('is that of now when its integration is gone, unless COC may have it there', () => {
    const gone = changedPolicy(NEW, { integrations: new Set(['other']) });
    expect(shown(alarmsAnew(series(), [fire], gone))).toEqual([moved]);
    expect(shown(alarmsAnew(series(), [{ ...fire, mayBeInCoc: true }], gone))).toEqual([
      'alarm New 65659 Critical',
    ]);
  });

  it('and the level of an end are those of its alarm before it', () => {
    expect(shown(alarmsAnew(series(), [fire, end], policy))).toEqual([moved, 'ok New app-2 Critical']);
    const [first, last] = alarmsAnew(series(), [{ ...fire, mayBeInCoc: true }, end], policy);
    expect(last && targetOf(last.alarm)).toEqual(first && targetOf(first.alarm));
  });
});

describe('an alarm that COC may have at its place', () => {
  const [held] = alarmsAnew(series(), [{ body: waiting(), mayBeInCoc: true }], changedPolicy(NEW));

  it('counts for its own configuration when it is refused there, and goes elsewhere then', () => {
    expect(held).toMatchObject({ configuration: 'c1', alarm: { alarmName: 'New' } });
    if (held)
      expect(shown(alarmsAnew(series(), [{ body: held }], changedPolicy(NEW)))).toEqual([
        'alarm New app-2 Critical',
      ]);
  });

  it('is rendered once', () => {
    const body = held ?? waiting();
    const [again = body] = alarmsAnew(series(), [{ body, mayBeInCoc: true }], changedPolicy(NEW));
    expect(sameContent(again, body)).toBe(true);
  });

  it('has no configuration where an older version rendered it', () => {
    const { configuration: _, ...body } = waiting();
    const [older] = alarmsAnew(series(), [{ body, mayBeInCoc: true }], changedPolicy(NEW));
    expect(older).not.toHaveProperty('configuration');
  });

  it('counts for the configuration of now where that leads to the same place', () => {
    const policy = changedPolicy({ alarm: { alarmName: 'New' } });
    expect(alarmsAnew(series(), [{ body: waiting(), mayBeInCoc: true }], policy)).toMatchObject([
      { configuration: 'c2' },
    ]);
  });
});

describe('what COC gets', () => {
  it.each([
    ['is the same under another fingerprint', waiting({}, { configuration: 'c9' }), true],
    ['is the same though it is sent again', waiting({}, { again: { kind: 'start', at: 1 } }), true],
    ['is another thing with another text', waiting({ alarmDesc: 'other' }), false],
    ['is another thing with an incident', waiting({}, { incident: INCIDENT }), false],
    ['is another thing with another link', waiting({ urls: ['https://a.example'] }), false],
  ])('%s', (_, body, same) => {
    expect(sameContent(waiting(), body)).toBe(same);
    expect(sameContent(body, waiting())).toBe(same);
  });
});
