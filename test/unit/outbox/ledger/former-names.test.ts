import { describe, expect, it } from 'vitest';
import { type AlarmIdPrefix, makeAlarmId } from '../../../../src/alerts/alarm-id.ts';
import { type AlarmId, OWN_SOURCE } from '../../../../src/alerts/alert.ts';
import type { SourceRenamed } from '../../../../src/outbox/events/event.ts';
import { idInAlerts, namesOf, underNewName } from '../../../../src/outbox/ledger/former-names.ts';
import type { Series } from '../../../../src/outbox/ledger/series.ts';

const series = (source: string, changes: Partial<Series> = {}): Series => ({
  ...{ alarmId: makeAlarmId('am', source, 'x'), source, fingerprint: 'x', name: 'X', level: 'Major' },
  ...{ state: 'tombstone', lastSeenAt: 1, firstEndedAt: 1, endedAt: 1, closedAt: 1 },
  ...(changes as object),
});
const rename = (from: string, to: string, more: Partial<SourceRenamed> = {}): SourceRenamed => ({
  ...{ type: 'source.renamed', from, to },
  ...more,
});
const silence = (source: string) => ({
  ...{ source: OWN_SOURCE, fingerprint: `${source}/dog`, alarmId: makeAlarmId('hb', source, 'dog') },
});

describe('a series whose source is renamed', () => {
  it('keeps its alarm id, and remembers the name in it until the source has that back', () => {
    const before = series('a');
    const once = underNewName(before, rename('a', 'b'));
    expect(once).toEqual({ ...before, source: 'b', openedBy: 'a' });
    const twice = underNewName(once, rename('b', 'c'));
    expect(twice).toEqual({ ...before, source: 'c', openedBy: 'a' });
    expect([before, once, twice].map(idInAlerts)).toEqual(
      ['a', 'b', 'c'].map((name) => makeAlarmId('am', name, 'x')),
    );
    expect(underNewName(twice, rename('c', 'a'))).toEqual(before);
  });

  it('is none of another source', () => {
    const before = series('a');
    expect(underNewName(before, rename('b', 'c'))).toBe(before);
    expect(underNewName(before, rename('x', 'c'))).toBe(before);
  });

  it.each<[AlarmIdPrefix, string]>([
    ['am', 'a'],
    ['gf', 'a'],
    ['gfl', 'a'],
    ['zbx', 'b'],
  ])('that another type opened keeps its name: %s', (prefix, source) => {
    const before = series('a', { alarmId: makeAlarmId(prefix, 'a', 'x') });
    expect(underNewName(before, rename('a', 'b', { sourceType: 'zabbix' })).source).toBe(source);
  });

  it('without the id of a type has the new name, and the id of now', () => {
    const before = series('a', { alarmId: 'odd' as AlarmId });
    const after = underNewName(before, rename('a', 'b', { sourceType: 'zabbix' }));
    expect(after).toEqual({ ...before, source: 'b' });
    expect(idInAlerts(after)).toBe('odd');
    expect(idInAlerts({ ...after, openedBy: 'a' })).toBe('odd');
  });

  it('comes back only to the name that opened it', () => {
    const [own, first] = [series('b'), underNewName(series('a'), rename('a', 'b'))];
    const back = rename('b', 'a', { isBack: true });
    expect(underNewName(own, back)).toBe(own);
    expect(underNewName(first, back)).toEqual(series('a'));
  });

  it('is also the alarm about a heartbeat of it, whatever its type is', () => {
    const before = series('', silence('a'));
    const after = underNewName(before, rename('a', 'b', { sourceType: 'zabbix' }));
    expect(after).toEqual({ ...before, fingerprint: 'b/dog', openedBy: 'a' });
    expect(idInAlerts(after)).toBe(makeAlarmId('hb', 'b', 'dog'));
    expect(underNewName(before, rename('b', 'c'))).toBe(before);
    expect(namesOf(before)).toEqual({ source: 'a', native: 'dog' });
    expect(namesOf(series('a'))).toEqual({ source: 'a', native: 'x' });
  });
});
