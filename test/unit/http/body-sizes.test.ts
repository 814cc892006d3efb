import { describe, expect, it } from 'vitest';
import { betterHeapMebibytes, bodySizes } from '../../../src/http/body-sizes.ts';

const MiB = 2 ** 20;
const sizes = (memory: number, heap: number, settings: { maxBody?: number; bodyMemory?: number } = {}) =>
  bodySizes({ processBytes: memory * MiB, heapBytes: heap * MiB }, { maxBody: 16 * MiB, ...settings });

describe('the sizes of bodies', () => {
  it('are those of the configuration in the memory and the heap that the chart sets', () => {
    const { largestBytes, limitedByMemory } = sizes(512, 361);
    expect([largestBytes, limitedByMemory]).toEqual([16 * MiB, false]);
  });

  it.each([
    ['128 MiB', 128, 78],
    ['256 MiB', 256, 180],
    ['512 MiB with the heap that Node takes by itself', 512, 259],
    ['512 MiB, nearly all of it heap', 512, 480],
    ['512 MiB, with a heap beyond it', 512, 4_096],
    ['a large machine with a small heap', 24_000, 128],
  ])('are lowered in %s, so that the work on one body fits', (_, memory, heap) => {
    const { largestBytes, limitedByMemory } = sizes(memory, heap);
    expect([largestBytes < 16 * MiB, limitedByMemory]).toEqual([true, true]);
    expect(96 * MiB + largestBytes * 24).toBeLessThanOrEqual(memory * MiB);
    expect(64 * MiB + largestBytes * 16).toBeLessThanOrEqual(heap * MiB);
    const outside = memory - Math.min(heap, memory * 0.8);
    expect(40 * MiB + largestBytes * 6.5).toBeLessThanOrEqual(outside * MiB);
  });

  it('leave room for two large bodies, or for more where there is memory, but not for ever more', () => {
    expect(sizes(512, 361).largeRoomBytes).toBe(Math.floor((512 * MiB) / 12));
    expect(sizes(256, 180).largeRoomBytes).toBeGreaterThanOrEqual(2 * sizes(256, 180).largestBytes);
    expect(sizes(64_000, 4_000).largeRoomBytes).toBe(8 * 16 * MiB);
  });

  it('keep room for small bodies apart', () => {
    const { smallBytes, smallRoomBytes } = sizes(512, 361);
    expect([smallBytes, smallRoomBytes]).toEqual([256 * 1_024, 4 * MiB]);
    expect(sizes(64, 32).smallRoomBytes).toBe(MiB);
    expect(sizes(64_000, 4_000).smallRoomBytes).toBe(32 * MiB);
    expect(sizes(512, 361, { maxBody: 1_024 }).smallBytes).toBe(1_024);
  });

  it('are never below 256 KiB: less helps nobody', () => {
    expect(sizes(32, 16).largestBytes).toBe(256 * 1_024);
  });

  it('are those of the configuration where it says how much memory bodies may take', () => {
    const found = sizes(256, 128, { bodyMemory: 40 * MiB });
    expect([found.largestBytes, found.limitedByMemory]).toEqual([16 * MiB, false]);
    expect(found.largeRoomBytes + found.smallRoomBytes).toBe(40 * MiB);
  });
});

describe('the heap for larger bodies', () => {
  const better = (memory: number, heap: number, maxBody = 16 * MiB) =>
    betterHeapMebibytes({ processBytes: memory * MiB, heapBytes: heap * MiB }, { maxBody });

  it.each([
    [256, 131, 179, 4.2, 5.7],
    [512, 259, 320, 12.2, 16],
    [24_000, 128, 320, 4, 16],
  ])('of %i MiB is more than %i MiB', (memory, heap, helps, now, then) => {
    expect(better(memory, heap)).toBe(helps);
    const largest = [heap, helps].map((one) => sizes(memory, one).largestBytes / MiB);
    expect(largest.map((one) => Number(one.toFixed(1)))).toEqual([now, then]);
  });

  it.each([
    ['bodies have what is configured', 512, 361],
    ['Node takes enough by itself', 1_024, 515],
    ['the memory is what lacks', 256, 182],
    ['the heap is too large already', 512, 4_096],
    ['more heap would leave too little outside of it', 256, 170],
    ['no heap helps, as the memory is too small for any body', 64, 32],
  ])('is none where %s', (_, memory, heap) => {
    expect(better(memory, heap)).toBeUndefined();
  });
});
