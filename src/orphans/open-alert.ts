import type { Alert } from '../alerts/alert.ts';
import type { ReportAlarm } from '../outbox/events/entry.ts';
import { isOpenInCoc } from '../outbox/ledger/incident.ts';
import type { LedgerReader } from '../outbox/ledger/ledger.ts';
import type { FiringSeries } from '../outbox/ledger/series.ts';
import type { AlarmPlace, Lead } from './lead.ts';

/** An alarm that fires, with its last stored alert: all that tells what other routes would mean for it. */
export interface OpenAlert {
  readonly alert: Alert;
  /** Time of that alert, by which it is routed, epoch ms. */
  readonly at: number;
  /** Source under its name of today. */
  readonly source: string;
  /** AlarmPlace in COC where it is open. Absent where COC has not seen it yet. */
  readonly place?: AlarmPlace;
  /** True where nothing of it is in COC, or on its way there. */
  readonly isRefused: boolean;
  /**
   * `none`: its episode never asked for an incident. `open`: it has one of this policy, which COC has or is asked for.
   * `past`: anything else.
   */
  readonly incident:
    | { readonly kind: 'none' }
    | { readonly kind: 'past' }
    | { readonly kind: 'open'; readonly policy: string };
  /** Policy that matched when it was rendered last; `unknown` for one that only told COC again. */
  readonly matched: { readonly kind: 'unknown' } | { readonly kind: 'known'; readonly policy?: string };
  /** Where the configuration leads it that is in use, or was before a change. Absent where nobody knows. */
  readonly before?: Lead;
}

/** Gathers what is known of an alarm that fires. Pure. */
export function openAlertOf(
  ledger: Pick<LedgerReader, 'incident' | 'incidentOf'>,
  series: FiringSeries,
  { alert, alarm, incident, reassertion }: ReportAlarm,
): OpenAlert {
  const { source, target, cocFires, toldAt, refusedUnder } = series;
  const isTold = cocFires === true || toldAt !== undefined;
  const policy = incident?.policy;
  return {
    ...{ alert, at: alarm.time, source },
    ...(isTold && target && { place: placeIn(target) }),
    isRefused: !isTold && refusedUnder !== undefined,
    incident: incidentOf(ledger, series),
    matched: reassertion ? { kind: 'unknown' } : { kind: 'known', ...(policy !== undefined && { policy }) },
  };
}

function placeIn({ integration, applicationId, regionId }: AlarmPlace): AlarmPlace {
  return { integration, applicationId, regionId };
}

function incidentOf(ledger: Pick<LedgerReader, 'incidentOf'>, series: FiringSeries): OpenAlert['incident'] {
  const known = ledger.incidentOf(series);
  if (!known) return { kind: series.incident === undefined ? 'none' : 'past' };
  const { state, policy, storm } = known;
  const isOpen = state === 'requested' || state === 'undecided' || isOpenInCoc(known);
  // A storm lists the alarms of all policies.
  return isOpen && storm === undefined ? { kind: 'open', policy } : { kind: 'past' };
}
