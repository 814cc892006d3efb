import { describe, expect, it } from 'vitest';
import type { PolicySettings, TellingSettings } from '../../../src/orphans/change.ts';
import { findEffects } from '../../../src/orphans/find-effects.ts';
import type { OpenIncidents, OpenNow } from '../../../src/orphans/open-now.ts';

const HOUR = 3_600_000;
const POLICY: PolicySettings = {
  names: ['p', 'old'],
  correlateBy: '',
  resolve: 'none',
  after: 0,
  onlyIfUntouched: true,
  openAfter: 0,
  warRoom: false,
};
const ENDING: Partial<PolicySettings> = { resolve: 'complete', after: 600_000 };
const SETTINGS: TellingSettings = {
  names: { sources: new Map(), integrations: [], policies: [] },
  renamed: { sources: {}, integrations: {} },
  ...{ endpoint: 'https://a', account: { type: 'aksk', projectId: 'p1' }, digests: { salt: 's', keys: {} } },
  ...{ dataDir: './a', directory: '/run/a', workingDirectory: '/run', resendOn: ['level'], resolveHold: 0 },
  policies: [POLICY],
  ...{ heartbeats: [], stale: {}, budget: { gather: 30_000 } },
};
const firing = (count: number) => ({ source: 's', integration: 'default', state: 'firing', count }) as const;
const held = (count: number) => ({ source: 's', integration: 'db', state: 'recovering', count }) as const;
const incident = (more: Partial<OpenIncidents> = {}): OpenIncidents => ({
  ...{
    policy: 'old',
    state: 'opened',
    isShared: false,
    isTouched: false,
    isLeft: false,
    hasRoom: false,
    isStorm: false,
    count: 1,
  },
  ...more,
});
const NOTHING: OpenNow = { alarms: [], incidents: [], waiting: {}, silences: [] };

type Changed = Partial<TellingSettings>;

/** The effects of a change on what is open, as `kind key: message`. */
function effects(open: Partial<OpenNow>, after: Changed, before: Changed = {}) {
  const change = { before: { ...SETTINGS, ...before }, after: { ...SETTINGS, ...after } };
  const found = findEffects({ ...NOTHING, ...open }, change);
  return found.map(({ kind, key, message }) => `${kind} ${key}: ${message}`);
}

/** The settings with digests of these keys, of these integrations. */
const withKeys = (keys: Readonly<Record<string, string>>, integrations: readonly string[]) => ({
  names: { ...SETTINGS.names, integrations },
  digests: { salt: 's', keys },
});

const policies = (more: Partial<PolicySettings>): Changed => ({ policies: [{ ...POLICY, ...more }] });

