import { expect, it } from 'vitest';
import { isUnchanged, replaceAnew } from '../../../../../src/outbox/decide/anew/replace-anew.ts';
import { shardOf } from '../../../../../src/outbox/events/hash.ts';
import { Ledger } from '../../../../../src/outbox/ledger/ledger.ts';
import type { Series } from '../../../../../src/outbox/ledger/series.ts';
import { firing } from '../../../../support/alerts.ts';
import { reportAlarm } from '../../../../support/entries.ts';
import { aPolicy } from '../../../../support/policy.ts';

function series(changes: object = {}): Series {
  const { alarmId, source, fingerprint, name, level } = firing('disk').alert;
  const open = { state: 'firing', episode: 'ep-disk', startedAt: 1, lastSeenAt: 1 };
  return { alarmId, source, fingerprint, name, level, ...open, ...changes } as Series;
}

it('a lane is as it was read when the last of its entries are those of its series', () => {
  const lane = (...seqs: readonly number[]) => seqs.map((seq) => ({ entry: { seq } }));
  const integration = 'default';
  const unsent = [
    { entry: 5, integration },
    { entry: 4, integration: 'other' },
    { entry: 6, integration },
  ];
  expect(isUnchanged(series({ unsent }), integration, lane(5, 6))).toBe(true);
  expect(isUnchanged(series({ unsent }), integration, lane(5))).toBe(false);
  expect(isUnchanged(series(), integration, lane())).toBe(true);
  expect(isUnchanged(undefined, integration, lane())).toBe(true);
  expect(isUnchanged(undefined, integration, lane(5))).toBe(false);
});

it('what is rendered anew becomes what later messages are compared with', () => {
  const ledger = new Ledger();
  const episode = series({ content: 'old' });
  ledger.restore(shardOf(episode.alarmId), { position: 0, series: [episode], incidents: [] });
  const body = reportAlarm('disk');
  const replaced = { id: 5, body, dueAt: 0, anew: body };
  const eventsOf = (resendOn: readonly ('level' | 'description')[]) =>
    replaceAnew(ledger, [replaced], { seq: 9, now: 3, policy: aPolicy({ resendOn: new Set(resendOn) }) });
  const [changed] = eventsOf(['level', 'description']);
  expect(changed).toMatchObject({ type: 'episode.changed', level: episode.level });
  expect(changed).toHaveProperty('content', expect.not.stringMatching(/^old$/));
  expect(eventsOf(['level'])[0]).not.toHaveProperty('content');
});
