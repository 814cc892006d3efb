import type { Alarm, IncidentRequest, Routed } from '../alerts/alarm.ts';
import { type Alert, labelOf } from '../alerts/alert.ts';
import { addedLevels } from '../alerts/severity.ts';
import { ConfigError } from '../errors.ts';
import { checkRouting, NO_ROUTE, type RoutingSurroundings } from './check-routing.ts';
import { cocWords } from './coc-words.ts';
import type { RouteSettings, RoutingSettings } from './config.ts';
import { type IncidentPolicy, incidentRequest } from './incident-request.ts';
import { isHeartbeat } from './is-heartbeat.ts';
import { nameReader } from './match-names.ts';
import { matchesAll } from './matcher.ts';
import { policyName } from './policy-names.ts';
import {
  applyTemplates,
  levelReader,
  plainAlarm,
  type Rendering,
  type TemplateError,
} from './render-alarm.ts';
import { contextOnDemand } from './template-context.ts';
import { type ApplicationSubstitute, withApplication } from './with-application.ts';

/** Result of routing one alert, with the templates that failed. */
export type RoutedAlert = Routed & {
  readonly templateErrors: readonly TemplateError[];
  /** The substitute for a missing application id; absent when the alarm has one of its own. */
  readonly applicationFrom?: ApplicationSubstitute;
};

/** Routes an alert. Pure: the same alert and time always give the same result. */
export type Router = (alert: Alert, now: number) => RoutedAlert;

interface Route {
  readonly name: string;
  readonly path: string;
  readonly settings: RouteSettings;
}

/**
 * Makes the router of a configuration. The first matching route decides; its matchers see the alarm as the
 * section `alarm` renders it. A field comes from the route, otherwise from `alarm`, otherwise from the alert.
 * A template that fails or renders to nothing counts as not set. An alarm without an application id gets the
 * default one. Only a firing alert that is not a test can
 * ask for an incident.
 *
 * @throws {ConfigError} when {@link checkRouting} finds a fault.
 */
export function createRouter(settings: RoutingSettings, surroundings: RoutingSurroundings): Router {
  const issues = checkRouting(settings, surroundings);
  if (issues.length > 0)
    throw new ConfigError('the routes and incident policies contradict each other', issues);
  const levelOf = levelReader(settings.alarm);
  const routes = settings.routes.map(
    (route, index): Route => ({
      name: route.name ?? `routes[${index}]`,
      path: `routes[${index}]`,
      settings: route,
    }),
  );
  const base = baseAlarm(settings);
  const incidentOf = incidentChooser(settings);
  const { heartbeats = [] } = settings;
  const { configuration } = surroundings;
  return (alert, now) => {
    const isBeat = heartbeats.some((heartbeat) => isHeartbeat(heartbeat, alert));
    if (isBeat && alert.status === 'firing') return HEARTBEAT;
    const rendering: Rendering = { context: contextOnDemand(alert), errors: [] };
    const templateErrors: readonly TemplateError[] = rendering.errors;
    const drafted = base(plainAlarm(alert, now), alert, rendering);
    if (isBeat) return { ...HEARTBEAT, end: drafted };
    const read = nameReader(alert, drafted);
    const route = routes.find((candidate) => matchesAll(candidate.settings.match, read));
    if (route?.settings.drop) {
      const end = alert.status === 'resolved' && { end: drafted };
      return { kind: 'filtered', reason: 'route', route: route.name, templateErrors, ...end };
    }
    const routed = route
      ? {
          ...applyTemplates(drafted, { ...route, levelOf }, rendering),
          integration: route.settings.integration ?? drafted.integration,
        }
      : drafted;
    const { alarm, applicationFrom } = withApplication(routed, settings.alarm, rendering);
    const incident = incidentOf(alarm, { alert, route: route?.settings, rendering });
    return {
      kind: 'alarm',
      alarm,
      route: route?.name ?? NO_ROUTE,
      ...(configuration !== undefined && { configuration }),
      ...(incident ? { incident } : {}),
      ...(applicationFrom && { applicationFrom }),
      templateErrors,
    };
  };
}

const HEARTBEAT: RoutedAlert & { readonly kind: 'filtered' } = {
  kind: 'filtered',
  reason: 'heartbeat',
  templateErrors: [],
};

function baseAlarm({ alarm: settings }: RoutingSettings) {
  const levelOf = levelReader(settings);
  const added = addedLevels(settings.levels);
  return (plain: Alarm, alert: Alert, rendering: Rendering): Alarm => {
    // Applied again, so that a redrive sees additions that are newer than the alert.
    const level = alert.test || alert.severity === undefined ? undefined : added(alert.severity);
    const leveled = level ? { ...plain, alarmLevel: level } : plain;
    const rendered = applyTemplates(leveled, { settings, path: 'alarm', levelOf }, rendering);
    const known = alert.application && labelOf(settings.applications, alert.application);
    return known ? { ...rendered, applicationId: known } : rendered;
  };
}
interface Firing {
  readonly alert: Alert;
  readonly route: RouteSettings | undefined;
  readonly rendering: Rendering;
}

function incidentChooser({ incidents, language = 'en' }: RoutingSettings) {
  const words = cocWords(language);
  const policies = incidents.map((settings, index): IncidentPolicy => {
    return { name: policyName(settings), path: `incidents[${index}]`, settings, words };
  });
  return (alarm: Alarm, { alert, route, rendering }: Firing): IncidentRequest | undefined => {
    if (alert.status !== 'firing' || alert.test || route?.incident === false) return undefined;
    const read = nameReader(alert, alarm);
    const policy =
      route?.incident === undefined
        ? policies.find(({ settings }) => settings.match && matchesAll(settings.match, read))
        : policies.find(({ name }) => name === route.incident);
    return policy && incidentRequest({ alarm, alert }, policy, rendering);
  };
}
