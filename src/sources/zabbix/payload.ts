import type { Json } from '../../alerts/alert.ts';
import { refuseForeign } from '../foreign-body.ts';
import { payloadError } from '../payload-error.ts';
import { isJsonObject } from '../shape.ts';

/**
 * Known parameters under the names of our media type, each with other names from community scripts. Zabbix
 * has no body format of its own: the script of the media type decides. All values are strings.
 * @see https://www.zabbix.com/documentation/6.0/en/manual/appendix/macros/supported_by_location, read
 * 2026-08; the captured fixtures `problem.json`, `update.json`, `recovery.json`
 */
export const ALIASES = {
  /** `{EVENT.SOURCE}`: 0 trigger, 1 discovery, 2 autoregistration, 3 internal, 4 service (6.0 or later). */
  event_source: ['source'],
  /** `{EVENT.OBJECT}`: 0 trigger, 4 item, 5 discovery rule. */
  event_object: ['object'],
  /**
   * `{EVENT.ID}`: the problem's id, also in updates and recoveries. It is a uint64, so it is never read as a
   * number.
   */
  event_id: ['id', 'problem_id'],
  /** `{EVENT.VALUE}` or `{TRIGGER.VALUE}`: 1 problem, 0 recovery; from some scripts the word instead. */
  event_value: ['trigger_value'],
  /** `{EVENT.STATUS}` or `{TRIGGER.STATUS}`, as a word; for scripts that send no `event_value`. */
  event_status: ['status', 'trigger_status'],
  /** `{EVENT.UPDATE.STATUS}`: 1 for an update of a problem. */
  event_update_status: ['update_status'],
  /** `{EVENT.UPDATE.NSEVERITY}`: the severity that an update sets. */
  event_update_nseverity: ['update_nseverity'],
  /** `{EVENT.UPDATE.SEVERITY}`: the name of that severity. */
  event_update_severity: ['update_severity'],
  /** `{EVENT.NSEVERITY}`: 0 to 5. */
  event_nseverity: ['nseverity', 'trigger_nseverity'],
  /** `{EVENT.SEVERITY}`: a server can rename and translate it. */
  event_severity: ['severity', 'trigger_severity'],
  event_name: ['name', 'problem', 'problem_name'],
  event_opdata: ['opdata'],
  /**
   * `{EVENT.TAGSJSON}`, a list of `{tag, value}` as JSON text; from other scripts `{EVENT.TAGS}`, such as
   * `a:b, c`.
   */
  event_tags: ['event_tags_json', 'tags', 'tags_json'],
  /**
   * `{EVENT.DATE}` `yyyy.mm.dd` and `{EVENT.TIME}` `hh:mm:ss`, in the zone of the user that receives the
   * message.
   */
  event_date: [],
  event_time: [],
  /** `{EVENT.DATE} {EVENT.TIME}` in one parameter, as SIGNL4's media type sends them. */
  event_date_time: ['event_datetime', 'problem_date_time'],
  event_recovery_date: ['recovery_date'],
  event_recovery_time: ['recovery_time'],
  event_recovery_date_time: ['recovery_date_time'],
  /** `{EVENT.TIMESTAMP}` and similar ones: UNIX seconds, only in recent versions. */
  event_timestamp: [],
  event_recovery_timestamp: ['recovery_timestamp'],
  event_update_timestamp: ['update_timestamp'],
  /** `{EVENT.UPDATE.DATE}` and `{EVENT.UPDATE.TIME}`. */
  event_update_date: ['update_date'],
  event_update_time: ['update_time'],
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
  /**
   * `{ALERT.SUBJECT}` and `{ALERT.MESSAGE}`, or the `Subject` and `Message` of the script's own parameters.
   */
  alert_subject: ['subject', 'title'],
  alert_message: ['message'],
  /** `{$ZABBIX.URL}`, a user macro by convention. It arrives unresolved where nobody defined it. */
  zabbix_url: [],
  /**
   * Link that a script made itself; fixture `community-zulip.json`. Not `url`: that is often the agent's own
   * address.
   */
  link: ['event_link', 'problem_link'],
  /** `Date.now()` of the script, epoch ms. */
  sent_at: [],
  /** `{DATE} {TIME}`: a clock reading in the zone of all dates of the message. */
  now_local: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Name of a known parameter. */
export type ParameterName = keyof typeof ALIASES;

/** Names of parameters that may hold a secret, or an address with one. Their values are never stored. */
const SECRET_NAME =
  /token|passw|secret|credential|authorization|cookie|apikey|accesskey|privatekey|^url$|^https?proxy$/;

/**
 * Reads a message as an object of parameters. Values that may be secrets are replaced with `<secret>`:
 * scripts echo all their parameters, and their token is one of them.
 * @throws {PayloadError} when the body is not an object, or is from a connector
 */
export function readZabbixMessage(body: Json): { readonly [key: string]: Json } {
  refuseForeign('zabbix', body, isJsonObject(body) && Array.isArray(body.alerts) ? body.alerts : []);
  if (!isJsonObject(body)) throw payloadError('not a message of Zabbix; send a JSON object');
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
