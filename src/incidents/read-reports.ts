import type { AlarmId } from '../alerts/alert.ts';
import type { LastReport } from '../outbox/decide/incidents/ask-anew.ts';
import { reportsToRead } from '../outbox/decide/incidents/keep-incident.ts';
import type { IncidentKey } from '../outbox/events/entry.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { OutboxPolicy } from '../outbox/policy.ts';

/** Reads the last reports of those alarms of these incidents that need another one by now. `now` is epoch ms. */
export async function readReports(
  outbox: Pick<Outbox, 'state' | 'alarmsOf'>,
  keys: readonly IncidentKey[],
  at: { readonly now: number; readonly policy: OutboxPolicy },
): Promise<ReadonlyMap<AlarmId, LastReport>> {
  const due = keys.flatMap((key) => reportsToRead(outbox.state.ledger, key, at));
  const bodies = await outbox.alarmsOf(due);
  return new Map(due.map(({ alarmId, lastAlarm }, i) => [alarmId, { seq: lastAlarm?.seq, body: bodies[i] }]));
}
