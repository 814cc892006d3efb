/** Team whose alarms a policy is for. It stands in the label `team` of each alarm. */
export type Team = 'payments' | 'shop' | 'desk' | 'batch';

/** One incident policy of the week. The configuration is written from it, and the model judges by it. */
export interface WeekPolicy {
  readonly level: 'level_10' | 'level_20' | 'level_30' | 'level_40' | 'level_50';
  /** Minutes in which a problem that a person ended is left in peace when it returns. */
  readonly reopenWithin: number;
  /** Minutes after which what fires on gets another incident although a person closed it. */
  readonly reraiseAfter: number;
  /** Minutes after which the agent ends an incident that is over. */
  readonly resolveAfter: number;
  readonly mode: 'propose' | 'complete';
  readonly maxPerHour?: number;
}

const DAY = 24 * 60;
/** Level of the incidents of alarms that are not critical. */
export const MINOR_LEVEL = 'level_50';

/**
 * The windows of `payments` are longer than any test waits, those of `shop` are over within a few seconds: so there are
 * returns inside and outside of them, however slow the machine is.
 */
export const POLICIES: Readonly<Record<Team, WeekPolicy>> = {
  payments: { ...windows(DAY, 2 * DAY), level: 'level_10', mode: 'complete' },
  shop: { ...windows(5, 10), level: 'level_20', mode: 'complete' },
  desk: { ...windows(DAY, 2 * DAY), level: 'level_30', mode: 'propose' },
  batch: { ...windows(5, 10), level: 'level_40', mode: 'complete', maxPerHour: 3 },
};

function windows(reopenWithin: number, reraiseAfter: number) {
  return { reopenWithin, reraiseAfter, resolveAfter: 2 };
}

const CREATOR = '7da46971b7e24eed90cf777cc2ff8b91';

/** Parts of the configuration that change during the week. */
export interface WeekConfig {
  /** Names of the policies where they have another one than their team. */
  readonly renamed: Readonly<Partial<Record<Team, string>>>;
  /** Names of alarms that a route drops. */
  readonly dropped: readonly string[];
  readonly creator: string;
  /** Most incidents an hour, of all policies together. */
  readonly budget: number;
  /** True where the source `pager` is to send a heartbeat. */
  readonly heartbeat: boolean;
}

export const FIRST_CONFIG: WeekConfig = {
  renamed: {},
  dropped: [],
  creator: CREATOR,
  budget: 10_000,
  heartbeat: false,
};

/** The section `incidents`. What belongs to no team is for the shop. */
export function incidentsSection({ renamed, creator }: WeekConfig): string {
  const teams = Object.entries(POLICIES) as [Team, WeekPolicy][];
  const critical = teams
    .toSorted(([one], [other]) => Number(one === 'shop') - Number(other === 'shop'))
    .map(([team, policy]) => {
      const ofTeam = team === 'shop' ? [] : [`team="${team}"`];
      const names = { name: renamed[team] ?? team, former: team };
      return policySection(policy, { ...names, match: ['alarmLevel="Critical"', ...ofTeam], creator });
    });
  const minor: WeekPolicy = { ...windows(5, 10), level: MINOR_LEVEL, mode: 'complete' };
  const names = { name: 'minor', former: 'minor' };
  return [...critical, policySection(minor, { ...names, match: ['alarmLevel!="Critical"'], creator })].join(
    '',
  );
}

interface SectionContext {
  readonly name: string;
  /** Name that it had at first. */
  readonly former: string;
  readonly match: readonly string[];
  readonly creator: string;
}

function policySection(policy: WeekPolicy, { name, former, match, creator }: SectionContext): string {
  const { level, mode, reopenWithin, reraiseAfter, resolveAfter, maxPerHour } = policy;
  return `
  - name: ${name}${name === former ? '' : `\n    renamedFrom: [${former}]`}
    match: [${match.map((one) => `'${one}'`).join(', ')}]
    level: ${level}
    type: inc_type_p_monitoring_issues
    creator: ${creator}
    assignee: { user: ${CREATOR} }
    correlateBy: [cluster]
    reopenWithin: ${reopenWithin}m
    reraiseAfter: ${reraiseAfter}m
    resolve: { mode: ${mode}, after: ${resolveAfter}m }${maxPerHour ? `\n    maxPerHour: ${maxPerHour}` : ''}`;
}

/** The sections `routes`, `heartbeats` and `incidentBudget`. */
export function otherSections({ dropped, budget, heartbeat }: WeekConfig): string {
  const routes = dropped.map((name) => `{ match: ['alertname="${name}"'], drop: true }`);
  return `routes: [${routes.join(', ')}]
heartbeats: [${heartbeat ? '{ source: pager, within: 5m }' : ''}]
incidentBudget: { maxPerHour: ${budget}, gather: 30s }`;
}
