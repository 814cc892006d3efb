import { describe, expect, it } from 'vitest';
import { ambiguousNames } from '../../../src/routing/ambiguous-names.ts';
import { aPolicy, settingsOf } from './routing-settings.ts';

const notesOn = (...match: readonly string[]) =>
  ambiguousNames(settingsOf({ routes: [{ match }] }), ['am', 'zabbix-eu']).map(({ message }) => message);

describe('ambiguousNames', () => {
  it.each([
    'status="500"',
    'status="warning"',
    'status=~"5.."',
    'source="checkout"',
    'source=~"check.*"',
    'sourceType="prometheus"',
    'status=""',
  ])('finds %s, which never matches', (matcher) => {
    expect(notesOn(matcher)).toEqual([expect.stringContaining('never matches')]);
  });

  it.each(['status!="500"', 'source!~"check.*"', 'sourceType!="prometheus"'])(
    'finds %s, which always matches',
    (matcher) => {
      expect(notesOn(matcher)).toEqual([expect.stringContaining('always matches')]);
    },
  );

  it.each([
    'status="firing"',
    'status!="resolved"',
    'status=~"f.*"',
    'source="am"',
    'source=~"zabbix-.*"',
    'source!="am"',
    'source!=""',
    'source=~".*"',
    'source="coc-alarm-agent"',
    'sourceType="zabbix"',
    'label.status="500"',
    'label.source=~"check.*"',
    'team="db"',
    'alarmName="status"',
  ])('finds nothing in %s', (matcher) => {
    expect(notesOn(matcher)).toEqual([]);
  });

  it('says where, and what to write', () => {
    const settings = settingsOf({
      routes: [{ match: ['team="db"'] }, { match: ['team="db"', 'source="x"'] }],
      incidents: [
        { ...aPolicy, match: ['status="x"'] },
        { ...aPolicy, name: 'p' },
      ],
      heartbeats: [{ source: 'am', match: ['status="x"'], within: '1h' }],
    });
    expect(ambiguousNames(settings, ['am']).map(({ path, remedy }) => [path, remedy])).toEqual([
      ['routes[1].match', 'for a label of this name write label.source'],
      ['incidents[0].match', 'for a label of this name write label.status'],
      ['heartbeats[0].match', 'for a label of this name write label.status'],
    ]);
  });
});
