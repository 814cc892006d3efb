import { describe, expect, it } from 'vitest';
import { RejectionWatch } from '../../../src/delivery/rejection-watch.ts';

function watch(delivered: number, rejected: number, at = 0): RejectionWatch {
  const watching = new RejectionWatch();
  for (let i = 0; i < delivered; i++) watching.note(`good-${i}`, 'delivered', at);
  for (let i = 0; i < rejected; i++) watching.note(`bad-${i}`, 'rejected', at);
  return watching;
}

describe('the watch over refusals', () => {
  it.each([
    [0, 4, false],
    [0, 5, true],
    [20, 5, false],
    [19, 5, true],
    [1_000, 100, false],
    [100, 100, true],
  ])('of %i series taken and %i refused says that COC is at fault: %s', (delivered, rejected, fault) => {
    expect(watch(delivered, rejected).isDestinationFault()).toBe(fault);
  });

  it('counts a series once, by its last attempt', () => {
    const watching = watch(0, 5);
    for (let i = 0; i < 3; i++) watching.note('bad-0', 'rejected', 1);
    watching.note('bad-1', 'delivered', 2);
    expect(watching.isDestinationFault()).toBe(false);
  });

  it('forgets what is older than five minutes', () => {
    const watching = watch(0, 5);
    watching.note('later', 'delivered', 5 * 60_000);
    expect(watching.isDestinationFault()).toBe(false);
  });

  it('forgets each series after five minutes of its own', () => {
    const watching = watch(0, 5);
    watching.note('bad-0', 'rejected', 60_000);
    watching.note('other', 'delivered', 5 * 60_000 - 1);
    expect(watching.isDestinationFault()).toBe(true);
    watching.note('other', 'delivered', 5 * 60_000);
    expect(watching.isDestinationFault()).toBe(false);
    for (let i = 1; i < 5; i++) watching.note(`bad-${i}`, 'rejected', 6 * 60_000 - 1);
    expect(watching.isDestinationFault()).toBe(true);
    watching.note('other', 'delivered', 6 * 60_000);
    expect(watching.isDestinationFault()).toBe(false);
  });

  it('forgets a tenth of the series, those tried the longest ago, when there are more than 10,000', () => {
    const watching = new RejectionWatch();
    for (let i = 0; i < 2_500; i++) watching.note(`bad-${i}`, 'rejected', 0);
    for (let i = 0; i < 7_500; i++) watching.note(`good-${i}`, 'delivered', 0);
    expect(watching.isDestinationFault()).toBe(true);
    watching.note('good-7500', 'delivered', 0);
    expect(watching.isDestinationFault()).toBe(false);
  });

  it('forgets only what is too old while there are fewer', () => {
    const watching = new RejectionWatch();
    watching.note('first', 'delivered', 0);
    for (let i = 0; i < 1_901; i++) watching.note(`bad-${i}`, 'rejected', 1);
    for (let i = 0; i < 7_598; i++) watching.note(`good-${i}`, 'delivered', 1);
    watching.note('good-0', 'delivered', 5 * 60_000);
    expect(watching.isDestinationFault()).toBe(true);
  });

  it('stays small however many series there are', () => {
    const watching = watch(50_000, 0);
    for (let i = 0; i < 3_000; i++) watching.note(`bad-${i}`, 'rejected', 0);
    expect(watching.isDestinationFault()).toBe(true);
  });
});
