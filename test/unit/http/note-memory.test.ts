import { expect, it } from 'vitest';
import { noteMemory } from '../../../src/http/note-memory.ts';

const MiB = 2 ** 20;

/** The lines about so much memory and heap, MiB: level, the heap that is advised, and the text. */
function lines(memory: number, heap: number) {
  const found: unknown[] = [];
  const to = (level: string) => (fields: object, message: string) =>
    void found.push([level, 'heap_should_be_mib' in fields ? fields.heap_should_be_mib : undefined, message]);
  const limit = { processBytes: memory * MiB, heapBytes: heap * MiB };
  noteMemory({ maxBody: 16 * MiB }, limit, { warn: to('warn'), debug: to('debug') });
  return found;
}

it.each([
  ['enough', 512, 361, [['debug', undefined, expect.stringContaining('measured by')]]],
  [
    'the heap that Node takes by itself',
    512,
    259,
    [['warn', 320, expect.stringMatching(/heap is too small .*413; set NODE_OPTIONS/)]],
  ],
  ['little memory', 256, 182, [['warn', undefined, expect.stringContaining('memory is too small')]]],
  [
    'a heap beyond the memory',
    512,
    4_096,
    [
      ['warn', 358, expect.stringContaining('beyond the memory limit')],
      ['warn', undefined, expect.stringContaining('memory is too small')],
    ],
  ],
])('says at the start what the memory allows: %s', (_, memory, heap, said) => {
  expect(lines(memory, heap)).toEqual(said);
});
