import type { Json } from '../../alerts/alert.ts';
import { payloadError } from '../payload-error.ts';
import { isJsonObject } from '../shape.ts';

/**
 * The parameters that we read, as our media type names them, with the other names under which community scripts send
 * the same. Zabbix has no body of its own: the script of the media type decides. All values are strings.
 * @see https://www.zabbix.com/documentation/6.0/en/manual/appendix/macros/supported_by_location, read 2026-08; the
 * captured fixtures `problem.json`, `update.json`, `recovery.json`
 */
export const ALIASES = {
  /** `{EVENT.SOURCE}`: 0 trigger, 1 discovery, 2 autoregistration, 3 internal, 4 service (6.0 or later). */
  event_source: ['source'],
  /** `{EVENT.OBJECT}`: 0 trigger, 4 item, 5 discovery rule. */
  event_object: ['object'],
  /** `{EVENT.ID}`: that of the problem, also in updates and recoveries. uint64, so never a number here. */
  event_id: ['id', 'problem_id'],
  /** `{EVENT.VALUE}`: 1 problem, 0 recovery. */
  event_value: [],
  /** `{EVENT.STATUS}` or `{TRIGGER.STATUS}`, in words; for scripts that send no `event_value`. */
  event_status: ['status', 'trigger_status'],
  /** `{EVENT.UPDATE.STATUS}`: 1 for an update of a problem. */
  event_update_status: ['update_status'],
  /** `{EVENT.UPDATE.NSEVERITY}`: the severity that an update sets. */
  event_update_nseverity: ['update_nseverity'],
  /** `{EVENT.NSEVERITY}`: 0 to 5. */
  event_nseverity: ['nseverity', 'trigger_nseverity'],
  /** `{EVENT.SEVERITY}`: can be renamed and translated. */
  event_severity: ['severity', 'trigger_severity'],
  event_name: ['name', 'problem', 'problem_name'],
  event_opdata: ['opdata'],
  /** `{EVENT.TAGSJSON}`, a list of `{tag, value}` as JSON text; `{EVENT.TAGS}`, `a:b, c`, from other scripts. */
  event_tags: ['event_tags_json', 'tags', 'tags_json'],
  /** `{EVENT.DATE}` `yyyy.mm.dd` and `{EVENT.TIME}` `hh:mm:ss`, in the zone of the user that is sent to. */
  event_date: [],
  event_time: [],
  event_recovery_date: ['recovery_date'],
  event_recovery_time: ['recovery_time'],
  /** `{EVENT.TIMESTAMP}` and its like: UNIX seconds, only in recent versions. */
  event_timestamp: [],
  event_recovery_timestamp: ['recovery_timestamp'],
  event_update_timestamp: ['update_timestamp'],
  trigger_id: [],
  trigger_name: ['trigger'],
  trigger_description: [],
  trigger_url: [],
  /** `{TRIGGER.HOSTGROUP.NAME}`: all groups, separated by commas. */
  trigger_hostgroup: ['trigger_hostgroup_name', 'hostgroup', 'host_group', 'host_groups'],
  host_id: [],
  /** `{HOST.HOST}`, the technical name, and `{HOST.NAME}`, the visible one. */
  host_host: ['host'],
  host_name: ['hostname'],
  item_name: ['item', 'item_name1'],
  service_id: [],
  service_name: [],
  /** `{SERVICE.TAGSJSON}`. */
  service_tags: ['service_tags_json'],
  /** `{ALERT.SUBJECT}` and `{ALERT.MESSAGE}`, or the `Subject` and `Message` of the script's own parameters. */
  alert_subject: ['subject', 'title'],
  alert_message: ['message'],
  /** `{$ZABBIX.URL}`, a user macro by convention; a literal where nobody defined it. */
  zabbix_url: [],
  /** A link that a script made itself; fixture `community-zulip.json`. Not `url`: that is often our own address. */
  link: ['event_link', 'problem_link'],
  /** `Date.now()` of the script, epoch ms. */
  sent_at: [],
  /** `{DATE} {TIME}`: the clock of the zone that all dates of the message are in. */
  now_local: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The name of a parameter that we read. */
export type ParameterName = keyof typeof ALIASES;

/** A name that is likely to hold a secret, or an address with one: such values are nowhere kept. */
const SECRET_NAME =
  /token|passw|secret|credential|authorization|cookie|apikey|accesskey|privatekey|^url$|^https?proxy$/;

/**
 * Takes a message as an object of parameters, with `<secret>` for each that is likely to hold one: scripts echo what they
 * were given, and their token is among it.
 * @throws {PayloadError} when it is no object, or the record of a connector
 */
export function readZabbixMessage(body: Json): { readonly [key: string]: Json } {
  if (!isJsonObject(body)) throw payloadError('not a message of Zabbix: a JSON object is expected');
  if (typeof body.clock === 'number' && typeof body.ns === 'number')
    throw payloadError(
      'this is the stream of a Zabbix connector; send with the media type of this project instead',
    );
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, isSecretName(name) ? '<secret>' : value]),
  );
}

function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
}
