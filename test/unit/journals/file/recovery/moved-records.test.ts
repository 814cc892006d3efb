import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanFrames } from '../../../../../src/journals/file/disk/frame.ts';
import type { OutboxRecord } from '../../../../../src/outbox/events/event.ts';
import { FakeClock } from '../../../../support/fake-clock.ts';
import {
  aFileJournal,
  DIRECTORY,
  openJournal,
  pendingSeqs,
  queueRecord,
  settled,
} from '../../../../support/file-journal.ts';
import { SimulatedFileSystem } from '../../../../support/simulated-file-system.ts';

const FIRST = `${DIRECTORY}/segments/0000000001.log`;
const INDEX = `${DIRECTORY}/segments/0000000001.idx`;
const COUNT = 6;

/** Makes a disk whose first segment is sealed, indexed, and holds entries 1 to 6; a seventh is in the second. */
async function indexedDisk(): Promise<SimulatedFileSystem> {
  const fs = new SimulatedFileSystem();
  const clock = new FakeClock();
  const { journal, state } = await openJournal({ fs, clock, segmentBytes: 4_000 });
  for (
    let seq = 1;
    (await fs.list(`${DIRECTORY}/segments`)).filter((name) => name.endsWith('.log')).length < 2;
    seq++
  ) {
    const record = queueRecord(seq, `s${seq}`);
    const [appended] = await journal.append([record]);
    if (appended) state.fold(record, appended.ref, 0);
  }
  clock.advance(1_000);
  journal.checkpoint(state);
  await settled();
  expect([await fs.list(`${DIRECTORY}/segments`), state.pendingCount]).toEqual([
    ['0000000001.idx', '0000000001.log', '0000000002.log'],
    COUNT + 1,
  ]);
  return fs.killProcess();
}

type Line = { readonly start: number; readonly end: number };

/** The lines of a segment; the first one is its header. */
function linesOf(bytes: Buffer): readonly Line[] {
  const { frames, end } = scanFrames(bytes);
  return frames.map(({ offset }, i) => ({ start: offset, end: frames[i + 1]?.offset ?? end }));
}

const without = (bytes: Buffer, { start, end }: Line) =>
  Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
const twice = (bytes: Buffer, { start, end }: Line) =>
  Buffer.concat([bytes.subarray(0, end), bytes.subarray(start)]);
/** Adds a digit to the length in a frame. */
const longer = (bytes: Buffer, { start }: Line) =>
  Buffer.concat([bytes.subarray(0, start + 9), Buffer.from('1'), bytes.subarray(start + 9)]);
const flipped = (bytes: Buffer, { start }: Line) => {
  const copy = Buffer.from(bytes);
  copy[start + 40] = (copy[start + 40] ?? 0) ^ 1;
  return copy;
};

type Damage = (bytes: Buffer, line: Line) => Buffer;
const DAMAGES: readonly (readonly [string, Damage, lost: boolean])[] = [
  ['removed', without, true],
  ['doubled', twice, false],
  ['given a longer length', longer, true],
  ['changed', flipped, true],
];

/** The entries whose records can be read. */
async function readable({ journal, state }: Awaited<ReturnType<typeof openJournal>>) {
  const entries = [...state.pendingEntries()].sort((a, b) => a.seq - b.seq);
  const records = await journal.read(
    entries.map(({ ref }) => ref),
    entries.map(({ seq }) => seq),
  );
  return entries.flatMap(({ seq }, i) => (records[i]?.seq === seq ? [seq] : []));
}

const ALL = [...Array(COUNT + 1).keys()].map((i) => i + 1);

describe.each(DAMAGES)('an indexed segment in which a line was %s', (_, damage, isLost) => {
  it.each([1, 3, COUNT])('(line %i) loses this record at most', async (line) => {
    const fs = await indexedDisk();
    const bytes = (await fs.readFile(FIRST)) ?? Buffer.alloc(0);
    fs.put(FIRST, damage(bytes, linesOf(bytes)[line] ?? { start: 0, end: 0 }));
    const opened = await openJournal({ fs });
    expect(pendingSeqs(opened.state)).toEqual(ALL);
    expect(await readable(opened)).toEqual(isLost ? ALL.filter((seq) => seq !== line) : ALL);
  });

  it('while the agent runs loses this record at most', async () => {
    const fs = await indexedDisk();
    const opened = await openJournal({ fs });
    const bytes = (await fs.readFile(FIRST)) ?? Buffer.alloc(0);
    fs.put(FIRST, damage(bytes, linesOf(bytes)[2] ?? { start: 0, end: 0 }));
    expect(await readable(opened)).toEqual(isLost ? ALL.filter((seq) => seq !== 2) : ALL);
  });

  it('is told in the stories of all other alarms, and once', async () => {
    const fs = await indexedDisk();
    const bytes = (await fs.readFile(FIRST)) ?? Buffer.alloc(0);
    fs.put(FIRST, damage(bytes, linesOf(bytes)[2] ?? { start: 0, end: 0 }));
    const { journal } = await openJournal({ fs });
    const told: number[] = [];
    for (const seq of ALL) for await (const record of journal.history(`s${seq}`)) told.push(record.seq);
    expect(told).toEqual(isLost ? ALL.filter((seq) => seq !== 2) : ALL);
  });
});

