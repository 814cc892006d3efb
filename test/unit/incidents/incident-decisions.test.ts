import { describe, expect, it } from 'vitest';
import { JournalError } from '../../../src/errors.ts';
import { createIncidentDecisions } from '../../../src/incidents/incident-decisions.ts';
import type { Outcome } from '../../../src/outbox/events/outcome.ts';
import type { Outbox } from '../../../src/outbox/outbox.ts';
import { firing, INCIDENT, intakeOf } from '../../support/alerts.ts';
import { REPORTED } from '../../support/hand-destination.ts';
import { HandReferenceReader } from '../../support/hand-reference-reader.ts';
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
  const coc = new HandReferenceReader();
  const decisions = createIncidentDecisions({
    ...{ outbox, reader: coc, onFailure: coc.onFailure },
    onError: (error) => errors.push(error),
  });
  const { key } = incident;
  return { ...opened, coc, decisions, key, errors, incident: () => outbox.state.ledger.incident(key) };
}

describe('an operator who decides about an incident', () => {
  it('says that COC opened it, under its number', async () => {
    const { outbox, decisions, key, incident, records } = await setUp();
    expect(await decisions.decide(key, { opened: 'IM7' }, 'token')).toStrictEqual({
      key,
      done: true,
      outcome: 'opened',
    });
    expect(incident()).toMatchObject({ state: 'opened', incidentNum: 'IM7' });
    expect(outbox.state.pendingCount).toBe(0);
    expect(records.at(-1)?.events).toMatchObject([{ type: 'incident.decided', actor: 'token' }]);
  });

  it('has it asked for again, at once', async () => {
    const { outbox, decisions, key, incident } = await setUp();
    expect(await decisions.decide(key, { again: true }, 'local')).toEqual({
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
    expect(await decisions.decide('nothing', { opened: 'IM7' }, 'local')).toMatchObject({
      done: false,
      why: 'missing',
    });
    expect(records).toHaveLength(before);
  });

  it('is told that it does not wait for a decision', async () => {
    const opened: Outcome = { kind: 'delivered', result: 'incident-opened', incidentNum: 'IM1' };
    const { decisions, key, incident } = await setUp(opened);
    expect(await decisions.decide(key, { opened: 'IM7' }, 'local')).toEqual({
      ...{ key, done: false, why: 'refused', error: 'it does not wait for a decision: it is opened' },
    });
    expect(incident()).toMatchObject({ incidentNum: 'IM1' });
  });

  it('is told to try again while COC is being asked for it', async () => {
    const { outbox, decisions, key, incident } = await setUp(NOTHING_SENT);
    const entry = await outbox.take('incidents');
    if (!entry) throw new Error('nothing is due');
    await outbox.started(entry);
    expect(await decisions.decide(key, { opened: 'IM7' }, 'local')).toMatchObject({
      ...{ done: false, why: 'refused', error: expect.stringContaining('being asked for it just now') },
    });
    expect(incident()).toMatchObject({ state: 'undecided' });
  });

  it('need not wait for a look that is under way', async () => {
    const { outbox, clock, decisions, key, incident } = await setUp();
    clock.advance(3_600_000);
    expect(await outbox.take('incidents')).toMatchObject({ uncertain: true });
    expect(await decisions.decide(key, { opened: 'IM7' }, 'local')).toMatchObject({
      done: true,
      outcome: 'opened',
    });
    expect(incident()).toMatchObject({ state: 'opened', incidentNum: 'IM7' });
  });

  it('is told when it can not be stored, and the error is reported', async () => {
    const { outbox, decisions, key, errors } = await setUp();
    await outbox.close();
    expect(await decisions.decide(key, { opened: 'IM7' }, 'local')).toMatchObject({
      done: false,
      why: 'unavailable',
    });
    expect(errors).toEqual([expect.any(JournalError)]);
  });

  it('is told that another one was faster, when both decide at once', async () => {
    const { decisions, key, incident } = await setUp();
    const [first, second] = await Promise.all(
      ['IM7', 'IM8'].map((num) => decisions.decide(key, { opened: num }, 'local')),
    );
    expect([first, second]).toMatchObject([
      { done: true, outcome: 'opened' },
      { done: false, why: 'refused' },
    ]);
    expect(incident()).toMatchObject({ state: 'opened', incidentNum: 'IM7' });
  });

  it('does not hide a bug', async () => {
    const { outbox, coc, key } = await setUp();
    const decide = () => Promise.reject(new TypeError('a bug'));
    const decisions = createIncidentDecisions({
      outbox: { state: outbox.state, isLooking: () => false, decide },
      ...{ reader: coc, onFailure: coc.onFailure },
      onError: () => undefined,
    });
    await expect(decisions.decide(key, { opened: 'IM7' }, 'local')).rejects.toThrow('a bug');
  });
});

describe('an operator who chooses one number of a doubled incident', () => {
  async function doubled() {
    const set = await setUp();
    const { outbox, decisions, key, incident } = set;
    await decisions.decide(key, { opened: 'IM1' }, 'local');
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
    if (isOpened) await decisions.decide(key, { opened: 'IM1' }, 'local');
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

describe('a number of another incident of the agent', () => {
  /** A second incident, of which COC opened this number or was not heard. */
  async function withOther(outcome: Outcome) {
    const set = await setUp();
    const { outbox, key } = set;
    await outbox.accept(intakeOf(firing('b', { incident: INCIDENT })));
    await settle(outbox, 'alarms/default', REPORTED);
    await settle(outbox, 'incidents', outcome);
    const other = [...outbox.state.ledger.everyIncident()].find((incident) => incident.key !== key);
    if (!other) throw new Error('there is no other incident');
    set.coc.itself = { kind: 'foreign' };
    return { ...set, other: other.key, otherNow: () => outbox.state.ledger.incident(other.key) };
  }
  const OPENED: Outcome = { kind: 'delivered', result: 'incident-opened', incidentNum: 'IM1' };
  const REMEDY = 'give the number that COC has for this one, or --open-again if it has none';

  it.each([
    ['with a reason', { opened: 'IM1', force: 'I say so' }],
    ['without one', { opened: 'IM1' }],
    ['in other letters', { opened: 'im1', force: 'I say so' }],
  ])('is not taken %s: nothing changes', async (_what, choice) => {
    const { coc, decisions, key, incident, other, records } = await withOther(OPENED);
    const [before, stored] = [incident(), records.length];
    expect(await decisions.decide(key, choice, 'local')).toEqual({
      ...{ key, done: false, why: 'refused' },
      error: `${choice.opened} belongs to another incident of the agent, ${other}: ${REMEDY}`,
    });
    expect(incident()).toBe(before);
    expect(records).toHaveLength(stored);
    expect(coc.asked).toEqual([]);
  });

  it('corrects nothing', async () => {
    const { decisions, key, incident, other, records } = await withOther(OPENED);
    await decisions.decide(key, { opened: 'IM7', force: 'why' }, 'local');
    const [before, stored] = [incident(), records.length];
    expect(await decisions.decide(key, { opened: 'IM1', force: 'why' }, 'local')).toMatchObject({
      ...{ done: false, why: 'refused', error: expect.stringContaining(`of the agent, ${other}: ${REMEDY}`) },
    });
    expect(incident()).toBe(before);
    expect(records).toHaveLength(stored);
    expect(await decisions.decide(key, { opened: 'IM8', force: 'why' }, 'local')).toMatchObject({
      done: true,
    });
  });

  it('is not taken where COC shows it as a further one of that one', async () => {
    const { coc, decisions, key, other } = await withOther(UNKNOWN);
    coc.lists('IM7', 'IM8');
    await decisions.decide(other, { opened: 'IM7' }, 'local');
    expect(await decisions.decide(key, { opened: 'IM8', force: 'why' }, 'local')).toMatchObject({
      ...{ why: 'refused', error: `IM8 belongs to another incident of the agent, ${other}: ${REMEDY}` },
    });
  });

  it('is taken by the first of two decisions that are stored at once', async () => {
    const { coc, decisions, key, incident, other, otherNow } = await withOther(UNKNOWN);
    const forced = decisions.decide(key, { opened: 'IM7', force: 'why' }, 'local');
    coc.lists('IM7');
    const proven = decisions.decide(other, { opened: 'IM7' }, 'local');
    const because = `IM7 belongs to another incident of the agent, ${other}, by an operator's decision`;
    expect(await Promise.all([forced, proven])).toMatchObject([
      { done: false, why: 'refused', error: expect.stringContaining(because) },
      { done: true },
    ]);
    expect([incident(), otherNow()]).toMatchObject([{ state: 'undecided' }, { incidentNum: 'IM7' }]);
  });

  it('is not taken with a proof while that one has it without', async () => {
    const { coc, decisions, key, other, otherNow } = await withOther(UNKNOWN);
    await decisions.decide(key, { opened: 'IM7', force: 'why' }, 'local');
    coc.lists('IM7');
    const because = `IM7 belongs to another incident of the agent, ${key}, by an operator's decision`;
    expect(await decisions.decide(other, { opened: 'IM7' }, 'local')).toMatchObject({
      ...{ done: false, why: 'refused' },
      error: `${because}. If that was wrong, correct it first; otherwise ${REMEDY}`,
    });
    expect(otherNow()).toMatchObject({ state: 'undecided' });
  });

  it('is free once the decision about that one is corrected', async () => {
    const { coc, decisions, key, other, otherNow } = await withOther(UNKNOWN);
    await decisions.decide(key, { opened: 'IM7', force: 'why' }, 'local');
    await decisions.decide(key, { opened: 'IM8', force: 'why' }, 'local');
    coc.lists('IM7');
    expect(await decisions.decide(other, { opened: 'IM7' }, 'local')).toMatchObject({ done: true });
    expect(otherNow()).toMatchObject({ incidentNum: 'IM7' });
  });

  it('is taken for both where the agent works on it for none', async () => {
    const { decisions, key, incident, other, otherNow } = await withOther(UNKNOWN);
    const both = { opened: 'IM7', force: 'the umbrella of the day' };
    for (const one of [key, other])
      expect(await decisions.decide(one, both, 'local')).toMatchObject({ done: true, unproven: true });
    expect([incident(), otherNow()]).toMatchObject([{ incidentNum: 'IM7' }, { incidentNum: 'IM7' }]);
  });
});

const FORCED = { opened: 'IM7', force: 'the umbrella of the day' };

describe('a number that an operator names', () => {
  it('is taken as COC lists it, in any case, with the others that it lists', async () => {
    const { coc, decisions, key, incident } = await setUp();
    coc.lists('IM6', 'IM7');
    expect(await decisions.decide(key, { opened: 'im7' }, 'local')).toEqual({
      ...{ key, done: true, outcome: 'opened' },
    });
    expect(incident()).toMatchObject({ incidentNum: 'IM7', doubles: ['IM6'], decided: true });
    expect(incident()).not.toHaveProperty('unproven');
    expect(coc.asked).toEqual([key]);
  });

  it('is read itself where the list lacks it', async () => {
    const { coc, decisions, key, incident } = await setUp();
    expect(await decisions.decide(key, { opened: 'IM7' }, 'local')).toMatchObject({ done: true });
    expect(coc.asked).toEqual([key, `IM7 of ${key}`]);
    expect(incident()).toMatchObject({ state: 'opened', incidentNum: 'IM7' });
  });

  it('that is another one is refused, and changes nothing', async () => {
    const { coc, decisions, key, incident, records } = await setUp();
    coc.itself = { kind: 'foreign' };
    const before = records.length;
    expect(await decisions.decide(key, { opened: 'IM7' }, 'local')).toMatchObject({
      ...{ done: false, why: 'refused', error: expect.stringContaining("IM7 is another problem's") },
    });
    expect(incident()).toMatchObject({ state: 'undecided' });
    expect(records).toHaveLength(before);
  });

  it('is taken all the same for a reason, is said to be so, and is left alone for ever', async () => {
    const { coc, decisions, key, incident, records } = await setUp();
    coc.itself = { kind: 'foreign' };
    expect(await decisions.decide(key, FORCED, 'local')).toEqual({
      ...{ key, done: true, outcome: 'opened', unproven: true },
    });
    expect(incident()).toMatchObject({ decided: true, unproven: FORCED.force, leftAlone: true });
    expect(records.at(-1)?.events).toMatchObject([{ type: 'incident.decided', force: FORCED.force }]);
  });

  it('needs no reason where COC proves it', async () => {
    const { decisions, key, incident } = await setUp();
    expect(await decisions.decide(key, FORCED, 'local')).toEqual({ key, done: true, outcome: 'opened' });
    expect(incident()).not.toHaveProperty('unproven');
    expect(incident()).not.toHaveProperty('leftAlone');
  });

  it('is not requested again while COC shows one', async () => {
    const { coc, decisions, key, incident } = await setUp();
    coc.lists('IM8', 'IM9');
    expect(await decisions.decide(key, { again: true }, 'local')).toMatchObject({
      ...{
        done: false,
        why: 'refused',
        error: 'COC shows it as IM8, IM9, so it is not requested again; the choice is --opened IM8',
      },
    });
    expect(incident()).toMatchObject({ state: 'undecided' });
  });

  it('is requested again where the list can not be read, on the word of the operator', async () => {
    const { coc, decisions, key, incident } = await setUp();
    const outcome = { kind: 'rejected', reason: 'forbidden', detail: 'no right' } as const;
    coc.list = { kind: 'failed', outcome };
    expect(await decisions.decide(key, { again: true }, 'local')).toMatchObject({ outcome: 'asked-again' });
    expect(incident()).toMatchObject({ state: 'requested' });
    expect(coc.failures).toEqual([outcome]);
  });
});

describe('a decision that was wrong', () => {
  async function decided(choice: { opened: string; force?: string } = FORCED) {
    const set = await setUp();
    if (choice.force) set.coc.itself = { kind: 'foreign' };
    await set.decisions.decide(set.key, choice, 'local');
    set.coc.itself = { kind: 'ours' };
    return set;
  }

  it('is corrected to the right number', async () => {
    const { coc, decisions, key, incident, records } = await decided();
    coc.itself = { kind: 'foreign' };
    coc.lists('IM8');
    expect(await decisions.decide(key, { opened: 'IM8' }, 'token')).toEqual({
      ...{ key, done: true, outcome: 'opened', was: 'IM7' },
    });
    expect(incident()).toMatchObject({ state: 'opened', incidentNum: 'IM8', decided: true });
    expect(incident()).not.toHaveProperty('unproven');
    expect(incident()).not.toHaveProperty('leftAlone');
    expect(records.at(-1)?.events).toMatchObject([
      { type: 'incident.corrected', actor: 'token', was: 'IM7', incidentNum: 'IM8' },
    ]);
  });

  it('is corrected by a request, of which there is one', async () => {
    const { outbox, coc, decisions, key, incident } = await decided();
    coc.itself = { kind: 'foreign' };
    const again = { again: true } as const;
    const both = await Promise.all([
      decisions.decide(key, again, 'local'),
      decisions.decide(key, again, 'local'),
    ]);
    expect(both).toMatchObject([
      { done: true, outcome: 'asked-again', was: 'IM7' },
      { done: false, why: 'refused', error: expect.stringContaining('try again when it has ended') },
    ]);
    expect(incident()).toMatchObject({ state: 'requested' });
    expect(outbox.state.pendingCount).toBe(1);
    expect(await outbox.take('incidents')).toMatchObject({
      ...{ uncertain: false, body: { kind: 'open-incident', key, request: { title: INCIDENT.title } } },
    });
  });

  it('was none where COC proves the number: nothing is requested again', async () => {
    const { decisions, key, incident } = await decided({ opened: 'IM6' });
    expect(await decisions.decide(key, { again: true }, 'local')).toMatchObject({
      ...{ why: 'refused', error: expect.stringContaining('COC shows it as IM6, so it is not requested') },
    });
    expect(incident()).toMatchObject({ state: 'opened', incidentNum: 'IM6' });
  });

  it('is corrected to one without proof only for a reason', async () => {
    const { coc, decisions, key, incident } = await decided({ opened: 'IM6' });
    coc.itself = { kind: 'foreign' };
    expect(await decisions.decide(key, { opened: 'IM7' }, 'local')).toMatchObject({ why: 'refused' });
    expect(incident()).toMatchObject({ incidentNum: 'IM6' });
    expect(await decisions.decide(key, FORCED, 'local')).toMatchObject({ was: 'IM6', unproven: true });
    expect(incident()).toMatchObject({ incidentNum: 'IM7', unproven: FORCED.force, leftAlone: true });
  });

  it.each([
    ['proven', { opened: 'IM6' }, 'ours', { opened: 'IM6' }],
    ['not proven', FORCED, 'foreign', FORCED],
  ] as const)('is none with the same number, %s as before', async (_, first, kind, second) => {
    const { coc, decisions, key, incident } = await decided(first);
    coc.itself = { kind };
    const before = incident();
    expect(await decisions.decide(key, second, 'local')).toMatchObject({
      ...{ why: 'refused', error: `it has the number ${first.opened} already` },
    });
    expect(incident()).toBe(before);
  });

  it('is none where COC opened it twice: one of the numbers is kept', async () => {
    const { coc, decisions, key, incident } = await decided({ opened: 'IM6' });
    expect(await decisions.decide(key, { opened: 'IM8' }, 'local')).toMatchObject({ was: 'IM6' });
    expect(incident()).toMatchObject({ incidentNum: 'IM8', doubles: ['IM6'] });
    coc.asked.length = 0;
    expect(await decisions.decide(key, { opened: 'IM6' }, 'local')).toMatchObject({
      ...{ why: 'refused', error: 'COC opened it more than once: choose with --keep' },
    });
    expect(coc.asked).toEqual([]);
    expect(await decisions.keep(key, 'IM6', 'local')).toMatchObject({ close: ['IM8'] });
  });

  it('is corrected to a number that was found meanwhile', async () => {
    const { outbox, coc, decisions, key, incident } = await decided();
    const known = incident();
    if (!known) throw new Error('there is no incident');
    await outbox.decide(() => [
      { type: 'incident.doubled', key, alarmId: known.alarmId, incidentNums: ['IM8'] },
    ]);
    coc.itself = { kind: 'foreign' };
    coc.lists('IM8');
    expect(await decisions.decide(key, { opened: 'IM8' }, 'local')).toMatchObject({ was: 'IM7' });
    expect(incident()).toMatchObject({ incidentNum: 'IM8' });
    expect(incident()).not.toHaveProperty('doubles');
    expect(incident()).not.toHaveProperty('spares');
  });

  it('is a proof that came late', async () => {
    const { decisions, key, incident } = await decided();
    expect(await decisions.decide(key, { opened: 'IM7' }, 'local')).toMatchObject({ was: 'IM7' });
    expect(incident()).not.toHaveProperty('unproven');
  });

  it('waits for the step that is under way', async () => {
    const { outbox, decisions, key, incident } = await decided({ opened: 'IM6' });
    const known = incident();
    if (!known) throw new Error('there is no incident');
    const { alarmId, episode, policy } = known;
    const step = { kind: 'handle-incident', step: 'accept', operator: 'o', incidentNum: 'IM6' } as const;
    await outbox.decide(() => [{ type: 'entry.queued', body: { ...step, key, alarmId, episode, policy } }]);
    expect(await decisions.decide(key, { opened: 'IM8' }, 'local')).toMatchObject({
      ...{ why: 'refused', error: 'a step of it is under way; try again when it has ended' },
    });
    expect(incident()).toMatchObject({ incidentNum: 'IM6' });
  });

  it('can not be requested again where nobody has the request', async () => {
    const { outbox, key, incident } = await decided();
    const known = incident();
    if (!known) throw new Error('there is no incident');
    const { request: _, ...bare } = known;
    const state = { ...outbox.state, ledger: { ...outbox.state.ledger, incident: () => bare } };
    const looking = new HandReferenceReader();
    const others = createIncidentDecisions({
      outbox: { state, isLooking: () => false, decide: outbox.decide } as never,
      ...{ reader: looking, onFailure: looking.onFailure, onError: () => undefined },
    });
    expect(await others.decide(key, { again: true }, 'local')).toMatchObject({
      ...{ why: 'refused', error: 'its request is not known any more' },
    });
  });

  it('is no matter of one that the agent opened itself', async () => {
    const { decisions, key, incident } = await setUp({
      ...{ kind: 'delivered', result: 'incident-opened', incidentNum: 'IM1' },
    });
    expect(await decisions.decide(key, { opened: 'IM2' }, 'local')).toMatchObject({
      ...{ why: 'refused', error: 'it does not wait for a decision: it is opened' },
    });
    expect(incident()).toMatchObject({ incidentNum: 'IM1' });
  });

  it('leaves a number without proof to its own people when the true one is kept', async () => {
    const { outbox, decisions, key, incident } = await decided();
    const known = incident();
    if (!known) throw new Error('there is no incident');
    await outbox.decide(() => [
      { type: 'incident.doubled', key, alarmId: known.alarmId, incidentNums: ['IM8'] },
    ]);
    expect(await decisions.keep(key, 'IM8', 'local')).toMatchObject({ outcome: 'kept', close: [] });
    expect(incident()).toMatchObject({ incidentNum: 'IM8', spares: [] });
    expect(incident()).not.toHaveProperty('unproven');
  });
});
