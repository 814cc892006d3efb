import { describe, expect, it } from 'vitest';
import { JournalError } from '../../../src/errors.ts';
import { renameSources } from '../../../src/orphans/rename-sources.ts';
import { firing, intakeOf, resolved } from '../../support/alerts.ts';
import { openOutbox } from '../../support/outbox.ts';

async function opened() {
  const { outbox, records } = await openOutbox();
  await outbox.accept(intakeOf(firing('a'), firing('b'), firing('c', { source: 'other' })));
  const sources = () => [...outbox.state.ledger.everySeries()].map(({ source }) => source).sort();
  return { outbox, records, sources };
}

describe('a source that has another name', () => {
  it('takes what is known of it along, once', async () => {
    const { outbox, records, sources } = await opened();
    await renameSources(outbox, { site: { renamedFrom: 'prod' }, other: {} });
    expect(sources()).toEqual(['other', 'site', 'site']);
    const { ledger } = outbox.state;
    expect(['site', 'prod', 'other'].map((name) => ledger.countSeriesOf(name))).toEqual([2, 0, 1]);
    const before = records.length;
    await renameSources(outbox, { site: { renamedFrom: 'prod' }, other: {} });
    expect(records).toHaveLength(before);
    await outbox.accept(intakeOf(resolved('a', { source: 'site' })));
    expect(records.at(-1)?.events[0]).toMatchObject({ type: 'episode.closed', source: 'site' });
  });

  it('takes nothing from a source that is configured', async () => {
    const { outbox, sources } = await opened();
    await renameSources(outbox, { site: { renamedFrom: 'prod' }, prod: {} });
    expect(sources()).toEqual(['other', 'prod', 'prod']);
  });

  it('does so later when nothing can be stored now, and not at all when nothing ever can', async () => {
    const { outbox } = await opened();
    const failing = (code: 'journal.full' | 'journal.unavailable') => ({
      state: outbox.state,
      decide: () => Promise.reject(new JournalError(code, 'no')),
    });
    const renamed = { site: { renamedFrom: 'prod' } };
    await expect(renameSources(failing('journal.full'), renamed)).resolves.toBeUndefined();
    await expect(renameSources(failing('journal.unavailable'), renamed)).rejects.toThrow('no');
  });
});
