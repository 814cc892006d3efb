import { describe, expect, it } from 'vitest';
import { JournalError } from '../../../src/errors.ts';
import { createIncidentDecisions } from '../../../src/incidents/incident-decisions.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import type { Outbox } from '../../../src/outbox/outbox.ts';
import { firing, INCIDENT, intakeOf } from '../../support/alerts.ts';
import { REPORTED } from '../../support/hand-destination.ts';
import { openOutbox } from '../../support/outbox.ts';

const NOTHING_SENT: Outcome = { kind: 'retry', reason: 'dns', scope: 'destination', detail: 'no' };
const UNKNOWN: Outcome = { kind: 'unknown', reason: 'timeout', detail: 'no answer' };

async function settle(outbox: Outbox, destination: string, outcome: Outcome) {
  const entry = await outbox.take(destination);
  if (!entry) throw new Error(`nothing is due for ${destination}`);
  if (destination === 'incidents') await outbox.started(entry);
  await outbox.settle(entry, outcome);
}

/** An incident that COC was asked for, with this outcome. */
async function setUp(outcome: Outcome = UNKNOWN) {
  const opened = await openOutbox();
  const { outbox } = opened;
  await outbox.accept(intakeOf(firing('a', { incident: INCIDENT })));
  await settle(outbox, 'alarms/default', REPORTED);
  await settle(outbox, 'incidents', outcome);
  const [incident] = [...outbox.state.ledger.everyIncident()];
  if (!incident) throw new Error('there is no incident');
  const errors: unknown[] = [];
  const decisions = createIncidentDecisions({ outbox, onError: (error) => errors.push(error) });
  const { key } = incident;
  return { ...opened, decisions, key, errors, incident: () => outbox.state.ledger.incident(key) };
}

describe('an operator who decides about an incident', () => {
  it('says that COC opened it, under its number', async () => {
    const { outbox, decisions, key, incident, records } = await setUp();
    expect(await decisions.decide(key, 'IM7', 'token')).toEqual({ key, done: true, outcome: 'opened' });
    expect(incident()).toMatchObject({ state: 'opened', incidentNum: 'IM7' });
    expect(outbox.state.pendingCount).toBe(0);
    expect(records.at(-1)?.events).toMatchObject([{ type: 'incident.decided', actor: 'token' }]);
  });

  it('has it asked for again, at once', async () => {
    const { outbox, decisions, key, incident } = await setUp();
    expect(await decisions.decide(key, undefined, 'local')).toEqual({
      key,
      done: true,
      outcome: 'asked-again',
    });
    expect(incident()).toMatchObject({ state: 'requested' });
    expect(await outbox.take('incidents')).toMatchObject({ uncertain: false });
  });

  it('is told that there is none', async () => {
    const { decisions, records } = await setUp();
    const before = records.length;
    expect(await decisions.decide('nothing', 'IM7', 'local')).toMatchObject({ done: false, why: 'missing' });
    expect(records).toHaveLength(before);
  });

  it('is told that it does not wait for a decision', async () => {
    const opened: Outcome = { kind: 'delivered', result: 'incident-opened', incidentNum: 'IM1' };
    const { decisions, key, incident } = await setUp(opened);
    expect(await decisions.decide(key, 'IM7', 'local')).toEqual({
      ...{ key, done: false, why: 'refused', error: 'it does not wait for a decision: it is opened' },
    });
    expect(incident()).toMatchObject({ incidentNum: 'IM1' });
  });

  it('is told to try again while COC is being asked for it', async () => {
    const { outbox, decisions, key, incident } = await setUp(NOTHING_SENT);
    const entry = await outbox.take('incidents');
    if (!entry) throw new Error('nothing is due');
    await outbox.started(entry);
    expect(await decisions.decide(key, 'IM7', 'local')).toMatchObject({
      ...{ done: false, why: 'refused', error: expect.stringContaining('being asked for it just now') },
    });
    expect(incident()).toMatchObject({ state: 'undecided' });
  });

  it('need not wait for a look that is under way', async () => {
    const { outbox, clock, decisions, key, incident } = await setUp();
    clock.advance(3_600_000);
    expect(await outbox.take('incidents')).toMatchObject({ uncertain: true });
    expect(await decisions.decide(key, 'IM7', 'local')).toMatchObject({ done: true, outcome: 'opened' });
    expect(incident()).toMatchObject({ state: 'opened', incidentNum: 'IM7' });
  });

  it('is told when it can not be stored, and the error is reported', async () => {
    const { outbox, decisions, key, errors } = await setUp();
    await outbox.close();
    expect(await decisions.decide(key, 'IM7', 'local')).toMatchObject({ done: false, why: 'unavailable' });
    expect(errors).toEqual([expect.any(JournalError)]);
  });

  it('is told that another one was faster, when both decide at once', async () => {
    const { decisions, key, incident } = await setUp();
    const [first, second] = await Promise.all(
      ['IM7', 'IM8'].map((num) => decisions.decide(key, num, 'local')),
    );
    expect([first, second]).toMatchObject([
      { done: true, outcome: 'opened' },
      { done: false, why: 'refused' },
    ]);
    expect(incident()).toMatchObject({ state: 'opened', incidentNum: 'IM7' });
  });

  it('does not hide a bug', async () => {
    const { outbox, key } = await setUp();
    const decide = () => Promise.reject(new TypeError('a bug'));
    const decisions = createIncidentDecisions({
      outbox: { state: outbox.state, isLooking: () => false, decide },
      onError: () => undefined,
    });
    await expect(decisions.decide(key, 'IM7', 'local')).rejects.toThrow('a bug');
  });
});

