import type { Alert, Json, SourceType } from '../alerts/alert.ts';
import { labelsFrom } from '../alerts/alert.ts';
import type { Arrival } from '../outbox/decide/decision.ts';
import type { ReportAlarm } from '../outbox/events/entry.ts';
import type { Series } from '../outbox/ledger/series.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Router } from '../routing/route.ts';

/** Why an alarm is resolved that its source never resolved: stands in COC's `additional`. */
export type ResolvedBecause = 'gone-at-source' | 'stale';

/** What the resolve of an alarm is made of when its source sent none. */
export interface UnsentResolve {
  readonly series: Series;
  readonly because: ResolvedBecause;
  /** Epoch ms. */
  readonly endsAt: number;
}

/** What is needed to make one. */
export interface ResolveMakers {
  readonly outbox: Pick<Outbox, 'alarmsOf'>;
  readonly router: Router;
  readonly sourceType: SourceType;
}

/**
 * Makes resolves that no source sent. Each goes where the alarm went and looks like it, as long as that is kept; else it
 * is made of what the ledger knows.
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

function alertOf({ because, endsAt }: UnsentResolve, fired: Alert): Alert {
  const details: { readonly [key: string]: Json } = { ...fired.details, reason: because };
  return { ...fired, status: 'resolved', endsAt, details };
}

/** As much of an alert as the ledger knows. */
function bareAlert(series: Series, sourceType: SourceType): Alert {
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
