import { expect, it } from 'vitest';
import { LastHeard } from '../../../src/observability/last-heard.ts';
import { FakeClock } from '../../support/fake-clock.ts';

it('a source was last heard when its last body was stored, and before the first one never', () => {
  const clock = new FakeClock(1_000);
  const heard = new LastHeard(clock);
  expect(heard.readings().size).toBe(0);
  heard.note('prod');
  heard.note('test');
  clock.advance(500);
  heard.note('prod');
  expect([...heard.readings()]).toEqual([
    ['prod', 1_500],
    ['test', 1_000],
  ]);
});
