import { type BodySettings, betterHeapMebibytes, bodySizes } from './body-sizes.ts';
import { heapFits, heapMebibytesFor, type MemoryLimit } from './memory-limit.ts';

/** The levels of a log that are used here. */
type MemoryLog = Readonly<Record<'warn' | 'debug', (fields: object, message: string) => void>>;

/** Says what the memory allows, so that nobody has to find out by a body that is refused. */
export function noteMemory(settings: BodySettings, memory: MemoryLimit, log: MemoryLog): void {
  const { largestBytes, limitedByMemory } = bodySizes(memory, settings);
  const fields = {
    memory_bytes: memory.processBytes,
    heap_bytes: memory.heapBytes,
    body_bytes: largestBytes,
  };
  if (!heapFits(memory))
    log.warn(
      { ...fields, heap_should_be_mib: heapMebibytesFor(memory) },
      'the heap may grow beyond the memory limit; set NODE_OPTIONS=--max-old-space-size to seven tenths of the limit',
    );
  const heap = betterHeapMebibytes(memory, settings);
  if (heap !== undefined)
    log.warn(
      { ...fields, heap_should_be_mib: heap },
      'the heap is too small for bodies of listen.maxBody; larger ones are answered 413; set NODE_OPTIONS=--max-old-space-size',
    );
  else if (limitedByMemory)
    log.warn(fields, 'the memory is too small for bodies of listen.maxBody; larger ones are answered 413');
  else log.debug(fields, 'the memory limits that bodies are measured by');
}
