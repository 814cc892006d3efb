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
  ...{ endpoint: 'https://a', dataDir: './a', resendOn: ['level'], resolveHold: 0 },
  policies: [POLICY],
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
    count: 1,
  },
  ...more,
});
const NOTHING: OpenNow = { alarms: [], incidents: [], waiting: {} };

type Changed = Partial<TellingSettings>;

/** The effects of a change on what is open, as `kind key: message`. */
function effects(
  open: Partial<OpenNow>,
  after: Changed,
  before: Changed = {},
  changedKeys?: readonly string[],
) {
  const change = { before: { ...SETTINGS, ...before }, after: { ...SETTINGS, ...after } };
  const found = findEffects({ ...NOTHING, ...open }, { ...change, ...(changedKeys && { changedKeys }) });
  return found.map(({ kind, key, message }) => `${kind} ${key}: ${message}`);
}

const policies = (more: Partial<PolicySettings>): Changed => ({ policies: [{ ...POLICY, ...more }] });

describe('a change of the configuration', () => {
  it('means nothing where nothing has changed, or nothing is open', () => {
    const open = { alarms: [firing(1), held(1)], incidents: [incident()], waiting: { 'alarms/default': 1 } };
    expect(effects(open, {})).toEqual([]);
    const all: Changed = {
      ...{ endpoint: 'https://b', dataDir: './b', resendOn: ['labels'], resolveHold: 1 },
      ...policies({ ...ENDING, correlateBy: 'x', openAfter: 1, warRoom: true, onlyIfUntouched: false }),
    };
    expect(effects({}, all, {}, ['default'])).toEqual([]);
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
    expect(effects(open, { dataDir: './b' })).toEqual([
      expect.stringMatching(
        /^left dataDir: dataDir is \.\/b from the next start on: .* stay behind in \.\/a/,
      ),
    ]);
    expect(effects({ waiting: { incidents: 1 } }, { dataDir: './b' })).toHaveLength(1);
  });

  it('of a key concerns what is open and waits at that integration', () => {
    const open = { alarms: [firing(1), held(2)], waiting: { 'alarms/db': 1 } };
    expect(effects(open, {}, {}, ['default', 'db', 'web'])).toEqual([
      expect.stringContaining(
        'left coc.integrationKey: the integration default has another key: 1 alarm that is open there ends with it, and 0 entries wait',
      ),
      expect.stringContaining(
        'left coc.integrations.db: the integration db has another key: 2 alarms that are open there end with it, and 1 entry waits',
      ),
    ]);
  });

  it('of a key concerns what it is still to hear of alarms that fire elsewhere', () => {
    const owed = [
      { integration: 'db', count: 3 },
      { integration: 'web', count: 1 },
    ];
    expect(effects({ alarms: [held(2)], owed }, {}, {}, ['db'])).toEqual([
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
      '1 open incident is completed by the agent when its alarms have been over for 10m, counted from now at the earliest',
    ],
    [
      'propose to complete',
      { resolve: 'propose' },
      { ...ENDING, after: HOUR },
      'completed by the agent when its alarms have been over for 1h',
    ],
    [
      'complete to propose',
      ENDING,
      { resolve: 'propose', after: 90_000 },
      'accepted and solved by the agent, and confirmed by people, when its alarms have been over for 90s',
    ],
    [
      'complete to none',
      ENDING,
      {},
      'people end 1 open incident from now on; a step that is under way is taken',
    ],
    [
      'its wait',
      ENDING,
      { ...ENDING, after: 48 * HOUR },
      '1 open incident is ended when its alarms have been over for 2d',
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
      expect.stringContaining('incidents.p.correlateBy: the policy p: 2 open incidents keep their alarms'),
      expect.stringContaining(
        'incidents.p.openAfter: the policy p: 1 incident that is not opened yet follows',
      ),
      expect.stringContaining(
        'incidents.p.warRoom: the policy p: 1 open incident without a war room gets one',
      ),
    ]);
  });

  it('that is new, or has its former name, means nothing', () => {
    const open = { incidents: [incident()] };
    expect(effects(open, policies({ ...ENDING, names: ['q'] }))).toEqual([]);
    expect(effects(open, policies({ names: ['q', 'p'] }))).toEqual([]);
  });
});
