import { describe, expect, it } from 'vitest';
import { decideUndecided } from '../../../../../src/outbox/decide/incidents/decide-undecided.ts';
import type { Incident } from '../../../../../src/outbox/ledger/incident.ts';
import { openIncident } from '../../../../support/entries.ts';
import { incidentInCoc } from './incident-in-coc.ts';

const { key, alarmId, episode } = openIncident('k1');
const UNDECIDED: Incident = {
  ...{ key, alarmId, episode, policy: 'critical', requestedAt: 1, asks: 1 },
  state: 'undecided',
};
const NUMBER = { incidentNum: 'IM1', others: [] };
const choice = { key, entry: 7, actor: 'local' };
const decided = { type: 'incident.decided', ...choice, alarmId };
const OTHER = incidentInCoc({ incidentNum: 'IM1' });

function viewOf(incident: Incident | undefined, ...others: readonly Incident[]) {
  return { incident: () => incident, everyIncident: () => [...(incident ? [incident] : []), ...others] };
}

describe('an operator who decides about an incident of unknown outcome', () => {
  it('says the number under which COC opened it', () => {
    const events = decideUndecided(viewOf(UNDECIDED), { ...choice, number: NUMBER });
    expect(events).toEqual([{ ...decided, incidentNum: 'IM1' }]);
  });

  it('is told of the others that COC shows, and is remembered with the reason of a number without proof', () => {
    const number = { incidentNum: 'IM1', others: ['IM2'], force: 'it is the umbrella' };
    expect(decideUndecided(viewOf(UNDECIDED), { ...choice, number })).toEqual([
      { ...decided, incidentNum: 'IM1', force: 'it is the umbrella' },
      { type: 'incident.doubled', key, alarmId, incidentNums: ['IM2'] },
    ]);
  });

  it('has it requested again by saying no number', () => {
    const [event, ...others] = decideUndecided(viewOf(UNDECIDED), { ...choice, number: undefined });
    expect([event, others]).toEqual([decided, []]);
    expect(event).not.toHaveProperty('incidentNum');
  });

  it('does not say the number of another incident, also not with a reason', () => {
    const view = viewOf(UNDECIDED, OTHER);
    expect(decideUndecided(view, { ...choice, number: NUMBER })).toEqual([]);
    expect(decideUndecided(view, { ...choice, number: { ...NUMBER, force: 'I say so' } })).toEqual([]);
    expect(decideUndecided(view, choice)).toEqual([decided]);
    expect(decideUndecided(view, { ...choice, number: { ...NUMBER, incidentNum: 'IM2' } })).toHaveLength(1);
  });

  it.each<[string, Incident | undefined]>([
    ['is asked for again', { ...UNDECIDED, state: 'requested' }],
    ['was found', { ...UNDECIDED, state: 'opened', incidentNum: 'IM1', openedAt: 2, changedAt: 2 }],
    ['is forgotten', undefined],
  ])('comes too late when it %s', (_how, incident) => {
    expect(decideUndecided(viewOf(incident), { ...choice, number: NUMBER })).toEqual([]);
  });
});
