import { omitAbsent } from '../../alerts/omit-absent.ts';
import type { SeverityMap } from '../../alerts/severity.ts';
import type { Parameters } from './parameters.ts';
import type { EventKind } from './zabbix-event.ts';

/**
 * Names of the severities by number. A server can rename and translate the names, but not the numbers.
 * @see https://www.zabbix.com/documentation/6.0/en/manual/config/triggers/severity, read 2026-08
 */
const SEVERITIES = ['not classified', 'information', 'warning', 'average', 'high', 'disaster'] as const;

/**
 * Finds level and severity of a message. The number of an update comes first, then the number of the event,
 * then the name, for scripts that send no number. Internal events have no severity by design; their level is
 * Minor.
 */
export function zabbixLevel(parameters: Parameters, kind: EventKind, severities: SeverityMap) {
  const sent = parameters.text('event_severity');
  const number = numberOf(parameters, 'event_update_nseverity') ?? numberOf(parameters, 'event_nseverity');
  if (number === undefined && sent === undefined && kind === 'internal')
    return { level: 'Minor' as const, levelKnown: true };
  const { level, known } = severities(number === undefined ? sent : SEVERITIES[number]);
  return { level, levelKnown: known, ...omitAbsent({ severity: sent ?? severityName(number) }) };
}

/** Returns Zabbix's English name of a severity. */
function severityName(number: number | undefined): string | undefined {
  return number === undefined ? undefined : SEVERITIES[number];
}

function numberOf(
  parameters: Parameters,
  name: 'event_update_nseverity' | 'event_nseverity',
): number | undefined {
  const text = parameters.text(name) ?? '';
  return /^[0-5]$/.test(text) ? Number(text) : undefined;
}
