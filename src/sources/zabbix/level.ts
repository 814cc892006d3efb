import { omitAbsent } from '../../alerts/omit-absent.ts';
import type { SeverityMap } from '../../alerts/severity.ts';
import type { Parameters } from './parameters.ts';
import type { EventKind } from './zabbix-event.ts';

/**
 * The names of the severities by number. What a server shows can be renamed and translated; the numbers cannot.
 * @see https://www.zabbix.com/documentation/6.0/en/manual/config/triggers/severity, read 2026-08
 */
const SEVERITIES = ['not classified', 'information', 'warning', 'average', 'high', 'disaster'] as const;

/**
 * Level and severity of a message: by the number, and that of an update first; by the name only where a script sends no
 * number. Internal events have none by design and are Minor.
 */
export function zabbixLevel(parameters: Parameters, kind: EventKind, severities: SeverityMap) {
  const sent = parameters.text('event_severity');
  const number = numberOf(parameters, 'event_update_nseverity') ?? numberOf(parameters, 'event_nseverity');
  if (number === undefined && sent === undefined && kind === 'internal')
    return { level: 'Minor' as const, levelKnown: true };
  const { level, known } = severities(number === undefined ? sent : SEVERITIES[number]);
  return { level, levelKnown: known, ...omitAbsent({ severity: sent ?? severityName(number) }) };
}

/** Zabbix's own English name of a severity. */
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
