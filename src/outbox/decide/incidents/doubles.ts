import type { IncidentKey } from '../../events/entry.ts';
import type { OutboxEvent } from '../../events/event.ts';
import { isDoubtful, isInCoc } from '../../ledger/incident.ts';
import type { LedgerView } from '../../ledger/ledger-view.ts';

/**
 * Records the numbers of an incident that were not known before. One that was given up is open after all.
 * Pure, like all functions here.
 */
export function noteNumbers(
  view: LedgerView,
  key: IncidentKey,
  seen: readonly string[],
): readonly OutboxEvent[] {
  const incident = view.incident(key);
  if (!incident || !isDoubtful(incident)) return [];
  const { alarmId } = incident;
  if (!isInCoc(incident)) {
    const [incidentNum, ...incidentNums] = seen;
    if (incidentNum === undefined) return [];
    const opened = { type: 'incident.opened', key, alarmId, incidentNum } as const;
    return incidentNums.length === 0
      ? [opened]
      : [opened, { type: 'incident.doubled', key, alarmId, incidentNums }];
  }
  const { incidentNum, doubles = [], spares = [] } = incident;
  const known = new Set([incidentNum, ...doubles, ...spares]);
  const incidentNums = seen.filter((number) => !known.has(number));
  return incidentNums.length === 0 ? [] : [{ type: 'incident.doubled', key, alarmId, incidentNums }];
}

/** Operator's decision about a doubled incident. */
export interface DoubleChoice {
  readonly key: IncidentKey;
  readonly actor: string;
  /** Number to go on with. */
  readonly keep: string;
}

/** Records with which number the agent goes on. Returns no event when the incident has no such double. */
export function decideDoubled(view: LedgerView, { key, actor, keep }: DoubleChoice): readonly OutboxEvent[] {
  const incident = view.incident(key);
  if (!incident || !isInCoc(incident) || !incident.doubles) return [];
  const all = [incident.incidentNum, ...incident.doubles];
  if (!all.includes(keep)) return [];
  // A number that is not proven may be the incident of another problem: nobody is told to close it.
  const ours = incident.unproven === undefined ? all : incident.doubles;
  const spares = ours.filter((number) => number !== keep);
  return [{ type: 'incident.kept', key, alarmId: incident.alarmId, actor, incidentNum: keep, spares }];
}
