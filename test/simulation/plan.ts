import type { ReadConfig } from '../../src/app/read-config.ts';
import { configSchema } from '../../src/app/registry.ts';
import type { PeopleInput } from '../../src/emulator/people/people-script.ts';
import { CREATORS, FIRST_SETUP, KEYS, type Setup, sectionsOf } from './setup.ts';
import type { Chance } from './world/chance.ts';

/** Everything about a life that is decided before it begins. */
export interface Plan {
  /** Duration of the storm, in which faults happen, ms. */
  readonly stormMs: number;
  /** Part of the calls to COC that meet a fault in the storm. */
  readonly faults: number;
  readonly late: number;
  readonly liars: number;
  /** Mean time between two troubles of the machine, ms. */
  readonly troubleEveryMs: number;
  /** True when somebody sets the wall clock. Only then calls are signed, with the time in them. */
  readonly clockJumps: boolean;
  /** True when COC refuses one of the series. */
  readonly refusals: boolean;
  readonly collapse: boolean;
  readonly correlated: boolean;
  readonly completes: boolean;
  readonly warRooms: boolean;
  /** True when a problem that returns soon belongs to the incident that it had. */
  readonly reopens: boolean;
  /** Duration of a call of the disk at most, ms. */
  readonly diskMs: number;
  readonly people: PeopleInput;
  /** True when an operator edits the configuration, and the process is frozen at times. */
  readonly edits: boolean;
  /**
   * True, where an operator edits, when the second integration answers nothing at times, and when the calm begins, and COC is
   * told again of what fires.
   */
  readonly owes: boolean;
  /** Wait for a resolve after a fire that looks late. */
  readonly lateFireWindow: string;
  /** Waits before the agent takes an incident for absent. */
  readonly patience: {
    readonly incidentLookupDelay: string;
    readonly incidentAbsentAfter: string;
    readonly incidentListLag: string;
  };
}

/** The waits of the default configuration: as long as COC may take in the simulation. */
const PATIENCE = { incidentLookupDelay: '30s', incidentAbsentAfter: '2m', incidentListLag: '90s' };

/** Draws the plan of a life. */
export function drawPlan(chance: Chance): Plan {
  return {
    stormMs: chance.between(20_000, 90_000),
    faults: chance.oneOf(0, 0.2, 0.4, 0.6),
    late: chance.oneOf(0, 0.3, 0.7),
    liars: chance.oneOf(0, 0.3, 0.7),
    troubleEveryMs: chance.oneOf(4_000, 12_000, 40_000, 1e9),
    clockJumps: chance.happens(0.25),
    refusals: chance.happens(0.2),
    collapse: chance.happens(0.5),
    correlated: chance.happens(0.5),
    completes: chance.happens(0.4),
    warRooms: chance.happens(0.3),
    diskMs: chance.oneOf(0, 0, 5),
    people: drawPeople(chance),
    lateFireWindow: chance.oneOf('5m', '20s', '3s', '0s'),
    patience: PATIENCE,
    edits: chance.happens(0.3),
    owes: chance.happens(0.5),
    reopens: chance.happens(0.4),
  };
}

/** The last time after the opening of an incident at which a person works on it, ms. */
const LAST_ACT_MS = 60_000;

function drawPeople(chance: Chance): PeopleInput {
  if (chance.happens(0.5)) return [];
  const action = chance.oneOf('accept', 'accept', 'reject', 'complete');
  return [{ acts: [{ action, afterMs: chance.whole(5_000, LAST_ACT_MS) }] }];
}

/** Silence after which an alarm counts as over, where the sender repeats what fires. */
const STALE_AFTER = '25s';

/** Makes the configuration of a life. Another version differs only in its fingerprint. */
export function configOf(plan: Plan, version: string, setup: Setup = FIRST_SETUP): ReadConfig {
  const { sources, integrations, routes, policies } = sectionsOf(setup, plan.edits ? STALE_AFTER : '25h');
  const alike = {
    ...{ level: 'level_20', type: 'inc_type_p_monitoring_issues' },
    ...(plan.completes && { resolve: { mode: 'complete', after: '20s' } }),
    ...(plan.warRooms && { warRoom: { admin: CREATORS.c0 } }),
    ...(plan.reopens && { reopenWithin: '10m' }),
    ...(plan.correlated && { correlateBy: [plan.edits ? 'site' : 'cluster'] }),
  };
  const config = configSchema.parse({
    coc: {
      endpoint: 'http://127.0.0.1:1',
      integrationKey: KEYS.default,
      integrations,
      auth: plan.clockJumps
        ? { type: 'aksk', accessKey: 'emulator-access-key', secretKey: 'emulator-secret-key' }
        : { type: 'none' },
    },
    sources,
    routes,
    alarm: {
      ...{ applicationId: 'a', regionId: 'cn-north-4', collapse: plan.collapse },
      lateFireWindow: plan.lateFireWindow,
      ...(plan.edits && plan.owes && { reassertEvery: '20s' }),
    },
    incidents: policies.map((policy) => ({ ...policy, ...alike })),
    delivery: {
      backoff: { initial: '1s', max: '10s' },
      confirmRejectedAfter: '10s',
      ...plan.patience,
      incidentPoll: { initial: '10s', max: '30s' },
    },
  });
  return { config, fingerprint: version };
}
