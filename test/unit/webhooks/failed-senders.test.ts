import { describe, expect, it } from 'vitest';
import { FailedSenders } from '../../../src/webhooks/failed-senders.ts';
import { FakeClock } from '../../support/fake-clock.ts';

function makeSenders() {
  const clock = new FakeClock();
  const senders = new FailedSenders(clock);
  /** Counts so many wrong requests of an address, and returns how many were too many. */
  const tooMany = (address: string, times: number) =>
    Array.from({ length: times }, () => senders.count(address)).filter((failed) => failed.tooMany).length;
  return { clock, senders, tooMany };
}

describe('wrong credentials', () => {
  it('are too many after twenty of one address, until some time has passed', () => {
    const { clock, tooMany } = makeSenders();
    expect([tooMany('192.0.2.1', 20), tooMany('192.0.2.1', 5), tooMany('192.0.2.2', 20)]).toEqual([0, 5, 0]);
    clock.advance(9_000);
    expect(tooMany('192.0.2.1', 5)).toBe(2);
    clock.advance(600_000);
    expect(tooMany('192.0.2.1', 21)).toBe(1);
  });

  it('are worth a line when they become too many, and again after a rest', () => {
    const { clock, senders, tooMany } = makeSenders();
    tooMany('192.0.2.1', 20);
    const first = () => senders.count('192.0.2.1').first;
    expect([first(), first(), first()]).toEqual([true, false, false]);
    clock.advance(3_000);
    expect([first(), first(), first()]).toEqual([false, true, false]);
  });

  it.each([
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', true],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2:6:5:4:3', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['2001:db8::1', '2001:db8::2', true],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.2', false],
  ])('of %s and %s are of one sender: %s', (one, other, same) => {
    const { tooMany } = makeSenders();
    tooMany(one, 20);
    expect(tooMany(other, 1)).toBe(same ? 1 : 0);
  });

  it('of ever new addresses take no more memory: the oldest is forgotten', () => {
    const { tooMany } = makeSenders();
    tooMany('192.0.2.1', 20);
    for (let n = 0; n < 9_999; n++) tooMany(`198.51.${n >> 8}.${n & 255}`, 1);
    expect(tooMany('192.0.2.1', 1)).toBe(1);
    for (let n = 0; n < 10_000; n++) tooMany(`198.51.${n >> 8}.${n & 255}`, 1);
    expect(tooMany('192.0.2.1', 1)).toBe(0);
  });
});
