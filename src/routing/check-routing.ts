import type { ConfigIssue } from '../errors.ts';
import type { RouteSettings, RoutingSettings } from './config.ts';
import { levelReader } from './render-alarm.ts';
import type { Template } from './template.ts';

/** Other parts of the configuration that routing refers to. */
export interface RoutingSurroundings {
  /** Names of the configured integrations; `default` is among them when `coc.integrationKey` is set. */
  readonly integrations: readonly string[];
  /** Fingerprint of the configuration, for the alarms that it renders. */
  readonly configuration?: string;
}

/** Name that stories show when no route matched. A route cannot have this name. */
export const NO_ROUTE = 'default';

/**
 * Finds faults that the schema of one section cannot see: unknown names, duplicate names and contradictions.
 */
export function checkRouting(
  settings: RoutingSettings,
  { integrations }: RoutingSurroundings,
): readonly ConfigIssue[] {
  return [
    ...duplicateNames(settings.routes, 'routes', [NO_ROUTE]),
    ...duplicateNames(settings.incidents, 'incidents', []),
    ...policiesWithoutName(settings),
    ...sharedFormerNames(settings),
    ...settings.routes.flatMap((route, index) => checkIntegration(route, index, integrations)),
    ...checkDefaultIntegration(settings, integrations),
    ...settings.routes.flatMap((route, index) => checkPolicy(route, index, settings)),
    ...settings.routes.flatMap(checkDrop),
    ...unusedPolicies(settings),
    ...constantLevels(settings),
    ...roomsWithoutRegion(settings),
  ];
}

function duplicateNames(
  entries: readonly { readonly name?: string | undefined }[],
  section: string,
  reserved: readonly string[],
): ConfigIssue[] {
  const seen = new Set(reserved);
  return entries.flatMap(({ name }, index) => {
    if (name === undefined) return [];
    const taken = seen.has(name);
    seen.add(name);
    if (!taken) return [];
    const message = `the name ${name} is ${reserved.includes(name) ? 'reserved' : 'already taken'}`;
    return [{ path: `${section}[${index}].name`, message, remedy: 'choose another name' }];
  });
}

/** An open incident finds its policy by the name. Without one it would fall to whatever policy takes its place. */
function policiesWithoutName({ incidents }: RoutingSettings): ConfigIssue[] {
  if (incidents.length < 2) return [];
  return incidents.flatMap((policy, index) =>
    policy.name === undefined
      ? [
          {
            path: `incidents[${index}].name`,
            message: 'is missing: with more than one policy, an open incident finds its own by the name',
            remedy: `give it a name, and renamedFrom: ['incidents[${index}]'] if it has opened incidents`,
          },
        ]
      : [],
  );
}

function sharedFormerNames({ incidents }: RoutingSettings): ConfigIssue[] {
  const taken = new Set(incidents.flatMap(({ name }) => name ?? []));
  return incidents.flatMap(({ renamedFrom = [] }, index) =>
    renamedFrom.flatMap((name) => {
      if (!taken.has(name)) {
        taken.add(name);
        return [];
      }
      return [
        {
          path: `incidents[${index}].renamedFrom`,
          message: `has a name that belongs to a policy already: ${name}`,
          remedy: 'leave it to one policy',
        },
      ];
    }),
  );
}

function checkIntegration(
  route: RouteSettings,
  index: number,
  integrations: readonly string[],
): ConfigIssue[] {
  const { integration } = route;
  if (integration === undefined || integrations.includes(integration)) return [];
  return [
    {
      path: `routes[${index}].integration`,
      message: `names an integration that is not configured: ${integration}`,
      remedy: `use one of ${integrations.join(', ')}, or add it to coc.integrations`,
    },
  ];
}

