import type { Alarm } from '../alerts/alarm.ts';
import { type AlarmLevel, type Alert, type AlertOrigin, OWN_SOURCE } from '../alerts/alert.ts';
import { isVisible } from '../alerts/first-text.ts';
import { STAND_IN_NAMESPACE } from '../alerts/namespace.ts';
import { severityMap } from '../alerts/severity.ts';
import type { AlarmSettings, RouteSettings } from './config.ts';
import type { Template, TemplateContext } from './template.ts';

/** A template that failed or gave an unusable text, so that the default is used. */
export interface TemplateError {
  /** Dotted path of the template in the configuration, such as `routes[0].alarmDesc`. */
  readonly field: string;
  readonly message: string;
}

/** Rendering of one alert: the values for its templates, and the list of their failures. */
export interface Rendering {
  readonly context: () => TemplateContext;
  readonly errors: TemplateError[];
}

/** Text fields of an alarm. A template can set each of them. */
const TEXT_FIELDS = [
  'alarmName',
  'nameSpace',
  'regionId',
  'applicationId',
  'resourceName',
  'resourceId',
  'alarmDesc',
  'alarmSource',
] as const;

const ALARM_SOURCES: Readonly<Record<AlertOrigin, string>> = {
  alertmanager: 'Prometheus',
  grafana: 'Grafana',
  zabbix: 'Zabbix',
  agent: OWN_SOURCE,
};

/** Reads a level from a text: one of COC's levels or a known severity. Undefined for other texts. */
export type LevelReader = (text: string) => AlarmLevel | undefined;

/** Makes the level reader of a configuration. It knows COC's levels in any case. */
export function levelReader(settings: Pick<AlarmSettings, 'levels'>): LevelReader {
  const map = severityMap(settings.levels);
  return (text) => {
    const { level, known } = map(text);
    return known ? level : undefined;
  };
}

/** Makes an alarm from an alert without templates: the alert's fields, and defaults for missing ones. */
export function plainAlarm(alert: Alert, now: number): Alarm {
  const happened = alert.status === 'firing' ? alert.startsAt : alert.endsAt;
  return {
    alarmId: alert.alarmId,
    integration: 'default',
    alarmName: alert.name,
    alarmLevel: alert.level,
    time: happened ?? now,
    nameSpace: alert.namespace ?? STAND_IN_NAMESPACE,
    regionId: alert.region ?? '',
    applicationId: '',
    resourceName: alert.resourceName ?? '',
    resourceId: alert.resourceId ?? '',
    alarmDesc: alert.description,
    urls: alert.links,
    alarmStatus: alert.status === 'firing' ? 'alarm' : 'ok',
    alarmSource: ALARM_SOURCES[alert.sourceType],
  };
}

/** Renders one template; undefined when there is no template, it fails, or it renders to nothing. */
export function renderText(
  template: Template | undefined,
  field: string,
  { context, errors }: Rendering,
): string | undefined {
  if (!template) return undefined;
  const rendered = template.render(context);
  if (rendered.kind === 'text') return isVisible(rendered.text) ? rendered.text : undefined;
  errors.push({ field, message: rendered.message });
  return undefined;
}

/** Templates of one section, the path of the section, and its level reader. */
export interface AlarmTemplates {
  readonly settings: AlarmSettings | RouteSettings;
  /** Dotted path of the section: `alarm`, or `routes[0]`. */
  readonly path: string;
  readonly levelOf: LevelReader;
}

/**
 * Applies the templates of a section to an alarm. A field without a template, or with a failing one, stays as
 * it is.
 */
export function applyTemplates(alarm: Alarm, templates: AlarmTemplates, rendering: Rendering): Alarm {
  const { settings, path } = templates;
  const changes: Partial<Record<(typeof TEXT_FIELDS)[number], string>> = {};
  for (const field of TEXT_FIELDS) {
    const template = settings[field];
    const text = template && renderText(template, `${path}.${field}`, rendering);
    if (text !== undefined) changes[field] = text;
  }
  return {
    ...alarm,
    ...changes,
    alarmLevel: renderLevel(templates, rendering) ?? alarm.alarmLevel,
    urls: renderUrls(alarm.urls, templates, rendering),
  };
}

function renderLevel(
  { settings, path, levelOf }: AlarmTemplates,
  rendering: Rendering,
): AlarmLevel | undefined {
  const field = `${path}.alarmLevel`;
  const text = renderText(settings.alarmLevel, field, rendering);
  if (text === undefined) return undefined;
  const level = levelOf(text);
  if (!level) rendering.errors.push({ field, message: 'renders to neither a level nor a known severity' });
  return level;
}

function renderUrls(
  urls: readonly string[],
  { settings, path }: AlarmTemplates,
  rendering: Rendering,
): readonly string[] {
  const field = `${path}.url`;
  const text = renderText(settings.url, field, rendering);
  if (text === undefined) return urls;
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return [text, ...urls.filter((url) => url !== text)];
  rendering.errors.push({ field, message: 'does not render to an absolute http(s) link' });
  return urls;
}
