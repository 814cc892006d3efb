import type { OutboxEvent, OutboxRecord } from '../../outbox/events/event.ts';
import { isDiskFull } from './disk/disk-errors.ts';
import type { FreeSpace } from './disk/free-space.ts';
import type { Reserve } from './disk/reserve.ts';
import { FOR_INTAKE, type RoomMaker } from './room-maker.ts';
import { SpoiltSegmentError } from './segments/segment-adapter.ts';
import type { SegmentLog, WrittenFrames } from './segments/segment-log.ts';

const INTAKE_EVENTS: ReadonlySet<OutboxEvent['type']> = new Set([
  'alert.dropped',
  'alert.repeated',
  'alert.unreadable',
]);

interface Parts {
  readonly room: RoomMaker;
  readonly reserve: Reserve;
  readonly freeSpace: FreeSpace;
}

interface Append {
  readonly frames: Buffer;
  readonly firstSeq: number;
  /** True for something new, whose sender can wait. */
  readonly isIntake: boolean;
}

/**
 * Appends frames durably, on a full disk too when they are outcomes: first in the room of the history, then in the
 * blocks of the reserve, then in the room of its pieces. New alerts get the room of the history alone.
 */
export async function appendInRoom(
  { room, reserve, freeSpace }: Parts,
  log: SegmentLog,
  { frames, firstSeq, isIntake }: Append,
): Promise<WrittenFrames> {
  if (isIntake && log.isInReserve && freeSpace.isShort)
    throw Object.assign(new Error('the room of the reserve is for outcomes'), { code: 'ENOSPC' });
  try {
    return await room.within(FOR_INTAKE, () => log.append(frames, firstSeq));
  } catch (error) {
    if (isIntake || !meansFull(error)) throw error;
  }
  const piece = reserve.take();
  if (piece !== undefined) {
    try {
      return await log.appendInReserve(frames, firstSeq, piece);
    } catch (error) {
      // They may be larger than a piece.
      if (!meansFull(error)) throw error;
    }
  }
  return await room.within(['whole reserve'], () => log.append(frames, firstSeq));
}

/** Tells whether a record brings something new. Its sender can wait, unlike an outcome. */
export function isIntake({ events }: OutboxRecord): boolean {
  return events.some(
    (event) =>
      INTAKE_EVENTS.has(event.type) || (event.type === 'entry.queued' && event.body.kind === 'report-alarm'),
  );
}

function meansFull(error: unknown): boolean {
  return isDiskFull(error instanceof SpoiltSegmentError ? error.cause : error);
}
