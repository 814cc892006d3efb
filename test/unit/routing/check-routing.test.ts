import { describe, expect, it } from 'vitest';
import { checkRouting } from '../../../src/routing/check-routing.ts';
import { aPolicy, settingsOf } from './routing-settings.ts';

const match = ['team=db'];
const integrations = ['default', 'payments'];

describe('checkRouting', () => {
  it.each([
    [
      'an unknown incident policy',
      { routes: [{ match, incident: 'p9' }], incidents: [{ ...aPolicy, match, name: 'p1' }] },
      'routes[0].incident',
      'use one of p1',
    ],
    [
      'an unknown integration',
      { routes: [{ match, integration: 'nope' }] },
      'routes[0].integration',
      'use one of default, payments',
    ],
    [
      'two routes of one name',
      {
        routes: [
          { match, name: 'a' },
          { match, name: 'a' },
        ],
      },
      'routes[1].name',
      'another name',
    ],
    ['a route with the reserved name', { routes: [{ match, name: 'default' }] }, 'routes[0].name', 'another'],
    [
      'two policies of one name',
      {
        incidents: [
          { ...aPolicy, match, name: 'a' },
          { ...aPolicy, match, name: 'a' },
        ],
      },
      'incidents[1].name',
      'another name',
    ],
    [
      'a route that drops what it changes',
      { routes: [{ match, drop: true, alarmName: 'x' }] },
      'routes[0].drop',
      'remove drop',
    ],
    ['a policy that nothing uses', { incidents: [{ ...aPolicy, name: 'a' }] }, 'incidents[0]', 'add match'],
    [
      'a level that is none, in a route',
      { routes: [{ match, alarmLevel: 'Soon' }] },
      'routes[0].alarmLevel',
      'alarm.levels',
    ],
    ['a level that is none', { alarm: { alarmLevel: 'Soon' } }, 'alarm.alarmLevel', 'alarm.levels'],
  ])('finds %s', (_, sections, path, remedy) => {
    const issues = checkRouting(settingsOf(sections), { integrations });
    expect(issues.map((issue) => issue.path)).toEqual([path]);
    expect(issues[0]?.remedy).toContain(remedy);
  });

  it('finds routes that send to a default integration that is not there', () => {
    const settings = settingsOf({
      routes: [{ match }, { match, integration: 'payments' }, { match, drop: true }],
    });
    const issues = checkRouting(settings, { integrations: ['payments'] });
    expect(issues.map(({ path }) => path)).toEqual(['routes[0]', 'coc']);
  });

  it.each([
    ['alone', []],
    ['after others', [{ match, integration: 'payments' }]],
  ])('does without a default integration when a route catches everything, %s', (_where, before) => {
    const routes = [...before, { match: ['source!=""'], integration: 'payments' }];
    expect(checkRouting(settingsOf({ routes }), { integrations: ['payments'] })).toEqual([]);
  });

  it('finds a configuration without any integration', () => {
    const issues = checkRouting(settingsOf(), { integrations: [] });
    expect(issues).toMatchObject([{ path: 'coc', remedy: expect.stringContaining('coc.integrationKey') }]);
  });

  it.each([
    ['is not empty', ['source!=""', 'team="db"']],
    ['is another one', ['source!="x"']],
    ['may be missing', ['team!=""']],
    ['is equal', ['source=""']],
  ])('takes no route for one that catches everything when what it matches %s', (_how, matchers) => {
    const settings = settingsOf({ routes: [{ match: matchers, integration: 'payments' }] });
    const issues = checkRouting(settings, { integrations: ['payments'] });
    expect(issues.map(({ path }) => path)).toEqual(['coc']);
  });

  it('has nothing to say about sound settings', () => {
    const settings = settingsOf({
      alarm: { levels: { urgent: 'Critical' }, alarmLevel: 'urgent' },
      routes: [
        { match, name: 'a', incident: 'only-named', integration: 'payments' },
        { match, incident: false },
        { match, name: 'b', drop: true },
      ],
      incidents: [
        { ...aPolicy, name: 'only-named' },
        { ...aPolicy, match, name: 'all', renamedFrom: ['incidents[1]', 'every'] },
      ],
    });
    expect(checkRouting(settings, { integrations })).toEqual([]);
  });

  it('wants a name for each of several policies, by which their incidents stay their own', () => {
    const incidents = [
      { ...aPolicy, match },
      { ...aPolicy, match, name: 'b' },
      { ...aPolicy, match },
    ];
    const issues = checkRouting(settingsOf({ incidents }), { integrations });
    expect(issues.map(({ path }) => path)).toEqual(['incidents[0].name', 'incidents[2].name']);
    expect(issues[1]?.remedy).toContain("renamedFrom: ['incidents[2]']");
    expect(checkRouting(settingsOf({ incidents: incidents.slice(0, 1) }), { integrations })).toEqual([]);
  });

  it('leaves a former name to one policy', () => {
    const incidents = [
      { ...aPolicy, match, name: 'a', renamedFrom: ['old'] },
      { ...aPolicy, match, name: 'b', renamedFrom: ['a'] },
      { ...aPolicy, match, name: 'c', renamedFrom: ['older', 'old'] },
    ];
    const issues = checkRouting(settingsOf({ incidents }), { integrations });
    expect(issues.map(({ path, message }) => `${path} ${message}`)).toEqual([
      'incidents[1].renamedFrom has a name that belongs to a policy already: a',
      'incidents[2].renamedFrom has a name that belongs to a policy already: old',
    ]);
  });
});
