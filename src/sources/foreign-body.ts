import type { Json, SourceType } from '../alerts/alert.ts';
import { PayloadError } from '../errors.ts';
import { shortReason } from './payload-error.ts';
import { isJsonObject } from './shape.ts';

/** A body of another kind of monitoring system. */
export class ForeignBodyError extends PayloadError {
  /** Types of the sources that can read it. */
  readonly readBy: readonly SourceType[];
  /** What the body is, without the remedy. */
  readonly words: string;

  constructor(message: string, readBy: readonly SourceType[], words = message) {
    super(shortReason(message));
    this.readBy = readBy;
    this.words = words;
  }
}

const NAMES: Readonly<Record<SourceType, string>> = {
  alertmanager: 'Alertmanager',
  grafana: 'Grafana',
  zabbix: 'Zabbix',
};

/**
 * Refuses a body that is certainly from another kind of monitoring system: read as one's own, its alarms would have other
 * identities and texts. The answer says where to send it.
 * @param alerts some of its alerts, if it has a list
 * @throws {ForeignBodyError} with the remedy
 */
export function refuseForeign(ours: SourceType, body: Json, alerts: readonly Json[] = []): void {
  if (ours === 'alertmanager' && isJsonObject(body) && body.version === '4') return;
  const sender = senderOf(body, alerts);
  if (sender === ours) return;
  if (sender !== undefined) throw foreign(ours, `this body is from ${NAMES[sender]}`, [sender]);
  if (ours === 'zabbix' && isListOfAlerts(body))
    throw foreign(ours, 'this body is a list of alerts, as Alertmanager and Grafana send it', LISTING);
}

/** Types of the sources that read a list of alerts. */
const LISTING: readonly SourceType[] = ['alertmanager', 'grafana'];

function foreign(ours: SourceType, words: string, readBy: readonly SourceType[]): ForeignBodyError {
  const remedy = `send it to the path of a source of type ${readBy.join(' or ')}`;
  return new ForeignBodyError(`${words}, and this source is of type ${ours}; ${remedy}`, readBy, words);
}

/** True for what no message of Zabbix is: a list of alerts, in an object or bare. */
function isListOfAlerts(body: Json): boolean {
  if (Array.isArray(body)) return body.some((one) => isJsonObject(one) && Object.hasOwn(one, 'labels'));
  return isJsonObject(body) && Array.isArray(body.alerts) && !isZabbix(body);
}

function senderOf(body: Json, alerts: readonly Json[]): SourceType | undefined {
  if (!isJsonObject(body)) return undefined;
  const has = (name: string) => Object.hasOwn(body, name);
  if (has('ruleId') || has('evalMatches')) return 'grafana';
  if (!Array.isArray(body.alerts) || (alerts.length === 0 && isZabbix(body)))
    return isZabbix(body) ? 'zabbix' : undefined;
  if (body.version !== '4') {
    const isGrafana = body.version === '1' || has('orgId') || alerts.some(isOfGrafana);
    return isGrafana ? 'grafana' : undefined;
  }
  // Grafana sends this form too: for receivers that it imported, and by way of an Alertmanager.
  const isUnclear =
    alerts.length === 0 || alerts.some(isOfGrafana) || !has('groupKey') || !has('externalURL');
  return isUnclear ? undefined : 'alertmanager';
}

/** True for a message with the parameters that a media type of Zabbix sends, whatever the script is. */
function isZabbix(body: { readonly [key: string]: Json }): boolean {
  const names = new Set(Object.keys(body).map((name) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')));
  return OF_ZABBIX.filter((name) => names.has(name)).length >= 2;
}

/** Parameters of our media type and of common scripts. A message has at least two of them. */
const OF_ZABBIX = [
  ...['eventid', 'eventvalue', 'eventsource', 'eventname', 'eventnseverity', 'eventack', 'updateaction'],
  ...['trigger', 'triggerid', 'hostname', 'hostip', 'clock', 'ns'],
];

/** Labels and annotations that Grafana adds to each alert of its rules. */
const OF_GRAFANA: ReadonlySet<string> = new Set([
  ...['__alert_rule_uid__', '__alert_rule_namespace_uid__', '__orgId__', '__dashboardUid__', '__panelId__'],
  ...['__value_string__', '__values__', '__alertImageToken__', 'grafana_folder'],
]);

/** True for an alert with what only Grafana adds: its private names, the folder of the rule, or a link to the rule. */
function isOfGrafana(alert: Json): boolean {
  if (!isJsonObject(alert)) return false;
  const { labels, annotations, generatorURL } = alert;
  const names = [labels, annotations].flatMap((map) => (isJsonObject(map) ? Object.keys(map) : []));
  if (names.some((name) => OF_GRAFANA.has(name))) return true;
  return typeof generatorURL === 'string' && generatorURL.includes('/alerting/');
}
