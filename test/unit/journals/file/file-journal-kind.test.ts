import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { fileJournalKind } from '../../../../src/journals/file/file-journal-kind.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { queueRecord } from '../../../support/file-journal.ts';

/** Journal and dead letters in a directory, opened as a start opens them. */
async function startIn(dataDir: string) {
  const parts = fileJournalKind.create({
    ...{ dataDir, partBytes: 100_000, snapshotBytes: 100_000, deadLetterBytes: 100_000, minFreeBytes: 0 },
    ...{ history: { keepMs: 1_000, maxBytes: 1_000 }, clock: new FakeClock() },
    onBackgroundError: (error) => {
      throw error;
    },
    onFailure: () => undefined,
  });
  await parts.journal.open(() => undefined);
  await parts.deadLetters.open();
  return parts;
}

it('misses the list of dead letters, but not at the first start, nor after one that stored nothing', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'coc-alarm-agent-kind-'));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  const dataDir = join(parent, 'data');
  await fileJournalKind.prepare(dataDir);
  const lists: string[] = [];
  for (const stores of [false, true, false]) {
    const { journal, deadLetters } = await startIn(dataDir);
    lists.push(
      deadLetters
        .gaps()
        .map(({ file }) => file)
        .join(),
    );
    if (stores) await journal.append([queueRecord(1, 'a')]);
    await journal.close();
    rmSync(join(dataDir, 'dead-letters'), { recursive: true });
  }
  expect(lists).toEqual(['', '', 'dead-letters/kept.list']);
});

it('tells no copy of a directory in its place, before and after its first start', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'coc-alarm-agent-kind-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  expect(await fileJournalKind.findCopy?.(dataDir)).toBeUndefined();
  const { journal } = await startIn(dataDir);
  await journal.close();
  expect(await fileJournalKind.findCopy?.(dataDir)).toBeUndefined();
});
