import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import { firing, firingAt, INCIDENT, resolved } from '../../support/alerts.ts';
import type { Trial } from './trial.ts';

/** A short scripted life of the outbox. */
export type Scenario = (trial: Trial) => Promise<void>;

const DELIVERED: Outcome = { kind: 'delivered', result: 'incident-opened', incidentNum: 'I1' };
const REJECTED: Outcome = { kind: 'rejected', reason: 'bad-request', detail: 'no such region' };
const FAILED: Outcome = { kind: 'retry', reason: 'server-error', scope: 'entry', detail: '' };
const UNREACHABLE: Outcome = { kind: 'retry', reason: 'network', scope: 'destination', detail: '' };
const UNKNOWN: Outcome = { kind: 'unknown', reason: 'timeout', detail: '' };

/** The start time of a problem that came back after its first end. */
const AGAIN = Date.UTC(2027, 0, 1);
/** Longer than every delay of the policy. */
const LONG_MS = 400_000;

async function requests(trial: Trial): Promise<void> {
  await trial.accept(firing('a'), firing('b'), firing('a'));
  await trial.acceptTogether(firing('c'), resolved('b'), firing('d'));
  await trial.attempt(DELIVERED, DELIVERED);
  await trial.accept(firing('a'), resolved('a'), resolved('x'));
  await trial.accept(firing('a', { startsAt: AGAIN }), firingAt('c', 'Critical'));
  await trial.deliverAll();
  await trial.tidy();
  await trial.accept(resolved('c'));
}

async function incident(trial: Trial): Promise<void> {
  await trial.accept(firingAt('a', 'Critical', { incident: INCIDENT }));
  await trial.attempt(DELIVERED, UNKNOWN);
  await trial.accept(firing('b'));
  trial.wait(LONG_MS);
  await trial.attempt(DELIVERED, DELIVERED);
  await trial.tidy();
  await trial.accept(resolved('a'), firingAt('c', 'Critical', { incident: INCIDENT }));
  await trial.attempt(DELIVERED, DELIVERED, FAILED);
  await trial.restart('kill');
  trial.wait(LONG_MS);
  await trial.deliverAll();
}

async function refusals(trial: Trial): Promise<void> {
  await trial.accept(firing('a'), firing('b'));
  await trial.accept(resolved('a'));
  await trial.attempt(REJECTED, DELIVERED);
  trial.wait(LONG_MS);
  await trial.attempt(REJECTED);
  await trial.accept(firing('a', { startsAt: AGAIN }));
  await trial.tidy();
  await trial.attempt(REJECTED);
  await trial.restart('close');
  trial.wait(LONG_MS);
  await trial.attempt(REJECTED);
  await trial.accept(resolved('a', { endsAt: AGAIN + 1 }));
}

async function failures(trial: Trial): Promise<void> {
  await trial.accept(firing('a'), firing('b'), firing('c'));
  await trial.attempt(FAILED, UNREACHABLE, FAILED);
  trial.wait(LONG_MS);
  await trial.attempt(FAILED, DELIVERED);
  await trial.tidy();
  await trial.accept(resolved('a'));
  trial.wait(LONG_MS);
  await trial.attempt(UNREACHABLE, DELIVERED, DELIVERED);
}

/** Segments fill up, are indexed, released and finally deleted, and no entry stays pending. */
async function rolling(trial: Trial): Promise<void> {
  for (let round = 0; round < 5; round++) {
    await trial.accept(firing(`r${round}`), firing(`s${round}`));
    await trial.deliverAll();
    await trial.tidy();
  }
  await trial.accept(resolved('r0'), resolved('s4'));
}

/** One entry stays pending in the first segment while later segments are settled and released. */
async function straggler(trial: Trial): Promise<void> {
  await trial.accept(firing('old'), firing('a'), firing('b'));
  await trial.attempt(FAILED);
  for (let round = 0; round < 3; round++) {
    await trial.accept(firing(`r${round}`), resolved(`r${round}`));
    await trial.attempt(DELIVERED, DELIVERED, DELIVERED, DELIVERED);
    await trial.tidy();
  }
  await trial.restart('kill');
  await trial.accept(resolved('old'));
  await trial.tidy();
  trial.wait(LONG_MS);
  await trial.deliverAll();
  await trial.tidy();
}

