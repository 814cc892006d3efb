import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame, encodeFrame, scanFrames } from '../../../../../src/journals/file/disk/frame.ts';

const TEXTS = ['{"a":1}', '{"告警":"💥"}', '{}'];
const FILE = Buffer.concat(TEXTS.map(encodeFrame));
const jsonsOf = (bytes: Buffer) => scanFrames(bytes).frames.map(({ json }) => json);

describe('a frame', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const bytes = encodeFrame(json);
        expect(decodeFrame(bytes, 0)).toEqual({ kind: 'frame', json, end: bytes.length });
      }),
    );
  });

  it('that is cut short tells how many bytes it needs', () => {
    const bytes = encodeFrame(TEXTS[0] ?? '');
    expect(decodeFrame(bytes.subarray(0, 15), 0)).toEqual({ kind: 'short', bytesNeeded: bytes.length });
  });
});

describe('a file of frames', () => {
  it('that is cut anywhere still gives every whole frame', () => {
    for (let length = 0; length <= FILE.length; length++) {
      const { frames, damaged, end } = scanFrames(FILE.subarray(0, length));
      expect(TEXTS.slice(0, frames.length)).toEqual(frames.map(({ json }) => json));
      expect(damaged).toEqual([]);
      expect(end).toBeLessThanOrEqual(length);
      expect(scanFrames(FILE.subarray(0, end)).frames).toEqual(frames);
    }
  });

  it('with any bit flipped loses at most two frames, and gives no wrong one', () => {
    for (let bit = 0; bit < FILE.length * 8; bit++) {
      const bytes = Buffer.from(FILE);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const jsons = jsonsOf(bytes);
      expect(jsons.every((json) => TEXTS.includes(json))).toBe(true);
      expect(jsons.length).toBeGreaterThanOrEqual(TEXTS.length - 2);
    }
  });

  it('with damage in the middle tells where, and is read on behind it', () => {
    const bytes = Buffer.concat([encodeFrame('1'), Buffer.from('garbage\n\n'), encodeFrame('2')]);
    const { frames, damaged, end } = scanFrames(bytes);
    expect(frames.map(({ json }) => json)).toEqual(['1', '2']);
    expect(damaged).toEqual([{ start: 13, end: 22 }]);
    expect(end).toBe(bytes.length);
  });

  it('with zeros at its end has a torn tail', () => {
    const bytes = Buffer.concat([FILE, Buffer.alloc(4096)]);
    expect(scanFrames(bytes)).toEqual(scanFrames(FILE));
  });

  it('with random bytes before it is still read', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300, size: 'max' }), (noise) => {
        expect(jsonsOf(Buffer.concat([Buffer.from(noise), Buffer.from('\n'), FILE]))).toEqual(
          expect.arrayContaining(TEXTS),
        );
      }),
    );
  });
});