it('counts a record that is missing from an indexed segment, and keeps damaged bytes', async () => {
  for (const [damage, kept] of [
    [without, 0],
    [longer, 1],
  ] as const) {
    const fs = await indexedDisk();
    const bytes = (await fs.readFile(FIRST)) ?? Buffer.alloc(0);
    fs.put(FIRST, damage(bytes, linesOf(bytes)[3] ?? { start: 0, end: 0 }));
    const { recovery } = await openJournal({ fs });
    expect(recovery.damagedRecords).toBe(1);
    expect(await fs.list(`${DIRECTORY}/damaged`)).toHaveLength(kept);
  }
});

it('writes the index again, so that the next start reads no records', async () => {
  const fs = await indexedDisk();
  const bytes = (await fs.readFile(FIRST)) ?? Buffer.alloc(0);
  fs.put(FIRST, without(bytes, linesOf(bytes)[3] ?? { start: 0, end: 0 }));
  const { journal, state } = await openJournal({ fs });
  journal.checkpoint(state);
  await settled();
  const next = await openJournal({ fs: fs.killProcess() });
  expect(next.recovery.damagedRecords).toBe(0);
  expect(await readable(next)).toEqual(ALL.filter((seq) => seq !== 3));
});

describe('a segment without an index', () => {
  it.each(DAMAGES)('in which a line was %s restores every other record, once', async (_, damage, isLost) => {
    const fs = await indexedDisk();
    await fs.remove(INDEX);
    const bytes = (await fs.readFile(FIRST)) ?? Buffer.alloc(0);
    fs.put(FIRST, damage(bytes, linesOf(bytes)[3] ?? { start: 0, end: 0 }));
    const { state, recovery } = await openJournal({ fs });
    expect(pendingSeqs(state)).toEqual(isLost ? ALL.filter((seq) => seq !== 3) : ALL);
    expect(recovery.damagedRecords).toBe(isLost ? 1 : 0);
  });

  it('whose last line was removed counts it by the numbers of the next segment', async () => {
    const fs = await indexedDisk();
    await fs.remove(INDEX);
    const bytes = (await fs.readFile(FIRST)) ?? Buffer.alloc(0);
    fs.put(FIRST, without(bytes, linesOf(bytes)[COUNT] ?? { start: 0, end: 0 }));
    const { state, recovery } = await openJournal({ fs });
    expect(pendingSeqs(state)).toEqual(ALL.filter((seq) => seq !== COUNT));
    expect(recovery.damagedRecords).toBe(1);
  });
});

it('takes an abandoned segment, which is larger than its index says, for whole', async () => {
  const fs = new SimulatedFileSystem();
  const clock = new FakeClock();
  const { journal, state } = await openJournal({ fs, clock, segmentBytes: 1_000_000 });
  const append = async (record: OutboxRecord) => {
    const [appended] = await journal.append([record]);
    if (appended) state.fold(record, appended.ref, 0);
  };
  await append(queueRecord(1, 'a'));
  fs.inject({ operation: 'sync', code: 'EIO', path: /segments/ });
  await append(queueRecord(2, 'b'));
  clock.advance(1_000);
  journal.checkpoint(state);
  await settled();
  const { inode } = (await fs.stat(INDEX)) ?? {};
  const killed = fs.killProcess();
  const next = await openJournal({ fs: killed, clock });
  expect([pendingSeqs(next.state), next.recovery.damagedRecords]).toEqual([[1, 2], 0]);
  expect(await readable(next)).toEqual([1, 2]);
  // Nothing has moved, so its index stays.
  clock.advance(1_000);
  next.journal.checkpoint(next.state);
  await settled();
  expect((await killed.stat(INDEX))?.inode).toBe(inode);
  // The ledger gets each record once: not the one behind the end, whose number is used again.
  const seen: number[] = [];
  await aFileJournal({ fs: killed.killProcess() }).open((stored) => {
    if (stored.kind === 'record' || stored.kind === 'ledger-record') seen.push(stored.record.seq);
  });
  expect(seen).toEqual([1, 2]);
});

