/**
 * Bugs that the tests must catch. Each is a piece of text of one file, replaced by another; the text must stand there
 * exactly once, so that a bug that does not fit the code any more is noticed.
 */

const SIMULATION = ['test/crash/simulation.test.ts', 'test/crash/failing-calls.test.ts'];
const OUTBOX = ['test/unit/outbox', 'test/model/outbox-model.test.ts'];
const JOURNALS = ['test/unit/journals', 'test/contract/journals.test.ts'];
const COC = ['test/unit/coc'];
const DELIVERY = ['test/e2e/agent-delivery.test.ts'];

/** @type {readonly import('./bugs.d.mts').PlantedBug[]} */
export const BUGS = [
  {
    name: 'a segment is not synced',
    file: 'src/journals/file/segment.ts',
    find: "      await this.#file.sync();\n    } catch (cause) {\n      throw new SpoiltSegmentError('a sync failed', { cause });",
    put: "    } catch (cause) {\n      throw new SpoiltSegmentError('a sync failed', { cause });",
    tests: SIMULATION,
  },
  {
    name: 'the name of a new segment is not synced',
    file: 'src/journals/file/segment.ts',
    find: '      await fs.syncDirectory(directory);\n    } catch (error) {',
    put: '    } catch (error) {',
    tests: SIMULATION,
  },
  {
    name: 'a small file is replaced before it is synced',
    file: 'src/journals/file/atomic-file-adapter.ts',
    find: '    await file.sync();\n',
    put: '',
    tests: SIMULATION,
  },
  {
    name: 'the new name of a small file is not synced',
    file: 'src/journals/file/atomic-file-adapter.ts',
    find: '  await fs.syncDirectory(directory);\n}\n\nasync function writeNew',
    put: '}\n\nasync function writeNew',
    tests: SIMULATION,
  },
  {
    name: 'an append is answered before its sync has ended',
    file: 'src/journals/file/segment.ts',
    find: "      await this.#file.sync();\n    } catch (cause) {\n      throw new SpoiltSegmentError('a sync failed', { cause });",
    put: "      this.#file.sync().catch(() => undefined);\n    } catch (cause) {\n      throw new SpoiltSegmentError('a sync failed', { cause });",
    tests: SIMULATION,
  },
  {
    name: 'a short write counts as a whole one',
    file: 'src/journals/file/file-system.ts',
    find: '    done += taken;\n',
    put: '    done = bytes.length;\n',
    tests: [...JOURNALS, ...SIMULATION],
  },
  {
    name: 'half a write is not taken back',
    file: 'src/journals/file/segment.ts',
    find: '      await this.#cutBack(this.#file);\n',
    put: '',
    tests: [...JOURNALS, ...SIMULATION],
  },
  {
    name: 'a failed sync is tried again on the same file',
    file: 'src/journals/file/segment.ts',
    find: "      throw new SpoiltSegmentError('a sync failed', { cause });",
    put: '      void cause;\n      await this.#file.sync();',
    tests: [...JOURNALS, ...SIMULATION],
  },
  {
    name: 'the end that a successor names is ignored',
    file: 'src/journals/file/recover.ts',
    find: '  return continues?.segment === segment ? continues.end : undefined;\n',
    put: '  void continues;\n  return undefined;\n',
    tests: [...JOURNALS, ...SIMULATION],
  },
  {
    name: 'a segment goes before its settles are indexed',
    file: 'src/journals/file/housekeeping.ts',
    find: '      if (asOf < summary.lastSeq) await this.#index(earlier, state);\n',
    put: '      void asOf;\n',
    tests: [...SIMULATION, ...JOURNALS],
  },
  {
    name: 'a segment goes before the ledger is stored beyond it',
    file: 'src/journals/file/housekeeping.ts',
    find: '    for (const shard of shards) if (state.ledger.position(shard) < lastSeq) return false;\n',
    put: '    void shards;\n    void lastSeq;\n',
    tests: [...SIMULATION, ...JOURNALS],
  },
  {
    name: 'a number is used again',
    file: 'src/outbox/state.ts',
    find: 'this.#nextSeq = seq + 1;',
    put: 'this.#nextSeq = seq;',
    tests: [...OUTBOX, ...SIMULATION],
  },
  {
    name: 'what was read after a kill is built upon before it is durable',
    file: 'src/journals/file/recover.ts',
    find: '  await replaceFile(fs, layout.segments, { name, bytes: bytes.subarray(0, end) });\n',
    put: '  void replaceFile;\n',
    tests: [...JOURNALS, ...SIMULATION],
  },
  {
    name: 'the checksum of a frame is not looked at',
    file: 'src/journals/file/frame.ts',
    find: ' || crc32(body) !== Number.parseInt(crc, 16)) return',
    put: ' || crc === body.toString()) return',
    tests: [...JOURNALS, ...SIMULATION],
  },
  {
    name: 'an owner that was replaced answers on',
    file: 'src/journals/file/file-journal.ts',
    find: '      if (await epoch.holds()) return placed;\n',
    put: '      if ((await epoch.holds()) || true) return placed;\n',
    tests: JOURNALS,
  },
  {
    name: 'the state changes before the append',
    file: 'src/outbox/commit-loop.ts',
    find: '      const refs = records.length > 0 ? await journal.append(records) : [];\n      this.#fold(records, { refs, leaving });\n',
    put: '      this.#fold(records, { refs: records.map(() => ({ segment: 1, offset: 0, bytes: 1 })), leaving });\n      if (records.length > 0) await journal.append(records);\n',
    tests: [...OUTBOX, ...SIMULATION],
  },
  {
    name: 'a new entry goes to the front of its lane',
    file: 'src/outbox/due.ts',
    find: '    this.#index.link(lane.tail, slot);\n    lane.tail = slot;\n',
    put: '    this.#index.link(slot, lane.head);\n    lane.head = slot;\n',
    tests: [...OUTBOX, ...SIMULATION],
  },
  {
    name: 'what does not fit is dropped, and acknowledged',
    file: 'src/outbox/outbox.ts',
    find: '    if (refusal) throw refusal;\n',
    put: '    if (refusal) return { accepted: 0, repeated: 0, rejected: [] };\n',
    tests: OUTBOX,
  },
  {
    name: 'the first refusal makes a dead letter',
    file: 'src/outbox/outbox.ts',
    find: "if (outcome.kind === 'rejected' && this.#wasRefused(entry)) {",
    put: "if (outcome.kind === 'rejected' && (true || this.#wasRefused(entry))) {",
    tests: OUTBOX,
  },
  {
    name: 'a dead letter is not stored before its entry leaves',
    file: 'src/journals/file/file-dead-letters.ts',
    find: '      await new Low<DeadLetter>(this.#adapter(letter.id), letter).write();\n',
    put: '      new Low<DeadLetter>(this.#adapter(letter.id), letter).write().catch(() => undefined);\n',
    tests: [...JOURNALS, ...SIMULATION],
  },
  {
    name: 'an alert that comes late opens an episode again',
    file: 'src/outbox/decide/accept.ts',
    find: '  if (alert.startsAt === undefined || known.endedAt === undefined || known.closedAt === undefined)\n    return false;\n',
    put: '  if (known) return false;\n',
    tests: OUTBOX,
  },
  {
    name: 'a refused signature counts as the fault of the entry',
    file: 'src/coc/classify.ts',
    find: "  signature: { reason: 'credentials', ends: 'destination' },\n",
    put: "  signature: { reason: 'credentials', ends: 'reject' },\n",
    tests: COC,
  },
  {
    name: 'an incident without an answer is asked for again, blindly',
    file: 'src/coc/coc-destination.ts',
    find: 'return entry.uncertain ? this.#openOnce(entry, body, signal) : this.#openIncident(body, signal);',
    put: 'return this.#openIncident(body, signal);',
    tests: COC,
  },
  {
    name: 'nothing is noted before an incident is asked for',
    file: 'src/delivery/dispatcher.ts',
    find: "      if (entry.body.kind !== 'report-alarm') await persist(() => outbox.started(entry), signal);\n",
    put: '',
    tests: DELIVERY,
  },
  {
    name: 'an entry that is about to leave is tried',
    file: 'src/outbox/due.ts',
    find: '        if (lane.reserved) continue;\n',
    put: '',
    tests: OUTBOX,
  },
  {
    name: 'an entry that is being tried collapses',
    file: 'src/outbox/due.ts',
    find: '        lane.tried = true;\n',
    put: '',
    tests: OUTBOX,
  },
  {
    name: 'an entry that may have been tried before a start collapses',
    file: 'src/outbox/outbox.ts',
    find: '    this.#state.due.noteRestart();\n',
    put: '',
    tests: OUTBOX,
  },
  {
    name: 'a recovery stands for a fire that COC has not seen',
    file: 'src/outbox/decide/collapse.ts',
    find: 'return sameEpisode && hasSeen(known, body.episode);',
    put: 'return sameEpisode;',
    tests: OUTBOX,
  },
];
