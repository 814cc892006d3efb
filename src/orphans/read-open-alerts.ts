import { hash53 } from '../outbox/events/hash.ts';
import type { FiringSeries } from '../outbox/ledger/series.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { visitStoredAlarms } from '../outbox/visit-stored-alarms.ts';
import { TimeSlices } from '../time/time-slices.ts';
import type { Routes } from './compare-leads.ts';
import { leadOf } from './lead.ts';
import { type OpenAlert, openAlertOf } from './open-alert.ts';
import type { OpenAlertPage } from './open-alert-page.ts';

/** Most alarms that are compared. Of more, a part is drawn, which is always the same for the same alarms. */
export const MOST_COMPARED = 10_000;

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
  const firing = await firingSeries(outbox);
  const part = draw(firing).filter(({ lastAlarm }) => lastAlarm !== undefined && lastAlarm.seq > after);
  part.sort((one, other) => placeOf(one) - placeOf(other));
  const read = part.slice(0, limit);
  await visitStoredAlarms(outbox, read, {
    signal,
    visit(series, stored) {
      if (series.state !== 'firing' || !stored) return;
      const open = openAlertOf(ledger, series, stored);
      visit(before ? { ...open, before: leadOf(before(open.alert, open.at)) } : open);
    },
  });
  const last = read.at(-1);
  return { firing: firing.length, ...(last && part.length > limit && { next: placeOf(last) }) };
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

async function firingSeries({ state }: Pick<Outbox, 'state'>): Promise<readonly FiringSeries[]> {
  const slices = new TimeSlices();
  const firing: FiringSeries[] = [];
  for (const part of state.ledger.parts()) {
    for (const series of part) if (series.state === 'firing') firing.push(series);
    if (slices.over) await slices.pause();
  }
  return firing;
}

function draw(firing: readonly FiringSeries[]): FiringSeries[] {
  const each = Math.ceil(firing.length / MOST_COMPARED);
  return firing.filter(({ alarmId }) => each <= 1 || hash53(`drawn ${alarmId}`) % each === 0);
}

function placeOf({ lastAlarm }: Pick<FiringSeries, 'lastAlarm'>): number {
  return lastAlarm?.seq ?? 0;
}
