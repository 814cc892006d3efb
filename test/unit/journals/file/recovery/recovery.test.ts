import { writeFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import type { AlarmId } from '../../../../../src/alerts/alert.ts';
import { encodeFrame, scanFrames } from '../../../../../src/journals/file/disk/frame.ts';
import { nodeFileSystem } from '../../../../../src/journals/file/disk/node-file-system.ts';
import { placeOf } from '../../../../../src/journals/file/segments/record-place.ts';
import type { OutboxRecord } from '../../../../../src/outbox/events/event.ts';
import type { Series } from '../../../../../src/outbox/ledger/series.ts';
import type { Appended } from '../../../../../src/outbox/ports/journal.ts';
import { firing, intakeOf } from '../../../../support/alerts.ts';
import {
  aFileJournal,
  DIRECTORY,
  openFileOutbox,
  openJournal,
  pendingSeqs,
  queueRecord,
  settled,
} from '../../../../support/file-journal.ts';
import { SimulatedFileSystem } from '../../../../support/simulated-file-system.ts';
import { tempDirectory } from '../../../../support/temp-directory.ts';
import { usedDisk } from '../../../../support/used-disk.ts';

const FIRST = `${DIRECTORY}/segments/0000000001.log`;

/** Makes a disk with one unsealed segment that holds these records. */
async function diskWith(...records: readonly OutboxRecord[]) {
  const fs = new SimulatedFileSystem();
  const { journal } = await openJournal({ fs });
  for (const record of records) await journal.append([record]);
  return {
    fs: fs.killProcess(),
    bytes: (await fs.readFile(FIRST).catch(() => undefined)) ?? Buffer.alloc(0),
  };
}

function segmentIn([first]: readonly Appended[]): number | undefined {
  return first && placeOf(first.ref).segment;
}

async function segmentOf(...records: readonly OutboxRecord[]): Promise<Buffer> {
  const fs = new SimulatedFileSystem();
  const { journal } = await openJournal({ fs });
  for (const record of records) await journal.append([record]);
  return (await fs.readFile(FIRST)) ?? Buffer.alloc(0);
}

function repeatRecord(seq: number, count: number): OutboxRecord {
  const events = Array.from(
    { length: count },
    () => ({ type: 'alert.repeated', alarmId: 'a' as AlarmId }) as const,
  );
  return { v: 1, seq, at: seq, events };
}

describe('a segment that is torn', () => {
  it('at any byte gives every whole record, and the journal goes on', async () => {
    const bytes = await segmentOf(repeatRecord(1, 1), repeatRecord(2, 2), repeatRecord(4, 1));
    for (let length = 0; length < bytes.length; length++) {
      const { fs } = await diskWith();
      fs.put(FIRST, bytes.subarray(0, length));
      const { frames, end } = scanFrames(bytes.subarray(0, length));
      const { state, recovery, journal } = await openJournal({ fs });
      expect(state.nextSeq).toBe([1, 1, 2, 4][frames.length]);
      expect(recovery.tornBytes).toBe(length - end);
      const [appended] = await journal.append([queueRecord(state.nextSeq, 'z')]);
      expect(appended && placeOf(appended.ref).segment).toBe(2);
    }
  }, 20_000);

  it('is cut, and what was cut is kept as evidence', async () => {
    const bytes = await segmentOf(queueRecord(1, 'a'));
    const { fs } = await diskWith();
    fs.put(FIRST, Buffer.concat([bytes, Buffer.from('half a wri')]));
    await openJournal({ fs });
    expect(await fs.readFile(FIRST)).toEqual(bytes);
    expect((await fs.readFile(`${DIRECTORY}/damaged/1-${bytes.length}.bin`))?.toString()).toBe('half a wri');
    const again = await openJournal({ fs: fs.killProcess() });
    expect(again.recovery.tornBytes).toBe(0);
  });
});

describe('a segment that is damaged', () => {
  it('in any byte starts, loses one record at most, and invents none', async () => {
    const bytes = await segmentOf(queueRecord(1, 'a'), queueRecord(2, 'b'), queueRecord(3, 'c'));
    for (let at = 0; at < bytes.length; at += 7) {
      const { fs } = await diskWith();
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 0x10;
      fs.put(FIRST, flipped);
      const { state } = await openJournal({ fs });
      const seqs = pendingSeqs(state);
      expect(seqs.length).toBeGreaterThanOrEqual(2);
      expect(seqs.every((seq) => [1, 2, 3].includes(seq))).toBe(true);
    }
  });

  it('keeps the damaged bytes aside and counts them', async () => {
    const bytes = await segmentOf(queueRecord(1, 'a'), queueRecord(2, 'b'));
    const { fs } = await diskWith();
    const second = scanFrames(bytes).frames[1]?.offset ?? 0;
    bytes[second + 30] = 0;
    fs.put(FIRST, bytes);
    const { state, recovery } = await openJournal({ fs });
    expect([pendingSeqs(state), recovery.damagedRecords]).toEqual([[2], 1]);
    expect(await fs.list(`${DIRECTORY}/damaged`)).toEqual([`1-${second}.bin`]);
  });

  it('by a record of a later version counts it, and the rest is read', async () => {
    const bytes = await segmentOf(queueRecord(1, 'a'));
    const { fs } = await diskWith();
    fs.put(
      FIRST,
      Buffer.concat([bytes, encodeFrame('{"v":2}'), encodeFrame(JSON.stringify(queueRecord(2, 'b')))]),
    );
    const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
    const { state, recovery } = await openJournal({ fs });
    expect([pendingSeqs(state), recovery.damagedRecords]).toEqual([[1, 2], 1]);
    expect(warned).toHaveBeenCalledWith(expect.stringContaining('version'));
  });
});

describe('names that do not belong there', () => {
  it('are left alone', async () => {
    const { fs } = await diskWith(queueRecord(1, 'a'));
    for (const name of ['.DS_Store', '1.log', '9999999999.log', '0000000000.log'])
      fs.put(`${DIRECTORY}/segments/${name}`, Buffer.from('x'));
    const { state, journal } = await openJournal({ fs });
    expect(pendingSeqs(state)).toEqual([1]);
    expect(segmentIn(await journal.append([queueRecord(2, 'b')]))).toBe(2);
    expect(await fs.list(`${DIRECTORY}/segments`)).toContain('.DS_Store');
  });

  it('and an index without a segment do not stop a start', async () => {
    const directory = tempDirectory();
    await nodeFileSystem.makeDirectory(`${directory}/segments`);
    writeFileSync(`${directory}/segments/0000000009.idx`, 'x');
    const { journal } = await openJournal({ fs: nodeFileSystem, directory });
    expect(segmentIn(await journal.append([queueRecord(1, 'a')]))).toBe(1);
    expect(await nodeFileSystem.list(`${directory}/segments`)).not.toContain('0000000009.idx');
    await journal.close();
  });

  it('such as a copy of a segment bring nothing twice', async () => {
    const { fs, bytes } = await diskWith(queueRecord(1, 'a'), queueRecord(2, 'b'));
    fs.put(`${DIRECTORY}/segments/0000000003.log`, bytes.length > 0 ? bytes : Buffer.alloc(0));
    const { state } = await openJournal({ fs });
    expect(pendingSeqs(state)).toEqual([1, 2]);
  });
});

/** Blanks the time at which COC took an alarm: only the history has it, which is pruned. */
function withoutToldAt(episodes: Iterable<Series>) {
  return new Map([...episodes].map((series) => [series.alarmId, { ...series, toldAt: 0, resolveToldAt: 0 }]));
}

describe('a directory that was used for long', () => {
  it('has sealed, indexed, stored and released segments, and is restored from them', async () => {
    const { fs, episodes, nextSeq, pending } = await usedDisk();
    expect((await fs.list(`${DIRECTORY}/history`)).length).toBeGreaterThan(4);
    expect((await fs.list(`${DIRECTORY}/ledger`)).length).toBeGreaterThan(4);
    const { state, recovery } = await openJournal({ fs });
    expect(new Map([...state.ledger.everySeries()].map((episode) => [episode.alarmId, episode]))).toEqual(
      episodes,
    );
    expect([state.nextSeq, pendingSeqs(state)]).toEqual([nextSeq, pending]);
    expect(recovery.damagedRecords).toBe(0);
  });

  it('continues the numbers of its snapshots when its segments are gone', async () => {
    const { fs, nextSeq } = await usedDisk();
    for (const name of await fs.list(`${DIRECTORY}/segments`))
      await fs.remove(`${DIRECTORY}/segments/${name}`);
    const { state } = await openJournal({ fs });
    expect(state.nextSeq).toBeGreaterThan(nextSeq / 2);
    expect(pendingSeqs(state)).toEqual([]);
  });

  it.each(['', 'null', '{}', 'garbage\n'])('rebuilds a snapshot that holds %j', async (content) => {
    const { fs, episodes } = await usedDisk();
    const names = await fs.list(`${DIRECTORY}/ledger`);
    for (const name of names) fs.put(`${DIRECTORY}/ledger/${name}`, Buffer.from(content));
    const { journal, state, recovery } = await openJournal({ fs });
    journal.checkpoint(state);
    await settled();
    expect(withoutToldAt(state.ledger.everySeries())).toEqual(withoutToldAt(episodes.values()));
    expect(recovery.damagedRecords).toBe(names.length);
    const again = await openJournal({ fs: fs.killProcess() });
    expect(again.recovery.damagedRecords).toBe(0);
    expect(again.state.ledger.series('stuck' as AlarmId)).toEqual(episodes.get('stuck' as AlarmId));
  });

  it('rebuilds lost and damaged index files, and restores no settled entry', async () => {
    const { fs, pending } = await usedDisk();
    for (const name of await fs.list(`${DIRECTORY}/segments`))
      if (name.endsWith('.idx')) fs.put(`${DIRECTORY}/segments/${name}`, Buffer.from('garbage'));
    const { state } = await openJournal({ fs });
    expect(pendingSeqs(state)).toEqual(pending);
  });

  it('completes a move to the history that a crash interrupted', async () => {
    const { fs, pending } = await usedDisk();
    const [kept = ''] = (await fs.list(`${DIRECTORY}/history`)).filter((name) => name.endsWith('.idx'));
    await fs.rename(`${DIRECTORY}/history/${kept}`, `${DIRECTORY}/segments/${kept}`);
    const { state } = await openJournal({ fs });
    expect(pendingSeqs(state)).toEqual(pending);
    expect(await fs.list(`${DIRECTORY}/segments`)).not.toContain(kept);
  });

  it('is restored again after a crash right after a start', async () => {
    for (let changes = 1; changes < 60; changes++) {
      const fs = new SimulatedFileSystem();
      const { outbox, clock } = await openFileOutbox({ fs, onBackgroundError: () => undefined });
      fs.powerOffAfter(changes);
      for (let i = 0; i < 12 && !fs.isOff; i++) {
        clock.advance(600);
        await outbox.accept(intakeOf(firing(`a${i}`))).catch(() => undefined);
      }
      const killed = fs.killProcess();
      const first = await openJournal({ fs: killed });
      // A start must restore nothing that a power loss right after it would take away.
      const second = await openJournal({ fs: killed.reboot(() => 0) });
      expect(pendingSeqs(second.state)).toEqual(pendingSeqs(first.state));
    }
  });
});

it('removes the temporary files of replacements that never finished', async () => {
  const { fs } = await diskWith(queueRecord(1, 'a'));
  const litter = ['epoch.json', 'segments/0000000001.idx', 'ledger/shard-001.json'].map(
    (name) => `${name}.1-0.tmp`,
  );
  for (const name of litter) fs.put(`${DIRECTORY}/${name}`, Buffer.from('half'));
  await openJournal({ fs });
  for (const name of litter) expect(await fs.stat(`${DIRECTORY}/${name}`)).toBeUndefined();
});

it('makes unsynced names of the last owner durable before it trusts them', async () => {
  const { fs } = await diskWith(queueRecord(1, 'a'));
  const file = await fs.create(`${DIRECTORY}/ledger/by-hand`);
  await file.close();
  await openJournal({ fs });
  expect(await fs.reboot(() => 0).list(`${DIRECTORY}/ledger`)).toContain('by-hand');
});

it('wraps any error of the directory in one with a code', async () => {
  const fs = new SimulatedFileSystem();
  fs.inject({ operation: 'makeDirectory', code: 'EACCES' });
  await expect(aFileJournal({ fs }).open({} as never)).rejects.toMatchObject({ code: 'journal.unavailable' });
});