const SECOND = `${DIRECTORY}/segments/0000000002.log`;

/**
 * Any lines of the first segment, 0 is its header, in any order and number, and among them those of the second one
 * (7 and 8).
 */
const anyLines = fc.array(fc.nat({ max: COUNT + 2 }), { minLength: 1, maxLength: 2 * COUNT });

/** Makes the first segment hold these lines alone. */
async function withLines(lines: readonly number[]): Promise<SimulatedFileSystem> {
  const fs = await indexedDisk();
  const all: Buffer[] = [];
  for (const path of [FIRST, SECOND]) {
    const bytes = (await fs.readFile(path)) ?? Buffer.alloc(0);
    all.push(...linesOf(bytes).map(({ start, end }) => bytes.subarray(start, end)));
  }
  fs.put(FIRST, Buffer.concat(lines.map((line) => all[line] ?? Buffer.alloc(0))));
  return fs;
}

/** The numbers from 1 to COUNT that are not in a list, in groups that follow each other. */
function holesIn(lines: readonly number[]): readonly (readonly number[])[] {
  const holes: number[][] = [];
  for (let seq = 1; seq <= COUNT; seq++) {
    if (lines.includes(seq)) continue;
    if (holes.at(-1)?.at(-1) === seq - 1) holes.at(-1)?.push(seq);
    else holes.push([seq]);
  }
  return holes;
}

describe('a segment whose lines were swapped, copied and overwritten in any way', () => {
  it('with an index loses only those that are in it nowhere', async () => {
    await fc.assert(
      fc.asyncProperty(anyLines, async (lines) => {
        const opened = await openJournal({ fs: await withLines(lines) });
        expect(pendingSeqs(opened.state)).toEqual(ALL);
        expect(await readable(opened)).toEqual(ALL.filter((seq) => seq > COUNT || lines.includes(seq)));
      }),
      { numRuns: 60 },
    );
  });

  it('without an index loses only those that are in it nowhere, and counts each of them', async () => {
    await fc.assert(
      fc.asyncProperty(anyLines, async (lines) => {
        const fs = await withLines(lines);
        await fs.remove(INDEX);
        const { journal, state, recovery } = await openJournal({ fs });
        const lost = ALL.filter((seq) => seq <= COUNT && !lines.includes(seq));
        expect(pendingSeqs(state)).toEqual(ALL.filter((seq) => !lost.includes(seq)));
        expect(recovery.damagedRecords).toBe(holesIn(lines).length);
        const gaps = journal.gaps().map(({ kind, file, events }) => ({ kind, file, events }));
        const gap = { kind: 'records', file: '0000000001.log', events: lost.length };
        expect(gaps).toEqual(lost.length > 0 ? [gap] : []);
      }),
      { numRuns: 60 },
    );
  });

  it('is told in the stories of the alarms in it, each once', async () => {
    await fc.assert(
      fc.asyncProperty(anyLines, fc.boolean(), async (lines, hasIndex) => {
        const fs = await withLines(lines);
        if (!hasIndex) await fs.remove(INDEX);
        const { journal } = await openJournal({ fs });
        const told: number[] = [];
        for (const seq of ALL) for await (const record of journal.history(`s${seq}`)) told.push(record.seq);
        expect(told).toEqual(ALL.filter((seq) => seq > COUNT || lines.includes(seq)));
      }),
      { numRuns: 40 },
    );
  });
});

it('rebuilds a lost ledger from a segment whose lines were swapped', async () => {
  const fs = await withLines([3, 6, 0, 2, 2, 5, 1, 4]);
  const seen: number[] = [];
  await aFileJournal({ fs }).open((stored) => {
    if (stored.kind === 'ledger-record') seen.push(stored.record.seq);
  });
  expect(seen).toEqual(ALL.slice(0, COUNT));
});

it('remembers missing records for as long as the rest of their segment is there', async () => {
  const fs = await withLines([0, 1, 4, 5, 6]);
  await fs.remove(INDEX);
  const { journal } = await openJournal({ fs });
  expect(journal.gaps()).toMatchObject([
    { kind: 'records', firstSeq: 2, lastSeq: 3, events: 2, isNew: true },
  ]);
  const killed = fs.killProcess();
  const next = await openJournal({ fs: killed });
  expect(next.journal.gaps()).toMatchObject([{ kind: 'records', firstSeq: 2, lastSeq: 3, isNew: false }]);
  const last = killed.killProcess();
  await last.remove(FIRST);
  expect((await openJournal({ fs: last })).journal.gaps()).toMatchObject([{ kind: 'segment', isNew: true }]);
});
