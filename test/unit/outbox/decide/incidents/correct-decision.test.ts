import { describe, expect, it } from 'vitest';
import type { AlarmId } from '../../../../../src/alerts/alert.ts';
import {
  correctDecision,
  isByDecision,
} from '../../../../../src/outbox/decide/incidents/correct-decision.ts';
import { redriveStep } from '../../../../../src/outbox/decide/redrive.ts';
import type { EpisodeId, IncidentKey } from '../../../../../src/outbox/events/entry.ts';
import { entryChangeOf } from '../../../../../src/outbox/events/entry-change.ts';
import type { OutboxEvent } from '../../../../../src/outbox/events/event.ts';
import { ledgerShardsOf, subjectAlarm } from '../../../../../src/outbox/events/event-subject.ts';
import { shardOf } from '../../../../../src/outbox/events/hash.ts';
import { type Incident, type IncidentInCoc, isDoubtful } from '../../../../../src/outbox/ledger/incident.ts';
import { Ledger } from '../../../../../src/outbox/ledger/ledger.ts';
import { INCIDENT } from '../../../../support/alerts.ts';
import { incidentInCoc } from './incident-in-coc.ts';

const key = 'k1' as IncidentKey;
const alarmId = 'a1' as AlarmId;
const episode = 'e1' as EpisodeId;
const ABOUT = { key, alarmId, episode, policy: 'critical', requestedAt: 1, request: INCIDENT, asks: 1 };
const DECIDED: IncidentInCoc & { readonly decided: true } = {
  ...{ ...ABOUT, state: 'opened', incidentNum: 'IM7', openedAt: 5, changedAt: 5 },
  decided: true,
};

function viewOf(incident: Incident | undefined, ...others: readonly Incident[]) {
  return {
    series: () => undefined,
    incident: () => incident,
    everyIncident: () => [...(incident ? [incident] : []), ...others],
  };
}

const corrected = { type: 'incident.corrected', key, alarmId, actor: 'local', was: 'IM7' } as const;

/** The incident after these events, at the time 9. */
function incidentAfter(incident: Incident, ...events: readonly OutboxEvent[]): Incident | undefined {
  const ledger = new Ledger();
  ledger.restore(shardOf(key), { position: 0, series: [], incidents: [incident] });
  for (const [i, event] of events.entries()) ledger.fold(event, { seq: i + 1, at: 9 });
  return ledger.incident(key);
}

describe('an operator who corrects a decision', () => {
  const choice = { key, actor: 'local' };

  it('says another number, and the further ones that COC shows', () => {
    const number = { incidentNum: 'IM8', others: ['IM9'] };
    expect(correctDecision(viewOf(DECIDED), { ...choice, number })).toEqual([
      { ...corrected, incidentNum: 'IM8' },
      { type: 'incident.doubled', key, alarmId, incidentNums: ['IM9'] },
    ]);
  });

  it('says one without a proof, with the reason', () => {
    const number = { incidentNum: 'IM8', others: [], force: 'why' };
    expect(correctDecision(viewOf(DECIDED), { ...choice, number })).toEqual([
      { ...corrected, incidentNum: 'IM8', force: 'why' },
    ]);
  });

  it('does not say the number of another incident, also not with a reason', () => {
    const view = viewOf(DECIDED, incidentInCoc({ incidentNum: 'IM8' }));
    const number = { incidentNum: 'IM8', others: [] };
    expect(correctDecision(view, { ...choice, number })).toEqual([]);
    expect(correctDecision(view, { ...choice, number: { ...number, force: 'why' } })).toEqual([]);
    expect(correctDecision(view, { ...choice, number: { ...number, incidentNum: 'IM9' } })).toHaveLength(1);
    expect(correctDecision(view, choice)).toHaveLength(2);
  });

  it('proves the number that it has', () => {
    const number = { incidentNum: 'IM7', others: [] };
    const view = viewOf({ ...DECIDED, unproven: 'why' }, incidentInCoc({ incidentNum: 'IM8' }));
    expect(correctDecision(view, { ...choice, number })).toEqual([{ ...corrected, incidentNum: 'IM7' }]);
  });

  it('has it requested again, by one entry', () => {
    const body = { kind: 'open-incident', key, alarmId, episode, request: INCIDENT };
    expect(correctDecision(viewOf(DECIDED), choice)).toEqual([corrected, { type: 'entry.queued', body }]);
  });

  it.each<[string, Incident | undefined, boolean]>([
    ['is forgotten', undefined, false],
    ['was opened by the agent', { ...ABOUT, ...DECIDED, decided: undefined } as never, false],
    ['waits for a decision', { ...ABOUT, state: 'undecided' }, false],
    ['has no known request', { ...DECIDED, request: undefined } as never, false],
    ['has ended', { ...DECIDED, state: 'completed' }, true],
  ])('of an incident that %s', (_, incident, isPossible) => {
    expect(correctDecision(viewOf(incident), choice)).toHaveLength(isPossible ? 2 : 0);
  });

  it('can do so only where it is in COC by a decision', () => {
    expect(isByDecision(DECIDED)).toBe(true);
    expect(isByDecision({ ...ABOUT, state: 'undecided', decided: true } as never)).toBe(false);
  });
});