describe('a change of the configuration', () => {
  it('means nothing where nothing has changed, or nothing is open', () => {
    const open = { alarms: [firing(1), held(1)], incidents: [incident()], waiting: { 'alarms/default': 1 } };
    expect(effects(open, {})).toEqual([]);
    const all: Changed = {
      ...{ endpoint: 'https://b', directory: '/run/b', resendOn: ['labels'], resolveHold: 1 },
      ...{ account: {}, digests: { salt: 's', keys: { default: '2' }, accessKey: '2' } },
      ...{ heartbeats: [], stale: { s: { after: 1, how: 'mark' } }, budget: { gather: 1, maxPerHour: 1 } },
      ...policies({ ...ENDING, correlateBy: 'x', openAfter: 1, warRoom: true, onlyIfUntouched: false }),
    };
    const before = withKeys({ default: '1' }, ['default']);
    const keyed = { ...before, digests: { ...before.digests, accessKey: '1' } };
    expect(effects({}, all, keyed)).toEqual([]);
  });

  it('leaves something behind at another COC or in another directory, and says how much', () => {
    const open = {
      alarms: [firing(2), held(1)],
      incidents: [incident(), incident({ state: 'requested' })],
      waiting: { 'alarms/default': 1, incidents: 1 },
    };
    expect(effects(open, { endpoint: 'https://b' })).toEqual([
      expect.stringMatching(
        /^left coc\.endpoint: coc\.endpoint is https:\/\/b now: all calls about 3 open alarms, 1 open incident and 2 waiting entries of https:\/\/a/,
      ),
    ]);
    expect(effects(open, { dataDir: './b', directory: '/run/b' })).toEqual([
      expect.stringMatching(
        /^left dataDir: dataDir is \.\/b from the next start on: .* stay behind in \.\/a/,
      ),
    ]);
    expect(effects({ waiting: { incidents: 1 } }, { directory: '/run/b' })).toHaveLength(1);
  });

  it('to another spelling of the same place leaves nothing behind', () => {
    const open = { alarms: [firing(1)] };
    expect(effects(open, { dataDir: '/run/a/' })).toEqual([]);
    const isSame = (endpoint: string, before: string) => effects(open, { endpoint }, { endpoint: before });
    expect(isSame('http://localhost:9', 'http://127.0.0.1:9')).toEqual([]);
    expect(isSame('http://[::1]:9', 'http://a.localhost:9')).toEqual([]);
    expect(isSame('https://coc.', 'https://coc:443')).toEqual([]);
    expect(isSame('http://localhost:9', 'http://localhost:10')).toHaveLength(1);
    expect(isSame('http://localhost:9', 'https://localhost:9')).toHaveLength(1);
    expect(isSame('https://notlocalhost', 'https://localhost')).toHaveLength(1);
    expect(isSame('nonsense', 'other')).toHaveLength(1);
  });

  it.each<[string, Changed, Changed, string]>([
    [
      'another project',
      { account: { type: 'aksk', projectId: 'p2' } },
      {},
      'coc.auth has projectId p2 (before: p1) now: all calls about 1 open alarm, 0 open incidents and 0 waiting entries are made with it.',
    ],
    [
      'another type, without the project',
      { account: { type: 'token', domain: 'd' } },
      {},
      'coc.auth has type token (before: aksk), projectId no more (before: p1), domain d (before: none) now',
    ],
    [
      'another access key',
      { digests: { salt: 's', keys: {}, accessKey: '2' } },
      { digests: { salt: 's', keys: {}, accessKey: '1' } },
      'coc.auth has another access key now: all calls about 1 open alarm',
    ],
  ])('of the account is told: %s', (_, after, before, words) => {
    const open = { alarms: [firing(1)] };
    const told = effects(open, after, before);
    expect(told).toEqual([expect.stringMatching(/^left coc\.auth: /)]);
    expect(told[0]).toContain(words);
    expect(effects({}, after, before)).toEqual([]);
  });

  it('of the access key is not told where a digest is missing, or of another salt', () => {
    const [open, keys] = [{ alarms: [firing(1)] }, {}];
    const one = { digests: { salt: 's', keys, accessKey: '1' } };
    expect(effects(open, one, one)).toEqual([]);
    expect(effects(open, one, { digests: { salt: 's', keys } })).toEqual([]);
    expect(effects(open, { digests: { salt: 's', keys } }, one)).toEqual([]);
    expect(effects(open, one, { digests: { salt: 'other', keys, accessKey: '2' } })).toEqual([]);
  });

  it('of a key concerns what is open and waits at that integration', () => {
    const open = { alarms: [firing(1), held(2)], waiting: { 'alarms/db': 1 } };
    const names = ['default', 'db', 'web', 'gone'];
    const before = withKeys({ default: '1', db: '1', web: '1', gone: '1' }, names);
    const after = withKeys({ default: '2', db: '2', web: '2' }, ['default', 'db', 'web']);
    expect(effects(open, before, before)).toEqual([]);
    expect(effects(open, { ...after, digests: { ...after.digests, salt: 'other' } }, before)).toEqual([]);
    expect(effects(open, after, { ...before, digests: { salt: 's', keys: {} } })).toEqual([]);
    expect(effects(open, after, before)).toEqual([
      expect.stringContaining(
        'left coc.integrationKey: the integration default has another key: 1 alarm that is open there ends with it, and 0 entries wait',
      ),
      expect.stringContaining(
        'left coc.integrations.db: the integration db has another key: 2 alarms that are open there end with it, and 1 entry waits',
      ),
    ]);
  });

  it('of the key of a renamed integration concerns what is open under each of its names', () => {
    const open = { alarms: [firing(1), held(2)], waiting: { 'alarms/db': 1 } };
    const renamed = (integrations: Readonly<Record<string, string>>) => ({
      renamed: { ...SETTINGS.renamed, integrations },
    });
    const before = { ...withKeys({ db: '1' }, ['db', 'default']), ...renamed({ default: 'db' }) };
    const after = { ...withKeys({ sql: '2' }, ['sql']), ...renamed({ db: 'sql', default: 'sql' }) };
    expect(effects(open, after, before)).toEqual([
      expect.stringContaining(
        'left coc.integrations.sql: the integration sql, renamed from db, has another key: 2 alarms that are open there end with it, and 1 entry waits to be sent with it. That is right for a renewed key; where it is another integration, remove db from renamedFrom, and keep db with its key',
      ),
      expect.stringContaining('the integration sql, renamed from default, has another key: 1 alarm that is'),
    ]);
    const same = { ...after, ...withKeys({ sql: '1' }, ['sql']) };
    expect(effects(open, same, before)).toEqual([]);
  });

  it('of heartbeats concerns the alarms about silence that are open', () => {
    const open = { silences: ['watchdog', 'webhooks'].map((name) => ({ source: 'am', name })) };
    const beats = (within: number, source = 'am', name = 'watchdog') => ({
      heartbeats: [
        { source, name, within },
        { source, name: 'webhooks', within: 60_000 },
      ],
    });
    const before = beats(60_000);
    expect(effects(open, before, before)).toEqual([]);
    expect(effects(open, beats(30_000), before)).toEqual([]);
    expect(effects(open, beats(120_000), before)).toEqual([
      'changed heartbeats.watchdog: the heartbeat watchdog of am may stay away for 2m now: the open MonitoringSilent about that ends where it has not been silent for so long, and opens when it has',
    ]);
    expect(effects(open, beats(60_000, 'am', 'other'), before)).toEqual([
      'changed heartbeats.watchdog: nobody waits for the heartbeat watchdog of am any more: the open MonitoringSilent about that ends',
    ]);
    expect(effects(open, { heartbeats: [] }, before)).toEqual([
      expect.stringContaining('heartbeats.watchdog: nobody waits for'),
      expect.stringContaining('sources.am.silentAfter: nobody waits for webhooks of am any more'),
    ]);
    const renamed = { renamed: { ...SETTINGS.renamed, sources: { am: 'site' } } };
    expect(effects(open, { ...beats(60_000, 'site'), ...renamed }, before)).toEqual([]);
    expect(effects({}, { heartbeats: [] }, before)).toEqual([]);
    expect(effects(open, before, { heartbeats: [] })).toEqual([]);
  });

  it('of the time after which alarms are stale concerns those of a source that fire', () => {
    const open = { alarms: [firing(2), held(1)] };
    const known = { names: { ...SETTINGS.names, sources: new Map([['s', 'zabbix' as const]]) } };
    const stale = (after?: number, how: 'resolve' | 'mark' = 'resolve') => ({
      ...known,
      stale: after === undefined ? {} : { s: { after, how } },
    });
    expect(effects(open, stale(HOUR), stale(HOUR))).toEqual([]);
    expect(effects(open, stale(), stale())).toEqual([]);
    expect(effects(open, stale(90_500), stale(HOUR))).toEqual([
      'changed sources.s.staleAfter: 2 alarms of s that fire: what s has said nothing about for 90500ms ends; the silence so far counts',
    ]);
    expect(effects({ alarms: [firing(1)] }, stale(HOUR, 'mark'), stale(HOUR))).toEqual([
      expect.stringContaining(
        '1 alarm of s that fires: what s has said nothing about for 1h is marked as stale',
      ),
    ]);
    expect(effects(open, stale(), stale(HOUR))).toEqual([
      expect.stringContaining(
        's is asked for what fires from now on (reconcile), and staleAfter counts no more',
      ),
    ]);
    expect(effects(open, stale(HOUR), stale())).toEqual([
      expect.stringContaining(
        's is not asked any more (reconcile); what s has said nothing about for 1h ends',
      ),
    ]);
    expect(effects({ alarms: [held(1)] }, stale(HOUR), stale())).toEqual([]);
    const grafana = { alarms: [{ ...firing(2), type: 'grafana' as const }] };
    expect(effects(grafana, stale(90_500), stale(HOUR))).toEqual([]);
    // The source is gone, or new: then its name is told.
    expect(effects(open, { ...stale(), names: SETTINGS.names }, stale(HOUR))).toEqual([]);
    expect(effects(open, stale(HOUR), { ...stale(), names: SETTINGS.names })).toEqual([]);
    const site = { names: { ...SETTINGS.names, sources: new Map([['site', 'zabbix' as const]]) } };
    const renamed = { ...site, renamed: { ...SETTINGS.renamed, sources: { s: 'site' } } };
    expect(
      effects(open, { ...renamed, stale: { site: { after: 1_000, how: 'mark' } } }, stale(HOUR)),
    ).toEqual([
      expect.stringContaining('changed sources.site.staleAfter: 2 alarms of s that fire: what site has said'),
    ]);
  });

  it('of the budget concerns storm incidents', () => {
    const storm = (more: Partial<OpenIncidents> = {}) => incident({ isStorm: true, ...more });
    const open = {
      incidents: [incident(), incident({ state: 'requested' }), storm(), storm({ state: 'requested' })],
    };
    expect(effects(open, { budget: { gather: 60_000 } })).toEqual([
      'changed incidentBudget.gather: incidentBudget.gather is 1m now: 1 storm incident that waits follows it, counted from when it was asked for',
    ]);
    const two = { incidents: [storm({ state: 'requested', count: 2 })] };
    expect(effects(two, { budget: { gather: 1_000 } })[0]).toContain(
      '2 storm incidents that wait follow it, counted from when each was asked for',
    );
    expect(
      effects({ incidents: [incident({ state: 'requested' }), storm()] }, { budget: { gather: 0 } }),
    ).toEqual([]);
    const limited = { budget: { gather: 30_000, maxPerHour: 4 } };
    expect(effects(open, limited)).toEqual([
      'changed incidentBudget.maxPerHour: incidentBudget.maxPerHour is 4 now: 2 storm incidents go on, and the incidents of the last hour count',
    ]);
    expect(effects({ incidents: [storm()] }, {}, limited)).toEqual([
      expect.stringContaining('maxPerHour is without limit now: 1 storm incident goes on'),
    ]);
    expect(effects({ incidents: [incident()] }, limited)).toEqual([]);
  });

  it('of a key or an address concerns one alarm and one entry as well', () => {
    const open = { alarms: [firing(1)], waiting: { 'alarms/default': 1 } };
    const [before, after] = [
      withKeys({ default: '1' }, ['default']),
      withKeys({ default: '2' }, ['default']),
    ];
    expect(effects(open, after, before)).toEqual([
      expect.stringContaining('1 alarm that is open there ends with it, and 1 entry waits'),
    ]);
    expect(effects(open, { endpoint: 'https://b' })).toEqual([
      expect.stringContaining('1 open alarm, 0 open incidents and 1 waiting entry'),
    ]);
  });

  it('of a key concerns what it is still to hear of alarms that fire elsewhere', () => {
    const owed = [
      { integration: 'db', count: 3 },
      { integration: 'web', count: 1 },
    ];
    const [before, after] = [withKeys({ db: '1' }, ['db']), withKeys({ db: '2' }, ['db'])];
    expect(effects({ alarms: [held(2)], owed }, after, before)).toEqual([
      expect.stringContaining('5 alarms that are open there end with it'),
    ]);
  });

  it('of alarm settings concerns what fires, or what is held back', () => {
    const open = { alarms: [firing(1), held(2)] };
    expect(effects(open, { resendOn: ['level', 'labels', 'description'] })).toEqual([
      'changed alarm.resendOn: alarm.resendOn has labels and description now: COC is told once of 1 alarm that fires, with the next message of each',
    ]);
    expect(effects(open, { resendOn: [] }, { resendOn: ['labels'] })).toEqual([]);
    expect(effects({ alarms: [held(1)] }, { resendOn: ['labels'] })).toEqual([]);
    expect(effects(open, { resolveHold: 1 })).toEqual([
      'changed alarm.resolveHold: alarm.resolveHold has changed: 2 recoveries held back follow it, counted from when each came',
    ]);
    expect(effects({ alarms: [firing(1)] }, { resolveHold: 1 })).toEqual([]);
  });
});

