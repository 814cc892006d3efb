import { describe, expect, it } from 'vitest';
import { targetOf } from '../../../../src/alerts/target.ts';
import { moveUnsent } from '../../../../src/outbox/decide/move-unsent.ts';
import type { EntryStatus } from '../../../../src/outbox/lanes/lane-reader.ts';
import type { Series } from '../../../../src/outbox/ledger/series.ts';
import { cocPlaceOf } from '../../../../src/outbox/ledger/unsent.ts';
import type { OutboxPolicy } from '../../../../src/outbox/policy.ts';
import { firing } from '../../../support/alerts.ts';
import { reportAlarm } from '../../../support/entries.ts';
import { changedPolicy } from '../../../support/renderer.ts';

const LAST = reportAlarm('disk');
const PAY = { ...LAST.alarm, integration: 'pay' };
const own = { entry: 5, episode: 'ep-disk', status: 'alarm', level: 'Major', time: 1, integration: 'pay' };
const before = { ...own, entry: 4, episode: 'ep-old', status: 'ok' };
const GONE = changedPolicy({}, { integrations: new Set(['default']) });
const REACHED = changedPolicy({}, { integrations: new Set(['default', 'pay']) });

function moved(
  changes: object,
  policy: OutboxPolicy = GONE,
  { status = 'untried', last = LAST }: { status?: EntryStatus; last?: typeof LAST } = {},
): readonly string[] {
  const { alarmId, source, fingerprint, name, level } = firing('disk').alert;
  const known = {
    ...{ alarmId, source, fingerprint, name, level, state: 'firing', episode: 'ep-disk' },
    ...{ startedAt: 1, lastSeenAt: 1, target: targetOf(PAY), unsent: [own], ...changes },
  } as unknown as Series;
  const view = { series: () => known, incident: () => undefined };
  const context = { seq: 20, now: 60, policy, entryStatusOf: () => status };
  return moveUnsent(view, last, context).map((event) => {
    if (event.type !== 'entry.queued' || event.body.kind !== 'report-alarm') return event.type;
    const { alarmStatus, integration } = event.body.alarm;
    return `${alarmStatus} ${integration}`;
  });
}

const GOES = ['episode.changed', 'entry.collapsed', 'alarm default'];

describe('an alarm of which COC knows nothing yet', () => {
  it.each<[string, object, OutboxPolicy, readonly string[]]>([
    ['goes elsewhere when its integration is gone', {}, GONE, GOES],
    ['waits for its turn where its integration is there', {}, REACHED, []],
    ['goes elsewhere from behind an earlier end', { unsent: [before, own] }, REACHED, GOES],
    [
      'waits behind an end for another integration',
      { unsent: [{ ...before, integration: 'db' }, own] },
      REACHED,
      [],
    ],
    ['waits before what is newer', { unsent: [own, { ...before, entry: 6 }] }, REACHED, []],
    ['waits behind another alarm of its episode', { unsent: [{ ...own, entry: 4 }, own] }, REACHED, []],
    ['stays where COC knows it', { cocFires: true }, GONE, []],
    ['stays where COC was told', { toldAt: 5 }, GONE, []],
    ['stays when it is over', { state: 'resolved', endedAt: 1, closedAt: 1 }, GONE, []],
    ['stays when another one fires', { episode: 'ep-new' }, GONE, []],
    ['stays when nothing of it waits', { unsent: [] }, GONE, []],
    ['stays when nothing is known of what waits', { unsent: undefined }, GONE, []],
    [
      'stays where its route leads',
      { target: targetOf(LAST.alarm), unsent: [before, { ...own, integration: 'default' }] },
      GONE,
      [],
    ],
    [
      'stays behind an earlier end where its route leads to the same place',
      {
        target: targetOf(LAST.alarm),
        unsent: [before, own].map((one) => ({ ...one, integration: 'default' })),
      },
      GONE,
      [],
    ],
    ['waits while it is parked', { unsent: [{ ...own, parked: { at: 1, until: 99 } }] }, GONE, []],
    ['stays where all integrations count as known', {}, changedPolicy({}), []],
    ['stays where its route drops it', {}, changedPolicy({ drops: true }, { integrations: new Set() }), []],
  ])('%s', (_, changes, policy, expected) => {
    expect(moved(changes, policy)).toEqual(expected);
  });

  it('goes elsewhere also when COC certainly took none of its attempts', () => {
    expect(moved({}, GONE, { status: 'untaken' })).toEqual(GOES);
  });

  it('ends where COC may have heard of it, when that is gone', () => {
    const ends = ['episode.closed', 'ok pay', 'episode.opened', 'alarm default'];
    expect(moved({}, GONE, { status: 'tried' })).toEqual(ends);
  });

  it('waits where COC may have heard of it, while that is reached', () => {
    expect(moved({ unsent: [before, own] }, REACHED, { status: 'tried' })).toEqual([]);
  });

  it('goes under the name under which something waits for its integration', () => {
    const renamedIntegrations = new Map([['old', 'default']]);
    const policy = { ...GONE, renamedIntegrations };
    const waits = { ...before, integration: 'old', place: cocPlaceOf({ ...PAY, integration: 'old' }) };
    expect(moved({ unsent: [waits, own] }, policy).at(-1)).toBe('alarm old');
  });
});
