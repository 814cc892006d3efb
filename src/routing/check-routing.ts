import type { ConfigIssue } from '../errors.ts';
import type { RouteSettings, RoutingSettings } from './config.ts';
import { levelReader } from './render-alarm.ts';
import type { Template } from './template.ts';

/** What the rest of the configuration offers to routing. */
export interface RoutingSurroundings {
  /** Names of the configured integrations; `default` is among them when `coc.integrationKey` is set. */
  readonly integrations: readonly string[];
}

/** What stands in every story when no route matched; a route cannot have this name. */
export const NO_ROUTE = 'default';

/** Finds what no schema of a single section can see: names that point nowhere, twice, or against each other. */
export function checkRouting(
  settings: RoutingSettings,
  { integrations }: RoutingSurroundings,
): readonly ConfigIssue[] {
  return [
    ...duplicateNames(settings.routes, 'routes', [NO_ROUTE]),
    ...duplicateNames(settings.incidents, 'incidents', []),
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
    const message = `the name ${name} is ${reserved.includes(name) ? 'reserved' : 'taken already'}`;
    return [{ path: `${section}[${index}].name`, message, remedy: 'give it another name' }];
  });
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
  const remedy = 'set coc.integrationKey: what no route sends elsewhere goes there';
  const issues = routes.flatMap((route, index) =>
    route.drop || route.integration !== undefined
      ? []
      : [{ path: `routes[${index}]`, message: 'has no integration, and there is no default one', remedy }],
  );
  if (routes.some(isCatchAll)) return issues;
  return [
    ...issues,
    { path: 'coc', message: 'alerts that no route matches have no integration to go to', remedy },
  ];
}

/** Values that are never empty: a matcher `source!=""` matches everything. */
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
          : 'give the entry of incidents that is meant this name, or write false for no incident',
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
      message: `drops its alerts and yet sets ${pointless.join(', ')}`,
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
            message: 'can never apply: it has no match, and no route names it',
            remedy: 'add match, such as [\'alarmLevel="Critical"\'], or name it in the incident of a route',
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
    message: 'is neither a level nor a severity that the map knows',
    remedy: 'use Critical, Major, Minor or Info, or add the severity to alarm.levels',
  }));
}

/** COC opens a war room for regions; a template may still render to none, which only the alarm shows. */
function roomsWithoutRegion({ alarm, routes, incidents }: RoutingSettings): ConfigIssue[] {
  if (alarm.regionId !== undefined || routes.some(({ regionId }) => regionId !== undefined)) return [];
  return incidents.flatMap(({ warRoom, regionId }, index) =>
    warRoom === undefined || regionId !== undefined
      ? []
      : [
          {
            path: `incidents[${index}].warRoom`,
            message: 'wants a war room, and nothing says in which region',
            remedy: 'set regionId of this policy, or alarm.regionId, such as cn-north-4',
          },
        ],
  );
}
