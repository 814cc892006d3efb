import type { AlarmId, AlarmLevel } from '../alerts/alert.ts';
import type { EpisodeId } from './entry.ts';
import type { OutboxEvent } from './event.ts';

/**
 * What we know of one series. States: absent -> firing -> resolved -> firing (a new episode) ... A resolved one without an
 * episode is a tombstone: a resolve that came without, or before, its fire.
 */
export interface Episode {
  readonly alarmId: AlarmId;
  readonly episode?: EpisodeId;
  readonly state: 'firing' | 'resolved';
  readonly source: string;
  readonly fingerprint: string;
  readonly name: string;
  readonly level: AlarmLevel;
  /** When the problem began, by the source's clock, epoch ms; of a tombstone, when it ended. */
  readonly startedAt: number;
  /** When it ended, by the source's clock, epoch ms. */
  readonly endedAt?: number;
  /** When we were told that it ended, epoch ms. */
  readonly closedAt?: number;
  /** When we last heard of it, epoch ms. */
  readonly lastSeenAt: number;
  /** The configuration under which COC refused an alarm of this episode. */
  readonly refusedUnder?: string;
}

/** What one event makes of an episode; the same object when it does not concern it. */
export function foldEpisode(
  before: Episode | undefined,
  event: OutboxEvent,
  at: number,
): Episode | undefined {
  switch (event.type) {
    case 'episode.opened': {
      const { alarmId, episode, source, fingerprint, name, level, startedAt } = event;
      return {
        alarmId,
        episode,
        state: 'firing',
        source,
        fingerprint,
        name,
        level,
        startedAt,
        lastSeenAt: at,
      };
    }
    case 'episode.changed': {
      if (!before) return before;
      const { refusedUnder: _, ...series } = before;
      return { ...series, level: event.level, lastSeenAt: at };
    }
    case 'episode.closed': {
      const { alarmId, source, fingerprint, name, level, endedAt } = event;
      const series = before ?? { alarmId, source, fingerprint, name, startedAt: endedAt };
      return { ...series, level, state: 'resolved', endedAt, closedAt: at, lastSeenAt: at };
    }
    case 'alert.repeated':
      return before && { ...before, lastSeenAt: at };
    case 'episode.refused':
      return before?.episode === event.episode ? { ...before, refusedUnder: event.configuration } : before;
    default:
      return before;
  }
}
