import type { Alert, Json, SourceType } from '../alerts/alert.ts';
import { labelsFrom } from '../alerts/alert.ts';
import type { Arrival } from '../outbox/decide/accept.ts';
import type { ReportAlarm } from '../outbox/events/entry.ts';
import type { Series } from '../outbox/ledger/series.ts';
import type { Journal } from '../outbox/ports/journal.ts';
import type { Router } from '../routing/route.ts';

/** Reason for a resolve that the source has not sent. It is a field of `additional` in COC. */
export type ResolvedBecause = 'gone-at-source' | 'stale';

/** A resolve to be made because the source has not sent one. */
export interface UnsentResolve {
  readonly series: Series;
  readonly because: ResolvedBecause;
  /** The end of the alarm, epoch ms. */
  readonly endsAt: number;
}

/** Parts that make such resolves. */
export interface ResolveMakers {
  readonly journal: Pick<Journal, 'read'>;
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
  const told = await toldOf(
    unsent.map(({ series }) => series),
    makers.journal,
  );
  return unsent.map((resolve, i) => arrivalOf(resolve, told[i], makers));
}

/** The last alarm that COC was told about each series; undefined where the journal no longer has it. */
export async function toldOf(
  series: readonly Series[],
  journal: Pick<Journal, 'read'>,
): Promise<readonly (ReportAlarm | undefined)[]> {
  const places = series.flatMap(({ body }) => body ?? []);
  const records = await journal.read(places);
  const bodies = new Map(
    places.map(({ seq }, i) => {
      const record = records[i];
      return [seq, record?.events[seq - record.seq]] as const;
    }),
  );
  return series.map(({ alarmId, body }) => {
    const event = body && bodies.get(body.seq);
    if (event?.type !== 'entry.queued' || event.body.kind !== 'report-alarm') return undefined;
    return event.body.alarm.alarmId === alarmId ? event.body : undefined;
  });
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

/** An alert with the few fields that the ledger keeps. */
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