describe('an incident whose decision was corrected', () => {
  const worked: IncidentInCoc = {
    ...DECIDED,
    ...{ state: 'resolved', by: 'agent', touched: true, step: 'confirm', stuck: true, leftAlone: true },
    ...{ unproven: 'why', warRoom: { state: 'opened' }, doubles: ['IM8'], detail: 'no', title: 'a title' },
    ...{ quietSince: 7, spares: ['IM5', 'IM8'] },
  };

  it('has the other number, and nothing that was known of the wrong one', () => {
    expect(incidentAfter(worked, { ...corrected, incidentNum: 'IM8' })).toEqual({
      ...{ ...ABOUT, state: 'opened', incidentNum: 'IM8', openedAt: 9, changedAt: 9, decided: true },
      ...{ quietSince: 7, spares: ['IM5'] },
    });
  });

  it('has no others where it had none', () => {
    const { spares: _, quietSince: __, ...bare } = worked;
    expect(incidentAfter(bare, { ...corrected, incidentNum: 'IM8' })).toEqual({
      ...{ ...ABOUT, state: 'opened', incidentNum: 'IM8', openedAt: 9, changedAt: 9, decided: true },
    });
  });

  it('is left alone for the reason where the number is not proven', () => {
    expect(incidentAfter(DECIDED, { ...corrected, incidentNum: 'IM8', force: 'why' })).toMatchObject({
      ...{ decided: true, unproven: 'why', leftAlone: true },
    });
  });

  it('is requested as it was before', () => {
    expect(incidentAfter(worked, corrected)).toEqual({ ...ABOUT, state: 'requested' });
  });

  it('is about its alarm, its part of the ledger, and no entry', () => {
    expect(subjectAlarm(corrected)).toBe(alarmId);
    expect(ledgerShardsOf(corrected)).toEqual([shardOf(key)]);
    expect(entryChangeOf(corrected)).toBeUndefined();
  });

  it('is looked for under further numbers while its own is not proven', () => {
    expect(isDoubtful(DECIDED)).toBe(false);
    expect(isDoubtful({ ...DECIDED, unproven: 'why' })).toBe(true);
  });

  it('is in COC by decision from the first one on', () => {
    const decided = { type: 'incident.decided', key, alarmId, entry: 4, actor: 'local' } as const;
    const undecided: Incident = { ...ABOUT, state: 'undecided', undecidedSince: 3 };
    const opened = {
      ...ABOUT,
      state: 'opened',
      openedAt: 9,
      changedAt: 9,
      incidentNum: 'IM7',
      decided: true,
    };
    expect(incidentAfter(undecided, { ...decided, incidentNum: 'IM7' })).toEqual(opened);
    expect(incidentAfter(undecided, { ...decided, incidentNum: 'IM7', force: 'why' })).toEqual({
      ...{ ...opened, unproven: 'why', leftAlone: true },
    });
    expect(incidentAfter(undecided, decided)).toEqual({ ...ABOUT, state: 'requested' });
  });
});

describe('a refused step that is put back', () => {
  const about = { key, alarmId, episode, policy: 'critical', incidentNum: 'IM7' };
  const step = { kind: 'handle-incident', ...about, operator: 'o', step: 'accept' } as const;

  it.each<[string, Partial<IncidentInCoc>, string]>([
    ['is taken while its incident is open', {}, 'entry.queued'],
    ['is of another number by now', { incidentNum: 'IM8' }, 'incident.skipped'],
    ['is not taken with one that may be another problem', { unproven: 'why' }, 'incident.skipped'],
    ['is not taken with one that is over', { state: 'completed' }, 'incident.skipped'],
  ])('%s', (_, changes, type) => {
    expect(redriveStep(viewOf({ ...DECIDED, ...changes }), step)).toMatchObject([{ type }]);
  });
});
