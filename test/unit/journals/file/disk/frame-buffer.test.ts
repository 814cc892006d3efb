import { describe, expect, it } from 'vitest';
import { encodeFrame } from '../../../../../src/journals/file/disk/frame.ts';
import { FrameBuffer } from '../../../../../src/journals/file/disk/frame-buffer.ts';

const whole = (jsons: readonly string[]) => Buffer.concat(jsons.map(encodeFrame));

describe('a frame buffer', () => {
  it.each([
    ['nothing', []],
    ['texts of all scripts', ['{"a":1}', '{"告警":"💥"}', '""']],
    ['more than it keeps memory for', [JSON.stringify('x'.repeat(2 ** 23)), '{}']],
  ])('frames %s like one by one', (_, jsons) => {
    const { bytes, lengths } = new FrameBuffer().frame(jsons);
    expect(bytes.equals(whole(jsons))).toBe(true);
    expect(lengths).toEqual(jsons.map((json) => encodeFrame(json).length));
  });

  it('mixes no earlier text into a later frame', () => {
    const frames = new FrameBuffer();
    frames.frame(['{"long":"aaaaaaaaaaaaaaaaaaaaaaaaaa"}']);
    expect(frames.frame(['1', '2']).bytes.equals(whole(['1', '2']))).toBe(true);
  });

  it('keeps the memory that it needed, unless it is huge', () => {
    const frames = new FrameBuffer();
    const memoryFor = (length: number) => frames.frame([JSON.stringify('x'.repeat(length))]).bytes.buffer;
    const few = memoryFor(10);
    expect(memoryFor(5)).toBe(few);
    const more = memoryFor(100_000);
    expect(more.byteLength).toBeLessThan(300_000);
    expect(memoryFor(2 ** 23).byteLength).toBeGreaterThan(2 ** 23);
    expect(memoryFor(10)).toBe(more);
  });
});
