import type { AlarmLevel } from '../../alerts/alert.ts';
import type { Collapsed, EpisodeId, ReportAlarm } from '../events/entry.ts';

/** What a queued entry is to tell of its series, as far as a later one may stand for it. */
export interface Unsent {
  readonly entry: number;
  readonly episode: EpisodeId;
  readonly status: 'alarm' | 'ok';
  readonly level: AlarmLevel;
  /** When it happened, epoch ms. */
  readonly time: number;
  readonly integration: string;
  /** It asks for an incident. */
  readonly incident?: true;
  /** It says again what COC knows. */
  readonly reassertion?: true;
  /** What it stands for itself. */
  readonly collapsed?: Collapsed;
}

/** More of a series than these wait only where they don't collapse, and need not be known. */
const MOST = 4;

/** The entries of a series that wait, with one that was queued. */
export function withQueued(
  unsent: readonly Unsent[] = [],
  entry: number,
  { alarm, episode, incident, reassertion, collapsed }: ReportAlarm,
): readonly Unsent[] {
  const { alarmStatus: status, alarmLevel: level, time, integration } = alarm;
  const added: Unsent = {
    entry,
    episode,
    status,
    level,
    time,
    integration,
    ...(incident && { incident: true }),
    ...(reassertion && { reassertion }),
    ...(collapsed && { collapsed }),
  };
  return [...unsent.slice(1 - MOST), added];
}

/** The entries of a series that wait, without one that has left; undefined when there is none. */
export function withoutEntry(unsent: readonly Unsent[], entry: number): readonly Unsent[] | undefined {
  const left = unsent.filter((one) => one.entry !== entry);
  return left.length === 0 ? undefined : left;
}
