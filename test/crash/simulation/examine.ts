import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { firing } from '../../support/alerts.ts';
import type { SimulatedFileSystem } from '../../support/simulated-file-system.ts';
import { type FailingCall, faultOf } from './crash-case.ts';
import { theOneFound } from './found.ts';
import { type Choice, type Moment, momentOf, watch } from './moment.ts';
import { storageErrorOnly } from './storage-errors.ts';
import { Trial } from './trial.ts';

/** The start time of a new problem, later than all others. */
const FRESH_AT = Date.UTC(2028, 0, 1);

/**
 * Starts an outbox on a disk as a crash at that moment left it, and checks what was promised. Nothing
 * acknowledged is lost, nothing settled comes back, lanes keep their order, episodes and incidents are right,
 * no number is used twice, bodies and dead letters are whole, and new alarms are accepted and delivered.
 *
 * @returns the chosen moments of that life, for the next crash
 */
export async function examine(
  moment: Moment,
  disk: SimulatedFileSystem,
  chosen: Choice = () => false,
): Promise<readonly Moment[]> {
  const trial = trialAfter(moment, disk);
  const moments = watch(trial, chosen);
  await trial.open();
  const { extra, expected } = theOneFound(trial.outbox.state, moment);
  trial.journal.turnedUp(extra);
  if (trial.outbox.state.nextSeq <= expected.lastSeq) throw new Error('a number would be used twice');
  checkGaps(trial);
  await checkBodies(trial);
  await checkLetters(trial);
  await goOn(trial);
  await trial.journal.close();
  if (trial.surprises.length > 0)
    throw new Error('a step in the background failed', { cause: trial.surprises });
  if (chosen(trial.fs.changes)) moments.push(momentOf(trial, trial.fs.changes));
  return moments;
}

/** The end of a start, and the number of its calls of the file system. */
interface Started {
  readonly end: Moment;
  readonly calls: number;
}

/**
 * Starts an outbox on a disk after a crash, with a failing call if one is given. Returns the end; from there the next
 * start must work.
 */
export async function startInTrouble(
  moment: Moment,
  disk: SimulatedFileSystem,
  fails?: FailingCall,
): Promise<Started> {
  const trial = trialAfter(moment, disk);
  if (fails) trial.fs.inject(faultOf(fails));
  let calls = 0;
  trial.fs.onCall = () => {
    calls += 1;
  };
  try {
    await trial.open();
    const { extra } = theOneFound(trial.outbox.state, moment);
    trial.journal.turnedUp(extra);
    await trial.accept(freshAlarm(trial));
  } catch (error) {
    storageErrorOnly(error);
  }
  await trial.tidy();
  return { end: momentOf(trial, trial.fs.changes), calls };
}

function trialAfter(moment: Moment, disk: SimulatedFileSystem): Trial {
  const trial = new Trial(disk, moment.now);
  trial.journal.acknowledged.push(...moment.acknowledged);
  trial.journal.failed.push(...moment.open);
  return trial;
}

/** Checks that a crash looks like no loss. Only a move to the history may lose the segment, in this simulation. */
function checkGaps({ journal, letters }: Trial): void {
  const gaps = [...journal.gaps(), ...letters.gaps()].filter(({ kind }) => kind !== 'history');
  if (gaps.length > 0) throw new Error(`files count as missing: ${JSON.stringify(gaps)}`);
}

async function checkBodies({ outbox, journal }: Trial): Promise<void> {
  const queued = new Map<number, unknown>();
  for (const { seq, events } of journal.acknowledged)
    events.forEach((event, i) => {
      if (event.type === 'entry.queued') queued.set(seq + i, event.body);
    });
  const entries = [...outbox.state.pendingEntries()];
  const records = await journal.read(entries.map(({ ref }) => ref));
  entries.forEach(({ seq }, i) => {
    const event = records[i]?.events[seq - (records[i]?.seq ?? 0)];
    const whole = event?.type === 'entry.queued' && isDeepStrictEqual(event.body, queued.get(seq));
    if (!whole) expect(event).toEqual({ type: 'entry.queued', body: queued.get(seq) });
  });
}

/** Checks that each dead letter that the journal mentions exists. */
async function checkLetters({ journal, letters }: Trial): Promise<void> {
  for (const { events } of journal.acknowledged)
    for (const event of events) {
      if (event.type !== 'entry.dead-lettered') continue;
      const letter = await letters.get(event.deadLetter);
      if (letter?.entry?.id !== event.entry) throw new Error(`the dead letter ${event.deadLetter} is lost`);
    }
}

/** Checks that work goes on: a new alarm is accepted, and a due lane starts with its head. */
async function goOn(trial: Trial): Promise<void> {
  const { journal } = trial;
  const before = journal.acknowledged.length;
  await trial.accept(freshAlarm(trial));
  if (journal.acknowledged.length !== before + 1) throw new Error('a new alarm was not taken');
  trial.wait(1_000_000);
  const entry = await trial.outbox.take('alarms/default');
  if (!entry) throw new Error('nothing is due, though an alarm was taken');
  const [head] = trial.outbox.state.laneOf(entry);
  if (head?.seq !== entry.id) throw new Error('a lane does not begin with its head');
  await trial.outbox.settle(entry, { kind: 'delivered', result: 'alarm-reported' });
}

function freshAlarm({ outbox }: Trial) {
  return firing(`fresh${outbox.state.nextSeq}`, { startsAt: FRESH_AT });
}