describe('a change of a policy', () => {
  it.each<[string, Partial<PolicySettings>, Partial<PolicySettings>, string]>([
    [
      'none to complete',
      {},
      ENDING,
      '1 open incident and 1 that is not opened yet are completed by the agent when their alarms have been over for 10m, counted from now at the earliest',
    ],
    [
      'propose to complete',
      { resolve: 'propose' },
      { ...ENDING, after: HOUR },
      'completed by the agent when their alarms have been over for 1h',
    ],
    [
      'complete to propose',
      ENDING,
      { resolve: 'propose', after: 90_000 },
      'accepted and solved by the agent, and confirmed by people, when their alarms have been over for 90s',
    ],
    [
      'complete to none',
      ENDING,
      {},
      'people end 1 open incident and 1 that is not opened yet from now on; a step that is under way is taken',
    ],
    [
      'its wait',
      ENDING,
      { ...ENDING, after: 48 * HOUR },
      '1 open incident and 1 that is not opened yet are ended when their alarms have been over for 2d',
    ],
  ])('in resolve: %s', (_, before, after, words) => {
    const open = { incidents: [incident(), incident({ state: 'requested' }), incident({ policy: 'other' })] };
    expect(effects(open, policies(after), policies(before))).toEqual([
      expect.stringMatching(/^changed incidents\.p\.resolve: the policy p: /),
    ]);
    expect(effects(open, policies(after), policies(before))[0]).toContain(words);
  });

  it('in onlyIfUntouched tells of those that people work on, and of those left to them', () => {
    const open = {
      incidents: [incident({ isTouched: true, count: 2 }), incident({ isTouched: true, isLeft: true })],
    };
    const [untouched, every] = [policies(ENDING), policies({ ...ENDING, onlyIfUntouched: false })];
    expect(effects(open, every, untouched)).toEqual([
      'changed incidents.p.resolve.onlyIfUntouched: the policy p: 2 incidents that people work on are ended by the agent too; 1 that the agent left to people already stays theirs',
    ]);
    expect(effects(open, untouched, every)).toEqual([
      'changed incidents.p.resolve.onlyIfUntouched: the policy p: 2 incidents that people work on are left to them',
    ]);
    expect(effects({ incidents: [incident()] }, every, untouched)).toEqual([]);
  });

  it('in other settings tells of the incidents that they concern', () => {
    const open = { incidents: [incident(), incident({ state: 'requested' }), incident({ hasRoom: true })] };
    const after = policies({ correlateBy: 'cluster', openAfter: 1, warRoom: true });
    expect(effects(open, after)).toEqual([
      expect.stringContaining(
        'incidents.p.correlateBy: the policy p: 2 open incidents and 1 that is not opened yet keep their alarms',
      ),
      expect.stringContaining(
        'incidents.p.openAfter: the policy p: 1 incident that is not opened yet follows',
      ),
      expect.stringContaining('incidents.p.warRoom: the policy p: 2 incidents without a war room get one'),
    ]);
  });

  it('that is new, or has its former name, means nothing', () => {
    const open = { incidents: [incident()] };
    expect(effects(open, policies({ ...ENDING, names: ['q'] }))).toEqual([]);
    expect(effects(open, policies({ names: ['q', 'p'] }))).toEqual([]);
  });
});
