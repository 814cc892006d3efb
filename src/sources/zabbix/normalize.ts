import { makeAlarmId } from '../../alerts/alarm-id.ts';
import { type Alert, type Json, labelsFrom } from '../../alerts/alert.ts';
import { omitAbsent } from '../../alerts/omit-absent.ts';
import type { SeverityMap } from '../../alerts/severity.ts';
import type { ReadAlert } from '../source-port.ts';
import { canceledBecause, silencedBecause } from './escalation.ts';
import { zabbixLevel } from './level.ts';
import { type Parameters, parametersOf } from './parameters.ts';
import { saidAtOf } from './said-at.ts';
import { areTagsCut, labelsOfTags, parseTags } from './tags.ts';
import { detailsOf, labelsWith, linksOf, zabbixDescription, zabbixName, zabbixPlaces } from './texts.ts';
import { unreadZabbixTimes, zabbixTimes } from './times.ts';
import { eventOf, isTestMessage, type ZabbixEvent } from './zabbix-event.ts';

/** Context for reading a message. */
export interface ZabbixContext {
  /** Name of the source. */
  readonly source: string;
  readonly severities: SeverityMap;
  readonly identity: 'event' | 'trigger';
  readonly timezone: string | undefined;
  /** Epoch ms. */
  readonly receivedAt: number;
}

/**
 * Makes the alert of one message: a problem, an update of it (still firing, perhaps with another level), its
 * recovery, or the note that Zabbix gives it up.
 * @throws {PayloadError} when the message does not name its event, or does not say what happened
 */
export function normalizeZabbixMessage(
  raw: { readonly [key: string]: Json },
  context: ZabbixContext,
): ReadAlert {
  const parameters = parametersOf(raw);
  if (isTestMessage(parameters)) return { alert: testAlert(raw, context) };
  const event = eventOf(parameters, context.identity);
  const alert = alertOf(raw, parameters, event, context);
  return event.kind === 'discovery' ? { alert, filter: 'discovery' } : { alert };
}

function alertOf(
  raw: { readonly [key: string]: Json },
  parameters: Parameters,
  event: ZabbixEvent,
  context: ZabbixContext,
): Alert {
  const { kind, identity, otherIdentity, isUpdate } = event;
  const isFire = event.status === 'firing';
  const canceled = isFire ? canceledBecause(parameters) : undefined;
  const status = canceled === undefined ? event.status : 'resolved';
  const written = parameters.text(kind === 'service' ? 'service_tags' : 'event_tags');
  const tags = parseTags(written);
  const tagLabels = labelsOfTags(tags);
  const name = zabbixName(parameters, event.eventId);
  const level = zabbixLevel(parameters, kind, context.severities);
  const { timezone: zone, receivedAt } = context;
  const { startsAt, endsAt } = zabbixTimes(parameters, zone, receivedAt);
  const saidAt = saidAtOf(parameters, { zone, receivedAt, isUpdate, ends: status === 'resolved' });
  const told = detailsOf(raw, tags, areTagsCut(written));
  const details = { ...told, ...omitAbsent({ unreadTimes: unreadZabbixTimes(parameters, status) }) };
  return {
    source: context.source,
    sourceType: 'zabbix',
    fingerprint: identity,
    alarmId: makeAlarmId('zbx', context.source, identity),
    ...(otherIdentity !== undefined && { otherAlarmId: makeAlarmId('zbx', context.source, otherIdentity) }),
    status,
    ...level,
    name,
    description: zabbixDescription(parameters, name),
    links: linksOf(parameters, event),
    labels: labelsWith(tagLabels, parameters, { name, ...level }),
    annotations: labelsFrom([]),
    details: canceled === undefined ? details : { ...details, reason: canceled },
    test: false,
    raw,
    problem: event.eventId,
    ...omitAbsent({ saidAt, isUpdate: isUpdate && canceled === undefined ? (true as const) : undefined }),
    ...omitAbsent({ assumed: canceled, note: isFire ? silencedBecause(parameters) : undefined }),
    ...omitAbsent({ startsAt, endsAt: status === 'resolved' ? endsAt : undefined }),
    ...omitAbsent(zabbixPlaces(parameters, tagLabels, kind)),
  };
}

/** Makes the alert of the Test button. Its identity is always the same, so that tests do not pile up. */
function testAlert(raw: { readonly [key: string]: Json }, { source }: ZabbixContext): Alert {
  return {
    source,
    sourceType: 'zabbix',
    fingerprint: 'test',
    alarmId: makeAlarmId('zbx', source, 'test'),
    status: 'firing',
    level: 'Info',
    levelKnown: true,
    name: 'Zabbix test message',
    description: 'Sent with the Test button of the media type: no macro has a value.',
    links: [],
    labels: labelsFrom([['alertname', 'Zabbix test message']]),
    annotations: labelsFrom([]),
    details: detailsOf(raw, []),
    test: true,
    raw,
  };
}
