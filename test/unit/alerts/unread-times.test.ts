import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/alerts/alert.ts';
import { unreadTimesOf, wordsForUnreadTimes } from '../../../src/alerts/unread-times.ts';

const within = (unreadTimes: Json) => ({ details: { unreadTimes } });

describe('the times of an alert that cannot be read', () => {
  it.each<[string, { readonly [key: string]: Json }]>([
    ['no details', {}],
    ['null', { unreadTimes: null }],
    ['a list', { unreadTimes: ['yesterday'] }],
    ['a text', { unreadTimes: 'yesterday' }],
    ['an empty object', { unreadTimes: {} }],
    ['other values', { unreadTimes: { startsAt: 1 } }],
  ])('are none in %s', (_, details) => {
    expect(unreadTimesOf({ details })).toBeUndefined();
    expect(wordsForUnreadTimes({ details })).toBeUndefined();
  });

  it('are told with field, value and advice', () => {
    expect(unreadTimesOf(within({ startsAt: 'yesterday', endsAt: 2 }))).toEqual({ startsAt: 'yesterday' });
    expect(wordsForUnreadTimes(within({ startsAt: 'yester"day', endsAt: '5.5.' }))).toBe(
      'The time of receipt stands for startsAt "yester\\"day" and endsAt "5.5.", which nobody can read: write it with its zone, such as 2026-05-05T13:04:57+08:00.',
    );
  });
});
