import { askAnew } from '../outbox/decide/incidents/ask-anew.ts';
import { alarmsToCover, type LapsedAlarm } from '../outbox/decide/incidents/cover-again.ts';
import type { IncidentKey, ReportAlarm } from '../outbox/events/entry.ts';
import type { Incident } from '../outbox/ledger/incident.ts';
import type { EpisodeSeries, Series } from '../outbox/ledger/series.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { OutboxPolicy } from '../outbox/policy.ts';
import { visitStoredAlarms } from '../outbox/visit-stored-alarms.ts';

interface At {
  /** Epoch ms. */
  readonly now: number;
  readonly policy: OutboxPolicy;
  readonly signal: AbortSignal;
}

/**
 * Asks those alarms of these incidents that need another one by now what they ask for. Their last reports are read and
 * rendered in slices, so that webhooks wait for none of that. The alarm that fires longest comes first.
 */
export async function askLapsed(
  outbox: Pick<Outbox, 'state' | 'alarmsOf'>,
  keys: readonly IncidentKey[],
  { signal, ...at }: At,
): Promise<readonly LapsedAlarm[]> {
  const { ledger } = outbox.state;
  const due = new Map<EpisodeSeries, Incident>();
  for (const key of keys) {
    const incident = ledger.incident(key);
    if (incident) for (const series of alarmsToCover(ledger, incident, at)) due.set(series, incident);
  }
  const found = new Map<EpisodeSeries, LapsedAlarm>();
  const visit = (one: Series, report?: ReportAlarm) => {
    const series = one as EpisodeSeries;
    const incident = due.get(series);
    if (!incident) return;
    const asked = askAnew(series, incident, { ...at, report });
    found.set(series, { key: incident.key, alarmId: series.alarmId, asked });
  };
  await visitStoredAlarms(outbox, [...due.keys()], { visit, signal });
  return [...due.keys()].flatMap((series) => found.get(series) ?? []);
}