/** Series change while COC is away. Entries that were never tried collapse, before and after a restart. */
async function collapsing(trial: Trial): Promise<void> {
  const day = 86_400_000;
  await trial.accept(firing('b'));
  await trial.attempt(UNREACHABLE);
  for (let round = 0; round < 4; round++) {
    const startsAt = AGAIN + round * day;
    await trial.accept(firing('a', { startsAt }));
    await trial.accept(resolved('a', { startsAt, endsAt: startsAt + 1 }), firingAt('b', 'Critical'));
    if (round === 1) await trial.restart('kill');
    await trial.accept(firingAt('b', 'Minor'));
  }
  await trial.tidy();
  await trial.attempt(DELIVERED, DELIVERED);
  await trial.accept(firing('a', { startsAt: AGAIN + 5 * day }));
  await trial.deliverAll();
}

async function restarts(trial: Trial): Promise<void> {
  await trial.accept(firing('a'), firing('b'));
  await trial.restart('close');
  await trial.attempt(DELIVERED);
  await trial.accept(firing('c'));
  await trial.restart('kill');
  await trial.accept(resolved('a'), resolved('b'));
  await trial.deliverAll();
  await trial.restart('kill');
  await trial.accept(firing('d'), firing('a', { startsAt: AGAIN }));
}

/** The disk is full for a while, in the middle of a write. */
async function fullDisk(trial: Trial): Promise<void> {
  await trial.accept(firing('a'), firing('b'));
  let used = 0;
  for (const [, bytes] of trial.fs.files()) used += bytes.length;
  trial.fs.capacity = used + 500;
  await trial.accept(firing('c'), firing('d'));
  await trial.attempt(DELIVERED);
  trial.fs.capacity = Number.POSITIVE_INFINITY;
  trial.wait(2_000);
  await trial.attempt(DELIVERED);
  // This one is still refused, and makes the journal measure the disk again.
  await trial.accept(firing('c'));
  await trial.tidy();
  await trial.accept(firing('c'), resolved('a'));
  await trial.tidy();
  await trial.deliverAll();
}

/** Syncs of a segment fail. The journal goes on in a new segment. */
async function failedSyncs(trial: Trial): Promise<void> {
  await trial.accept(firing('a'), firing('b'));
  trial.fs.inject({ operation: 'sync', code: 'EIO', path: /segments\/.*log$/ });
  await trial.accept(firing('c'));
  await trial.accept(resolved('a'));
  trial.fs.inject({ operation: 'sync', code: 'ENOSPC', path: /segments\/.*log$/, times: 2 });
  await trial.accept(firing('d'));
  await trial.accept(firing('e'));
  await trial.attempt(DELIVERED, DELIVERED);
  await trial.restart('kill');
  await trial.deliverAll();
  await trial.tidy();
  await trial.accept(firing('f'));
}

/** The epoch can't be read after a write. The written records must not count, now or later. */
async function unreadableEpoch(trial: Trial): Promise<void> {
  await trial.accept(firing('a'));
  trial.fs.inject({ operation: 'readFile', code: 'EMFILE', path: /epoch/ });
  await trial.accept(firing('b'), firing('c'));
  await trial.acceptTogether(firing('d'), firing('e'));
  await trial.attempt(DELIVERED);
  await trial.restart('kill');
  await trial.accept(firing('b'));
  trial.fs.inject({ operation: 'readFile', code: 'EIO', path: /epoch/ });
  await trial.accept(resolved('b'));
  await trial.restart('kill');
  await trial.accept(resolved('b'));
}

/** All scenarios by the name that a case uses. */
export const SCENARIOS: ReadonlyMap<string, Scenario> = new Map(
  Object.entries({
    ...{ requests, incident, refusals, failures, rolling, straggler },
    ...{ collapsing, restarts, fullDisk, failedSyncs, unreadableEpoch },
  }),
);
