import { describe, expect, it } from 'vitest';
import { noticesOf, policy } from './notices-of.ts';

/** The notices about the matchers of a route. */
const ofMatch = (...match: string[]) => noticesOf({ routes: [{ match, resourceName: 'r' }] });
const wordsOf = (...match: string[]) => ofMatch(...match).map(({ kind, message }) => `${kind}: ${message}`);

describe('matchers on a field with few values', () => {
  it.each([
    'status="firing"',
    'status=resolved',
    'status!~"resolved"',
    'alarmStatus="alarm"',
    'alarmStatus=ok',
    'sourceType=alertmanager',
    'sourceType=grafana',
    'sourceType=zabbix',
    'sourceType=agent',
    'source=prod',
    'alarmLevel=Info',
  ])('may match: %s', (matcher) => {
    expect(ofMatch(matcher)).toEqual([]);
  });

  it('name the one that can never match, beside others that can', () => {
    expect(wordsOf('alarmLevel=~"Critical|Major"', 'alarmLevel="major"')).toEqual([
      'mistake: alarmLevel="major" can never match',
    ]);
    expect(wordsOf('status=firing', 'alarmLevel="major"', 'status=resolved')).toEqual([
      'mistake: alarmLevel="major" can never match',
      expect.stringMatching(/^mistake: status="firing" and status="resolved" exclude each other/),
    ]);
  });

  it('show how to write one for both', () => {
    const [notice] = ofMatch('alarmLevel=Info', 'alarmLevel=Minor');
    expect(notice?.remedy).toContain('alarmLevel=~"Critical|Major"');
  });

  it('exclude nothing, if negative, and only then', () => {
    expect(wordsOf('alarmLevel!="major"')).toEqual(['doubt: alarmLevel!="major" excludes nothing']);
    expect(wordsOf('alarmLevel!~"major|minor"')).toEqual([
      'doubt: alarmLevel!~"major|minor" excludes nothing',
    ]);
    expect(wordsOf('alarmLevel=~".+"')).toEqual([]);
    expect(wordsOf('alarmLevel!=""')).toEqual([]);
    expect(wordsOf('alarmLevel!="Major"')).toEqual([]);
  });

  it('say what was probably meant, else only what is possible', () => {
    const remedies = ofMatch('status="Firing"').concat(ofMatch('status="xyz"'));
    expect(remedies.map(({ remedy }) => remedy)).toEqual([
      expect.stringMatching(
        /^did you mean firing\? status is one of firing, resolved here; .*label\.status$/,
      ),
      expect.stringMatching(/^status is one of/),
    ]);
  });

  it('are judged in an incident policy as for an alert that fires', () => {
    expect(noticesOf(policy({ match: ['alarmStatus=ok'] }))).toMatchObject([
      { kind: 'mistake', path: 'incidents[0].match' },
    ]);
    expect(noticesOf(policy({ match: ['status=firing', 'alarmStatus=alarm'] }))).toEqual([]);
    expect(noticesOf(policy({ match: ['alarmLevel=page'] }))).toHaveLength(1);
  });
});

describe('a name in another spelling than a field has', () => {
  it.each([
    ['alarmlevel', 'alarmLevel'],
    ['alarm_name', 'alarmName'],
    ['SourceType', 'sourceType'],
    ['source_type', 'sourceType'],
    ['ALARM_STATUS', 'alarmStatus'],
    ['alarm_source', 'alarmSource'],
    ['AlarmDesc', 'alarmDesc'],
    ['alarm_id', 'alarmId'],
  ])('%s is doubted', (name, field) => {
    expect(ofMatch(`${name}=~".+"`)).toEqual([
      {
        ...{ kind: 'doubt', path: 'routes[0].match' },
        message: `names ${name}, which is read as a label`,
        remedy: `did you mean ${field}?`,
      },
    ]);
  });

  it.each(['alarmLevel', 'alarmName', 'Status', 'label.alarm_level', 'alarm_levels', 'Source'])(
    '%s is not',
    (name) => {
      expect(ofMatch(`${name}=~".+"`)).toEqual([]);
    },
  );
});
