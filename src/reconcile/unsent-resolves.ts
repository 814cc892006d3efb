import type { Alert, Json, SourceType } from '../alerts/alert.ts';
import { labelsFrom } from '../alerts/alert.ts';
import type { Arrival } from '../outbox/decide/decision.ts';
import type { ReportAlarm } from '../outbox/events/entry.ts';
import type { FiringSeries } from '../outbox/ledger/series.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Router } from '../routing/route.ts';

/** Reason for a resolve that the source has not sent. It is a field of `additional` in COC. */
export type ResolvedBecause = 'gone-at-source' | 'stale';

/** A resolve to be made because the source has not sent one. */
export interface UnsentResolve {
  readonly series: FiringSeries;
  readonly because: ResolvedBecause;
  /** The end of the alarm, epoch ms. */
  readonly endsAt: number;
  /** The reason in words; absent when the source confirmed the end. */
  readonly assumed?: string;
}

/** Parts that make such resolves. */
export interface ResolveMakers {
  readonly outbox: Pick<Outbox, 'alarmsOf'>;
  readonly router: Router;
  readonly sourceType: SourceType;
}

/**
 * Makes resolves that no source has sent. Each copies the alarm that COC was last told, with its destination,
 * if the journal still has it. Otherwise it is made from the ledger.
 */
export async function resolvesFor(
  unsent: readonly UnsentResolve[],
  makers: ResolveMakers,
): Promise<readonly Arrival[]> {
  const told = await makers.outbox.alarmsOf(unsent.map(({ series }) => series));
  return unsent.map((resolve, i) => arrivalOf(resolve, told[i], makers));
}

function arrivalOf(
  resolve: UnsentResolve,
  told: ReportAlarm | undefined,
  { router, sourceType }: ResolveMakers,
): Arrival {
  const alert = alertOf(resolve, told?.alert ?? bareAlert(resolve.series, sourceType));
  if (!told) return { alert, routed: router(alert, resolve.endsAt) };
  const alarm = { ...told.alarm, alarmStatus: 'ok', time: resolve.endsAt } as const;
  return { alert, routed: { kind: 'alarm', alarm, route: told.route } };
}

function alertOf({ series, because, endsAt, assumed }: UnsentResolve, fired: Alert): Alert {
  const { source, fingerprint } = series;
  const details: { readonly [key: string]: Json } = { ...fired.details, reason: because };
  // Number and time are those of an earlier message, and this is news.
  const { problem: _, saidAt: __, ...rest } = fired;
  return {
    ...rest,
    source,
    fingerprint,
    status: 'resolved',
    endsAt,
    details,
    ...(assumed !== undefined && { assumed }),
  };
}

/** An alert with the few fields that the ledger keeps. */
function bareAlert(series: FiringSeries, sourceType: SourceType): Alert {
  const { source, fingerprint, alarmId, level, name, startedAt } = series;
  return {
    source,
    sourceType,
    fingerprint,
    alarmId,
    status: 'firing',
    level,
    levelKnown: true,
    startsAt: startedAt,
    name,
    description: name,
    links: [],
    labels: labelsFrom([['alertname', name]]),
    annotations: labelsFrom([]),
    details: {},
    test: false,
    raw: null,
  };
}