function checkDefaultIntegration(
  { routes }: RoutingSettings,
  integrations: readonly string[],
): ConfigIssue[] {
  if (integrations.includes('default')) return [];
  const remedy = 'set coc.integrationKey, for alarms that no route sends to another integration';
  const issues = routes.flatMap((route, index) =>
    route.drop || route.integration !== undefined
      ? []
      : [
          {
            path: `routes[${index}]`,
            message: 'has no integration, and there is no default integration',
            remedy,
          },
        ],
  );
  if (routes.some(isCatchAll)) return issues;
  return [
    ...issues,
    { path: 'coc', message: 'has no default integration, which alerts that match no route need', remedy },
  ];
}

/** Names whose values are never empty: a matcher such as `source!=""` matches everything. */
const NEVER_EMPTY = new Set(['source', 'sourceType', 'status', 'alarmId', 'alarmName', 'alarmLevel']);

function isCatchAll({ match }: RouteSettings): boolean {
  return match.every(
    ({ name, operator, value }) => NEVER_EMPTY.has(name) && operator === '!=' && value === '',
  );
}

function checkPolicy(route: RouteSettings, index: number, { incidents }: RoutingSettings): ConfigIssue[] {
  const { incident } = route;
  if (incident === undefined || incident === false) return [];
  if (incidents.some(({ name }) => name === incident)) return [];
  const names = incidents.flatMap(({ name }) => name ?? []);
  return [
    {
      path: `routes[${index}].incident`,
      message: `names an incident policy that does not exist: ${incident}`,
      remedy:
        names.length > 0
          ? `use one of ${names.join(', ')}, or false for no incident`
          : 'give an entry of incidents this name, or write false for no incident',
    },
  ];
}

function checkDrop(route: RouteSettings, index: number): ConfigIssue[] {
  if (!route.drop) return [];
  const { name, match, drop, ...others } = route;
  const pointless = Object.entries(others).flatMap(([key, value]) => (value === undefined ? [] : key));
  if (pointless.length === 0) return [];
  return [
    {
      path: `routes[${index}].drop`,
      message: `drops its alerts, but also sets ${pointless.join(', ')}`,
      remedy: 'remove drop to send these alerts, or remove the other settings',
    },
  ];
}

function unusedPolicies({ routes, incidents }: RoutingSettings): ConfigIssue[] {
  const used = new Set(routes.map(({ incident }) => incident));
  return incidents.flatMap(({ name, match }, index) =>
    match !== undefined || (name !== undefined && used.has(name))
      ? []
      : [
          {
            path: `incidents[${index}]`,
            message: 'is never used: it has no match, and no route names it',
            remedy: 'add match, such as [\'alarmLevel="Critical"\'], or set incident of a route to its name',
          },
        ],
  );
}

function constantLevels({ alarm, routes }: RoutingSettings): ConfigIssue[] {
  const levelOf = levelReader(alarm);
  const unknown = (template: Template | undefined): boolean =>
    template?.constant === true && levelOf(template.source) === undefined;
  const paths = routes.flatMap((route, index) => (unknown(route.alarmLevel) ? `routes[${index}]` : []));
  if (unknown(alarm.alarmLevel)) paths.unshift('alarm');
  return paths.map((path) => ({
    path: `${path}.alarmLevel`,
    message: 'is neither a level nor a known severity',
    remedy: 'use Critical, Major, Minor or Info, or add the severity to alarm.levels',
  }));
}

/**
 * Finds war rooms without a region, which COC requires. A template may still render to nothing; only an alarm
 * shows that.
 */
function roomsWithoutRegion({ alarm, routes, incidents }: RoutingSettings): ConfigIssue[] {
  if (alarm.regionId !== undefined || routes.some(({ regionId }) => regionId !== undefined)) return [];
  return incidents.flatMap(({ warRoom, regionId }, index) =>
    warRoom === undefined || regionId !== undefined
      ? []
      : [
          {
            path: `incidents[${index}].warRoom`,
            message: 'asks for a war room, but no region is set',
            remedy: 'set regionId of this policy, or alarm.regionId, such as cn-north-4',
          },
        ],
  );
}
