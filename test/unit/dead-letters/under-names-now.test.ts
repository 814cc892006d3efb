import { describe, expect, it } from 'vitest';
import { alertUnderNameNow, deadLettersUnderNamesNow } from '../../../src/dead-letters/under-names-now.ts';
import { MemoryDeadLetters } from '../../../src/journals/memory/memory-dead-letters.ts';
import type { DeadLetter } from '../../../src/outbox/ports/dead-letters.ts';
import { anAlarm, anAlert } from '../../support/alerts.ts';

const NAMES = new Map([['prod', 'site']]);
const UNREADABLE: DeadLetter = {
  ...{ id: 'in-1', at: 1, source: 'prod', kind: 'unreadable-body', reason: 'payload', detail: 'no JSON' },
  bodyBase64: 'e30=',
};
const alert = anAlert('disk', { source: 'prod' });
const REFUSED: DeadLetter = {
  ...{ id: 'entry-7', at: 2, source: 'prod', kind: 'refused', reason: 'bad-request', detail: 'no' },
  entry: {
    id: 7,
    body: { kind: 'report-alarm', alarm: anAlarm(alert), alert, route: 'default', episode: 'e1' as never },
  },
};

describe('dead letters of a source that has another name', () => {
  it('have that name, and so has the alert of a refused alarm', async () => {
    const kept = new MemoryDeadLetters();
    const letters = deadLettersUnderNamesNow(kept, () => NAMES);
    await letters.open();
    expect(await letters.keep(UNREADABLE)).toBe(true);
    expect(await letters.keep(REFUSED)).toBe(true);
    expect(await letters.get('in-1')).toEqual({ ...UNREADABLE, source: 'site' });
    expect(await letters.get('entry-7')).toMatchObject({
      source: 'site',
      entry: { id: 7, body: { alert: { source: 'site', name: alert.name }, episode: 'e1' } },
    });
    const listed = await letters.list({ limit: 10, offset: 0 });
    expect(listed.map(({ id, source }) => `${id} ${source}`).toSorted()).toEqual([
      'entry-7 site',
      'in-1 site',
    ]);
  });

  it('are stored, counted and discarded as they are', async () => {
    const kept = new MemoryDeadLetters();
    const letters = deadLettersUnderNamesNow(kept, () => NAMES);
    await letters.keep(UNREADABLE);
    expect(await kept.get('in-1')).toEqual(UNREADABLE);
    expect(letters.usage()).toEqual(kept.usage());
    expect(letters.ids()).toEqual(['in-1']);
    expect(letters.gaps()).toEqual([]);
    expect(await letters.get('in-2')).toBeUndefined();
    expect(await letters.discard('in-1')).toBe(true);
    expect(kept.ids()).toEqual([]);
  });

  it('keep the name where the source was not renamed', () => {
    const other = anAlert('disk', { source: 'other' });
    expect(alertUnderNameNow(other, NAMES)).toBe(other);
    expect(alertUnderNameNow(alert, NAMES)).toEqual({ ...alert, source: 'site' });
  });
});
