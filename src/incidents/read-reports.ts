import { alarmsToCover, type LapsedAlarm } from '../outbox/decide/incidents/cover-again.ts';
import type { IncidentKey } from '../outbox/events/entry.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { OutboxPolicy } from '../outbox/policy.ts';

/**
 * Reads the last reports of those alarms of these incidents that need another one by now, the one that fires longest first.
 * `now` is epoch ms.
 */
export async function readReports(
  outbox: Pick<Outbox, 'state' | 'alarmsOf'>,
  keys: readonly IncidentKey[],
  at: { readonly now: number; readonly policy: OutboxPolicy },
): Promise<readonly LapsedAlarm[]> {
  const { ledger } = outbox.state;
  const due = keys.flatMap((key) => {
    const incident = ledger.incident(key);
    return incident ? alarmsToCover(ledger, incident, at).map((series) => ({ key, series })) : [];
  });
  const bodies = await outbox.alarmsOf(due.map(({ series }) => series));
  return due.map(({ key, series: { alarmId, lastAlarm } }, i) => {
    return { key, alarmId, report: { seq: lastAlarm?.seq, body: bodies[i] } };
  });
}
