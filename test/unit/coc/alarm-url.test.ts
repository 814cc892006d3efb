import { describe, expect, it } from 'vitest';
import { fittingUrl } from '../../../src/coc/alarm-url.ts';

/** A link of exactly so many characters. */
const ofLength = (length: number) => 'https://a.example/'.padEnd(length, 'x');
const ofQuery = (length: number) => 'https://a.example/?q='.padEnd(length, 'x');

describe('the link of an alarm', () => {
  it.each([
    ['as long as COC takes', ofLength(255), ofLength(255)],
    ['one character longer', ofLength(256), 'https://a.example/'],
    ['as long as COC takes with its query', ofQuery(255), ofQuery(255)],
    ['one character longer with its query', ofQuery(256), 'https://a.example/'],
    ['too long only with its query', `${ofLength(255)}?q=1`, ofLength(255)],
    ['too long even without its query', `${ofLength(256)}?q=1`, 'https://a.example/'],
    ['between blanks', ' \thttps://a.example/1\n', 'https://a.example/1'],
    ['in capital letters', 'HTTPS://A.EXAMPLE/Path', 'https://a.example/Path'],
    ['with a user alone', 'https://user@a.example/1', 'https://a.example/1'],
    ['with a password alone', 'https://:password@a.example/1', 'https://a.example/1'],
    ['in a script', 'javascript:open("https://a.example/1")', undefined],
    ['without a host', 'https://', undefined],
  ])('%s is written in full, shorter or not at all', (_how, link, expected) => {
    expect(fittingUrl([link], 255)).toBe(expected);
  });
});