describe('an operator who chooses one number of a doubled incident', () => {
  async function doubled() {
    const set = await setUp();
    const { outbox, decisions, key, incident } = set;
    await decisions.decide(key, 'IM1', 'local');
    const known = incident();
    if (!known) throw new Error('there is no incident');
    const { alarmId, episode, policy } = known;
    const about = { key, alarmId };
    await outbox.decide(() => [{ type: 'incident.doubled', ...about, incidentNums: ['IM2'] }]);
    const step = { kind: 'handle-incident', step: 'accept', operator: 'o', incidentNum: 'IM1' } as const;
    const queueStep = () =>
      outbox.decide(() => [{ type: 'entry.queued', body: { ...step, ...about, episode, policy } }]);
    return { ...set, queueStep };
  }

  it('goes on with it, and is told which ones to close', async () => {
    const { decisions, key, incident } = await doubled();
    expect(await decisions.keep(key, 'IM2', 'local')).toEqual({
      key,
      done: true,
      outcome: 'kept',
      close: ['IM1'],
    });
    expect(incident()).toMatchObject({ incidentNum: 'IM2', spares: ['IM1'] });
  });

  it.each([
    ['that there is none', 'nothing', 'IM2', 'missing', 'there is no incident of this key'],
    ['which numbers it has', undefined, 'IM3', 'refused', 'its numbers are IM1, IM2'],
  ])('is told %s', async (_, other, num, why, error) => {
    const { decisions, key, incident } = await doubled();
    const asked = other ?? key;
    expect(await decisions.keep(asked, num, 'local')).toEqual({ key: asked, done: false, why, error });
    expect(incident()).toMatchObject({ incidentNum: 'IM1', doubles: ['IM2'] });
  });

  it.each([
    ['opened once', true],
    ['not known to be opened', false],
  ])('is told that there is nothing to choose of one that is %s', async (_, isOpened) => {
    const { decisions, key } = await setUp();
    if (isOpened) await decisions.decide(key, 'IM1', 'local');
    expect(await decisions.keep(key, 'IM1', 'local')).toEqual({
      ...{ key, done: false, why: 'refused', error: 'COC opened it only once, as far as is known' },
    });
  });

  it('is told to wait while a step waits', async () => {
    const { decisions, key, incident, queueStep } = await doubled();
    await queueStep();
    expect(await decisions.keep(key, 'IM2', 'local')).toMatchObject({ done: false, why: 'refused' });
    expect(incident()).toMatchObject({ incidentNum: 'IM1', doubles: ['IM2'] });
  });

  it('is told to wait when a step is stored in the same commit', async () => {
    const { decisions, key, incident, queueStep } = await doubled();
    const [, kept] = await Promise.all([queueStep(), decisions.keep(key, 'IM2', 'local')]);
    expect(kept).toMatchObject({ done: false, why: 'refused' });
    expect(incident()).toMatchObject({ incidentNum: 'IM1', doubles: ['IM2'] });
  });
});
