import { OWN_SOURCE } from '../alerts/alert.ts';
import { heartbeatOf } from '../alerts/silence-fingerprint.ts';
import type { LedgerReader } from '../outbox/ledger/ledger.ts';

/** Silence of a source, according to the alarms about its heartbeats. */
export interface SourceSilence {
  /** True while a heartbeat of the source is missing: what it does not say means nothing. */
  readonly isSilent: boolean;
  /** Time at which the last silence ended, epoch ms; 0 when there was none lately. */
  readonly heardAgainAt: number;
}

/** Looks up whether a source is known to be silent, or was. */
export function silenceOf(ledger: LedgerReader, source: string): SourceSilence {
  let isSilent = false;
  let heardAgainAt = 0;
  for (const series of ledger.everySeries()) {
    if (series.source !== OWN_SOURCE || heartbeatOf(series.fingerprint).source !== source) continue;
    if (series.state === 'firing') isSilent = true;
    else heardAgainAt = Math.max(heardAgainAt, series.closedAt);
  }
  return { isSilent, heardAgainAt };
}
