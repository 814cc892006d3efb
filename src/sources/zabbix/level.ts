import { omitAbsent } from '../../alerts/omit-absent.ts';
import type { SeverityMap } from '../../alerts/severity.ts';
import type { Parameters } from './parameters.ts';
import type { ParameterName } from './payload.ts';
import type { EventKind } from './zabbix-event.ts';

/**
 * Names of the severities by number. A server can rename and translate the names, but not the numbers.
 * @see https://www.zabbix.com/documentation/6.0/en/manual/config/triggers/severity, read 2026-08
 */
const SEVERITIES = ['not classified', 'information', 'warning', 'average', 'high', 'disaster'] as const;

/** Parameters with a severity, best first: the number that an update sets, the number of the event, names. */
const PARAMETERS: readonly ParameterName[] = [
  'event_update_nseverity',
  'event_update_severity',
  'event_nseverity',
  'event_severity',
];

/**
 * Finds level and severity of a message. Each parameter can hold the number or the name, as scripts mix them
 * up. Internal events have no severity by design; their level is Minor.
 */
export function zabbixLevel(parameters: Parameters, kind: EventKind, severities: SeverityMap) {
  const names = PARAMETERS.flatMap((parameter) => {
    const text = parameters.text(parameter);
    return text === undefined ? [] : [nameOf(text, parameter, severities)];
  });
  const [first] = names;
  if (first === undefined && kind === 'internal') return { level: 'Minor' as const, levelKnown: true };
  const { level, known } = severities(names.find((name) => severities(name).known));
  const sent = parameters.text('event_severity');
  const severity = sent === undefined || isNumber(sent) ? first : sent;
  return { level, levelKnown: known, ...omitAbsent({ severity }) };
}

/**
 * Returns Zabbix's English name for the number of a severity, and any other text as it is. Where a name is
 * usual, a number that `alarm.levels` has stays one.
 */
function nameOf(text: string, parameter: ParameterName, severities: SeverityMap): string {
  if (!isNumber(text) || (!parameter.endsWith('nseverity') && severities(text).known)) return text;
  return SEVERITIES[Number(text)] ?? text;
}

function isNumber(text: string): boolean {
  return /^[0-5]$/.test(text);
}
