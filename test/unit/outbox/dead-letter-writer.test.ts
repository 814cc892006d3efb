import { expect, it, vi } from 'vitest';
import { MemoryDeadLetters } from '../../../src/journals/memory/memory-dead-letters.ts';
import { DeadLetterWriter } from '../../../src/outbox/dead-letter-writer.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** Dead letters of which one can't be removed. */
class StuckDeadLetters extends MemoryDeadLetters {
  override async discard(id: string): Promise<boolean> {
    if (id === 'stuck') throw new Error('EIO');
    return super.discard(id);
  }
}

const aLetter = (id: string) =>
  ({ id, at: 1, source: 's', kind: 'unreadable-body', reason: 'unreadable', detail: 'no' }) as const;

it('goes on to remove dead letters when one can not be removed, and warns', async () => {
  const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
  const letters = new StuckDeadLetters();
  for (const id of ['stuck', 'free']) await letters.keep(aLetter(id));
  await new DeadLetterWriter(letters, new FakeClock()).discard(['stuck', 'free']);
  expect(letters.ids()).toEqual(['stuck']);
  expect(warned).toHaveBeenCalledOnce();
});

it('records how many alerts were kept together, and nothing of it for one alert', async () => {
  const writer = new DeadLetterWriter(new MemoryDeadLetters(), new FakeClock());
  const many = { index: 0, reason: 'too many', raw: [1, 2, 3], count: 3 };
  const one = { index: 3, reason: 'no labels', raw: {} };
  const { events, added } = await writer.keepAlerts('prod', [many, one]);
  expect(events).toMatchObject([
    { index: 0, reason: 'too many', count: 3, deadLetter: added[0] },
    { index: 3, reason: 'no labels', deadLetter: added[1] },
  ]);
  expect(events[1]).not.toHaveProperty('count');
});
