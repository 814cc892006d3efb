import { describe, expect, it } from 'vitest';
import { isWorthSigningAgain, NO_OFFSET, nextOffset, offsetSeverity } from '../../../src/coc/clock-offset.ts';

const NOW = Date.UTC(2024, 6, 4, 12);
const MINUTE = 60_000;
const dateAt = (ms: number) => new Date(ms).toUTCString();

describe('nextOffset', () => {
  it('follows the clock of COC without applying it', () => {
    const reading = { date: dateAt(NOW + 20 * MINUTE), now: NOW, refused: false };
    expect(nextOffset(NO_OFFSET, reading)).toEqual({ measuredMs: 20 * MINUTE, appliedMs: 0 });
  });

  it.each([-20 * MINUTE, -5 * MINUTE - 1_000, 5 * MINUTE + 1_000, 20 * MINUTE])(
    'applies %d ms after a refusal',
    (awayMs) => {
      const reading = { date: dateAt(NOW + awayMs), now: NOW, refused: true };
      expect(nextOffset(NO_OFFSET, reading)).toEqual({ measuredMs: awayMs, appliedMs: awayMs });
    },
  );

  it('does not blame the clock when it is right within 5 minutes', () => {
    const reading = { date: dateAt(NOW + 5 * MINUTE), now: NOW, refused: true };
    expect(nextOffset(NO_OFFSET, reading).appliedMs).toBe(0);
  });

  it('does not apply the same offset again when the signature is refused with it too', () => {
    const offset = { measuredMs: 20 * MINUTE, appliedMs: 20 * MINUTE };
    const reading = { date: dateAt(NOW + 20 * MINUTE), now: NOW, refused: true };
    expect(nextOffset(offset, reading)).toEqual(offset);
  });

  it('applies another offset when the local clock is set wrong to the other side', () => {
    const offset = { measuredMs: 20 * MINUTE, appliedMs: 20 * MINUTE };
    const reading = { date: dateAt(NOW - 20 * MINUTE), now: NOW, refused: true };
    expect(nextOffset(offset, reading)).toEqual({ measuredMs: -20 * MINUTE, appliedMs: -20 * MINUTE });
  });

  it('goes back to the local clock once that is mended', () => {
    const offset = { measuredMs: 20 * MINUTE, appliedMs: 20 * MINUTE };
    for (const refused of [true, false])
      expect(nextOffset(offset, { date: dateAt(NOW), now: NOW, refused })).toEqual({
        measuredMs: 0,
        appliedMs: 0,
      });
  });

  it.each([
    [MINUTE, 0],
    [-MINUTE, 0],
    [MINUTE + 1_000, 20 * MINUTE],
  ])('takes the clocks for equal within a minute: %d ms', (awayMs, appliedMs) => {
    const offset = { measuredMs: 20 * MINUTE, appliedMs: 20 * MINUTE };
    const reading = { date: dateAt(NOW + awayMs), now: NOW, refused: false };
    expect(nextOffset(offset, reading)).toEqual({ measuredMs: awayMs, appliedMs });
  });

  it('corrects the offset that it applies when the local clock is set nearly right', () => {
    const offset = { measuredMs: 20 * MINUTE, appliedMs: 20 * MINUTE };
    const reading = { date: dateAt(NOW + 3 * MINUTE), now: NOW, refused: true };
    expect(nextOffset(offset, reading)).toEqual({ measuredMs: 3 * MINUTE, appliedMs: 3 * MINUTE });
  });

  it.each([undefined, '', 'yesterday'])('learns nothing from the date %j', (date) => {
    const offset = { measuredMs: 1, appliedMs: 2 };
    expect(nextOffset(offset, { date, now: NOW, refused: true })).toBe(offset);
  });
});

it.each([
  [5 * MINUTE, false],
  [5 * MINUTE + 1, true],
  [-5 * MINUTE, false],
  [-5 * MINUTE - 1, true],
])('a refused signature is worth another one that is %d ms later: %s', (laterMs, isWorth) => {
  expect(isWorthSigningAgain(NOW, NOW + laterMs)).toBe(isWorth);
});

it.each([
  [0, 'none'],
  [60_000, 'none'],
  [-61_000, 'warn'],
  [10 * MINUTE, 'warn'],
  [-11 * MINUTE, 'alert'],
])('rates a clock that is %d ms away as %s', (measuredMs, severity) => {
  expect(offsetSeverity({ measuredMs, appliedMs: 0 })).toBe(severity);
});
