import type { ReportAlarm } from '../outbox/events/entry.ts';
import { hash53 } from '../outbox/events/hash.ts';
import { gatherSeries } from '../outbox/gather-series.ts';
import type { FiringSeries, Series } from '../outbox/ledger/series.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { visitStoredAlarms } from '../outbox/visit-stored-alarms.ts';
import { TimeSlices } from '../time/time-slices.ts';
import type { Routes } from './compare-leads.ts';
import { leadOf } from './lead.ts';
import { type OpenAlert, openAlertOf } from './open-alert.ts';
import type { OpenAlertPage } from './open-alert-page.ts';

/** Most alarms that are compared. Of more, a part is drawn, which is always the same for the same alarms. */
export const MOST_COMPARED = 10_000;

/** Alarms that are read and routed in one turn. Many routes cost a tenth of a millisecond for each. */
const AT_ONCE = 8;

/** Part that is asked for. */
export interface AskedPart {
  /** Only alarms whose last alert was stored behind this place. */
  readonly after: number;
  readonly limit: number;
}

interface Reading {
  readonly signal: AbortSignal;
  /** Receives each alarm. Without it nothing is kept of them. */
  readonly visit: (open: OpenAlert) => void;
  /** Routes by which each is led now. */
  readonly before: Routes | undefined;
}

/**
 * Visits alarms that fire, in the order in which their last alerts were stored, and in slices, so that webhooks never wait
 * long. Returns the number of all alarms that fire, and the place behind which the next part begins.
 */
export async function readOpenAlerts(
  outbox: Pick<Outbox, 'state' | 'alarmsOf'>,
  { after, limit }: AskedPart,
  { signal, visit, before }: Reading,
): Promise<Omit<OpenAlertPage, 'alerts'>> {
  const { ledger } = outbox.state;
  const firing = await gatherSeries(ledger, isFiring, signal);
  const drawn = await draw(firing, after);
  // Numbers alone are sorted in a few milliseconds, however many they are.
  const places = Float64Array.from(drawn.keys()).sort().subarray(0, limit);
  const visitOne = (series: Series, stored?: ReportAlarm) => {
    if (series.state !== 'firing' || !stored) return;
    const open = openAlertOf(ledger, series, stored);
    visit(before ? { ...open, before: leadOf(before(open.alert, open.at)) } : open);
  };
  const slices = new TimeSlices();
  for (let i = 0; i < places.length && !signal.aborted; i += AT_ONCE) {
    const part = Array.from(places.subarray(i, i + AT_ONCE), (place) => drawn.get(place) ?? []).flat();
    await visitStoredAlarms(outbox, part, { signal, visit: visitOne });
    if (slices.over) await slices.pause();
  }
  const last = places.at(-1);
  return { firing: firing.length, ...(last !== undefined && drawn.size > places.length && { next: last }) };
}

/** Reads a part of the alarms that fire. */
export async function openAlertPage(
  outbox: Pick<Outbox, 'state' | 'alarmsOf'>,
  asked: AskedPart,
  reading: Omit<Reading, 'visit'>,
): Promise<OpenAlertPage> {
  const alerts: OpenAlert[] = [];
  const rest = await readOpenAlerts(outbox, asked, { ...reading, visit: (open) => void alerts.push(open) });
  return { alerts, ...rest };
}

function isFiring(series: Series): series is FiringSeries {
  return series.state === 'firing';
}

/** Draws alarms, by the places of their last alerts. */
async function draw(firing: readonly FiringSeries[], after: number): Promise<Map<number, FiringSeries>> {
  const slices = new TimeSlices();
  const each = Math.ceil(firing.length / MOST_COMPARED);
  const drawn = new Map<number, FiringSeries>();
  for (const series of firing) {
    const { alarmId, lastAlarm } = series;
    const isDrawn = lastAlarm !== undefined && hash53(`drawn ${alarmId}`) % each === 0;
    if (isDrawn && lastAlarm.seq > after) drawn.set(lastAlarm.seq, series);
    if (slices.over) await slices.pause();
  }
  return drawn;
}
