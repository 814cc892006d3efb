import { expect, it } from 'vitest';
import { noteMemory } from '../../../src/http/note-memory.ts';

const MiB = 2 ** 20;

interface Line {
  readonly level: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** What is written of so much memory and heap, MiB. */
function written(memory: number, heap: number): readonly Line[] {
  const found: Line[] = [];
  const to = (level: string) => (fields: object, message: string) =>
    void found.push({ level, fields: { ...fields }, message });
  const limit = { processBytes: memory * MiB, heapBytes: heap * MiB };
  noteMemory({ maxBody: 16 * MiB }, limit, { warn: to('warn'), debug: to('debug') });
  return found;
}

/** The level of each line, the heap that is advised, and the text. */
function lines(memory: number, heap: number) {
  return written(memory, heap).map(({ level, fields, message }) => [
    level,
    fields.heap_should_be_mib,
    message,
  ]);
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

it.each([
  ['enough', 512, 361, 16 * MiB],
  ['a small heap', 512, 128, 4 * MiB],
  ['a heap beyond the memory', 512, 4_096, 10_066_329],
])('names the memory, the heap and the largest body in each line: %s', (_, memory, heap, body) => {
  const numbers = { memory_bytes: memory * MiB, heap_bytes: heap * MiB, body_bytes: body };
  const found = written(memory, heap);
  expect(found).not.toEqual([]);
  for (const { fields } of found) expect(fields).toMatchObject(numbers);
});
