import { describe, expect, it } from 'vitest';
import { parseInstant } from '../../../src/alerts/instant.ts';

describe('parseInstant', () => {
  it.each([
    ['2026-05-05T13:04:57Z', Date.UTC(2026, 4, 5, 13, 4, 57)],
    ['2026-05-05T13:04:57.62281314Z', Date.UTC(2026, 4, 5, 13, 4, 57, 622)],
    ['2026-05-05T13:04:57.123456789+05:30', Date.UTC(2026, 4, 5, 7, 34, 57, 123)],
    ['2026-05-05T13:04:57-04:00', Date.UTC(2026, 4, 5, 17, 4, 57)],
    ['2026-05-05t13:04:57z', Date.UTC(2026, 4, 5, 13, 4, 57)],
  ])('reads %s', (text, ms) => {
    expect(parseInstant(text)).toBe(ms);
  });

  it.each([
    undefined,
    '',
    '0001-01-01T00:00:00Z',
    '1970-01-01T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-05-05',
    '2026-05-05T13:04:57',
    '1795489339',
    '+275760-09-13T00:00:00Z',
  ])('finds no time in %s', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});
