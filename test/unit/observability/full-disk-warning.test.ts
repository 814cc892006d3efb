import { expect, it } from 'vitest';
import { fullDiskWarning } from '../../../src/observability/full-disk-warning.ts';
import { FakeClock } from '../../support/fake-clock.ts';

it('says that deliveries wait for room on the disk, once a minute', () => {
  const clock = new FakeClock();
  const said: unknown[] = [];
  const warn = fullDiskWarning({ error: (...args: unknown[]) => said.push(args) }, clock);
  warn(3);
  clock.advance(59_999);
  warn(4);
  expect(said).toEqual([[{ outcomes: 3 }, expect.stringContaining('the disk is full')]]);
  clock.advance(1);
  warn(5);
  expect(said[1]).toMatchObject([{ outcomes: 5 }, expect.any(String)]);
});
