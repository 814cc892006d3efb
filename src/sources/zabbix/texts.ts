import { type Alert, type Json, type Labels, labelOf, labelsFrom } from '../../alerts/alert.ts';
import { firstText } from '../../alerts/first-text.ts';
import { httpLinks } from '../../alerts/links.ts';
import { hasValue, type Parameters } from './parameters.ts';
import type { Tag } from './tags.ts';
import type { EventKind, ZabbixEvent } from './zabbix-event.ts';

/** Returns a name for people. Without any name it is the first line of what describes the problem. */
export function zabbixName(parameters: Parameters, eventId: string): string {
  const { text } = parameters;
  const names = [text('event_name'), text('trigger_name'), text('alert_subject'), text('service_name')];
  const texts = [text('trigger_description'), text('event_opdata'), text('item_name'), text('alert_message')];
  const lines = texts.map((one) => one?.split(/[\r\n]/, 1)[0]);
  return firstText(...names, ...lines) ?? `Zabbix event ${eventId}`;
}

/** Makes the description: operational data, the trigger's description and the message, each text once. */
export function zabbixDescription({ text }: Parameters, name: string): string {
  const texts = [text('event_opdata'), text('trigger_description'), text('alert_message')];
  const told = [...new Set(texts.filter((part) => part !== undefined))].join('\n');
  return told === '' ? (firstText(text('item_name')) ?? name) : told;
}

/** Finds namespace, region, application and resource. Tags take precedence over parameters of Zabbix. */
export function zabbixPlaces({ text }: Parameters, labels: Labels, kind: EventKind) {
  const tag = (...names: readonly string[]): string | undefined =>
    firstText(...names.map((name) => labelOf(labels, name)));
  const service = kind === 'service' ? text('service_name') : undefined;
  return {
    namespace: tag('namespace') ?? firstText(text('trigger_hostgroup')?.split(',')[0]),
    region: tag('region'),
    application: tag('application', 'app', 'service') ?? service,
    resourceName: service ?? text('host_name') ?? text('host_host'),
    resourceId: tag('resource_id') ?? (kind === 'service' ? text('service_id') : text('host_id')),
  };
}

/**
 * Makes the labels that routes can match: the tags, and `alertname`, `severity`, `host` and `hostgroup` where
 * no tag has the same name.
 */
export function labelsWith(
  tags: Labels,
  { text }: Parameters,
  alert: Pick<Alert, 'name' | 'severity'>,
): Labels {
  const own: readonly (readonly [string, string | undefined])[] = [
    ['alertname', alert.name],
    ['severity', alert.severity],
    ['host', text('host_host') ?? text('host_name')],
    ['hostgroup', text('trigger_hostgroup')],
  ];
  const missing = own.flatMap(([name, value]) =>
    value === undefined || labelOf(tags, name) !== undefined ? [] : [[name, value] as const],
  );
  return labelsFrom([...Object.entries(tags), ...missing]);
}

/** Collects links, best first: the trigger's own, the page of the event, the script's, the frontend. */
export function linksOf({ text }: Parameters, { eventId, kind }: ZabbixEvent): readonly string[] {
  const frontend = text('zabbix_url')?.replace(/\/+$/, '');
  const triggerId = text('trigger_id');
  const page =
    frontend !== undefined && triggerId !== undefined && kind === 'trigger'
      ? `${frontend}/tr_events.php?triggerid=${encodeURIComponent(triggerId)}&eventid=${eventId}`
      : undefined;
  return httpLinks([text('trigger_url'), page, text('link'), frontend]);
}

/**
 * Collects all parameters with a value, under their original names, and the tags as a list. What Zabbix wrote in place of
 * a value is under `unresolved`.
 */
export function detailsOf(
  raw: { readonly [key: string]: Json },
  tags: readonly Tag[],
  isCut = false,
): Alert['details'] {
  const told = Object.entries(raw).filter(([, value]) => value !== null && value !== '<secret>');
  const isValued = ([name, value]: [string, Json]) => typeof value !== 'string' || hasValue(name, value);
  const valued = told.filter(isValued);
  const rest = told.filter((one) => !isValued(one) && String(one[1]).trim() !== '');
  const list = tags.map(({ tag, value }) => ({ tag, value }));
  if (list.length > 0) valued.push(['tags', list]);
  if (isCut) valued.push(['tagsCut', 'Zabbix cut the list of tags: those before the cut are read']);
  if (rest.length > 0) valued.push(['unresolved', Object.fromEntries(rest)]);
  return Object.fromEntries(valued);
}
