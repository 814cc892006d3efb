import { heapMebibytesFor, type MemoryLimit } from './memory-limit.ts';

const MiB = 2 ** 20;

/** Limits for bodies, in bytes, so that their memory is there. */
export interface BodySizes {
  /** Largest body, both as it was sent and inflated. */
  readonly largestBytes: number;
  /** All large bodies that are in memory at the same time. */
  readonly largeRoomBytes: number;
  /** Size up to which a body is small. */
  readonly smallBytes: number;
  /** All small bodies in memory, and the beginnings of large ones. */
  readonly smallRoomBytes: number;
  /** True when `listen.maxBody` is more than the memory allows. */
  readonly limitedByMemory: boolean;
}

/** The keys of `listen` that say how much memory bodies may take. */
export interface BodySettings {
  readonly maxBody: number;
  readonly bodyMemory?: number | undefined;
}

/** Memory that the program takes by itself: measured 50 MiB, with room for some thousand open alarms. */
const PROGRAM_BYTES = 96 * MiB;
/**
 * Memory that the work on one large body takes at its peak, in bodies: its bytes, its text, the parsed JSON, the alerts
 * and the record of them. Measured: 16 for real bodies of Alertmanager, 20 with Chinese texts; 16 of it are in the heap.
 */
const WORK_IN_BODIES = 24;
const HEAP_WORK_IN_BODIES = 16;
const HEAP_OF_PROGRAM_BYTES = 64 * MiB;
/**
 * The part of that outside the heap: the body that is worked on, the next one, and the record with its bytes. Together
 * with buffers that were not collected yet.
 */
const OUTSIDE_WORK_IN_BODIES = 6.5;
const OUTSIDE_OF_PROGRAM_BYTES = 40 * MiB;
const LEAST_LARGEST_BYTES = 256 * 1024;
/** A heap that is larger than this part of the memory cannot be used to its end. */
const HEAP_PART = 0.8;

/** Shares the memory that is really there. Large bodies are worked on one at a time, so only one needs room for that. */
export function bodySizes(limit: MemoryLimit, { maxBody, bodyMemory }: BodySettings): BodySizes {
  const allowed = largestFor(limit);
  const largestBytes = bodyMemory === undefined ? Math.min(maxBody, allowed) : maxBody;
  const smallRoomBytes = between(MiB, limit.processBytes / 128, 32 * MiB);
  const byMemory = between(2 * largestBytes, limit.processBytes / 12, 8 * largestBytes);
  return {
    largestBytes,
    largeRoomBytes: bodyMemory === undefined ? byMemory : Math.max(largestBytes, bodyMemory - smallRoomBytes),
    smallBytes: Math.min(largestBytes, smallRoomBytes / 16),
    smallRoomBytes,
    limitedByMemory: largestBytes < maxBody,
  };
}

/** A larger heap with which larger bodies fit into the same memory, MiB; undefined when more heap does not help. */
export function betterHeapMebibytes(limit: MemoryLimit, settings: BodySettings): number | undefined {
  const enough = HEAP_OF_PROGRAM_BYTES + HEAP_WORK_IN_BODIES * settings.maxBody;
  const mebibytes = Math.min(heapMebibytesFor(limit), Math.ceil(enough / MiB));
  if (mebibytes * MiB <= limit.heapBytes) return undefined;
  const better = bodySizes({ ...limit, heapBytes: mebibytes * MiB }, settings);
  return better.largestBytes > bodySizes(limit, settings).largestBytes ? mebibytes : undefined;
}

function largestFor({ processBytes, heapBytes }: MemoryLimit): number {
  const heap = Math.min(heapBytes, processBytes * HEAP_PART);
  const byMemory = (processBytes - PROGRAM_BYTES) / WORK_IN_BODIES;
  const byHeap = (heap - HEAP_OF_PROGRAM_BYTES) / HEAP_WORK_IN_BODIES;
  const byRest = (processBytes - heap - OUTSIDE_OF_PROGRAM_BYTES) / OUTSIDE_WORK_IN_BODIES;
  return Math.max(LEAST_LARGEST_BYTES, Math.floor(Math.min(byMemory, byHeap, byRest)));
}

function between(least: number, value: number, most: number): number {
  return Math.floor(Math.max(least, Math.min(value, most)));
}
