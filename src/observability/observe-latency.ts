import type { Attempt } from '../delivery/dispatcher.ts';
import type { ReportAlarm } from '../outbox/events/entry.ts';
import type { LedgerView } from '../outbox/ledger/ledger-view.ts';
import type { Metrics } from './metrics.ts';

/**
 * Records the time from the beginning or end of an episode, by the clock of its source, until COC took the alarm. Changes
 * in between and re-assertions are not measured. Call it before the outcome is settled. `now` is epoch ms.
 */
export function observeLatency(
  metrics: Pick<Metrics, 'alarmLatency'>,
  { entry, outcome }: Pick<Attempt, 'entry' | 'outcome'>,
  { ledger, now }: { readonly ledger: LedgerView; readonly now: number },
): void {
  const { body } = entry;
  if (outcome.kind !== 'delivered' || body.kind !== 'report-alarm' || isOldNews(body, ledger)) return;
  const { alarmLevel: level, time } = body.alarm;
  metrics.alarmLatency.observe({ source: body.alert.source, level }, Math.max(0, now - time) / 1_000);
}

function isOldNews({ alarm, episode, reassertion }: ReportAlarm, ledger: LedgerView): boolean {
  if (reassertion) return true;
  const known = ledger.series(alarm.alarmId);
  if (alarm.alarmStatus === 'ok' || known === undefined) return false;
  if (known.state === 'tombstone' || known.episode !== episode) return false;
  return known.cocFires === true || known.toldAt !== undefined;
}
