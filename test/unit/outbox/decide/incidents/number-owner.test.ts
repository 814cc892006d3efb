import { describe, expect, it } from 'vitest';
import { otherOwner } from '../../../../../src/outbox/decide/incidents/number-owner.ts';
import type { IncidentKey } from '../../../../../src/outbox/events/entry.ts';
import type { Incident, IncidentInCoc } from '../../../../../src/outbox/ledger/incident.ts';
import { incidentInCoc } from './incident-in-coc.ts';

const OTHER = incidentInCoc({ incidentNum: 'IM7' });
const { incidentNum: _, openedAt: __, ...UNKNOWN } = OTHER;
const key = 'k1' as IncidentKey;
const NAMED = { key, incidentNum: 'IM7' };
const FORCED = { ...NAMED, force: 'why' };
const viewOf = (...incidents: readonly Incident[]) => ({ everyIncident: () => incidents });

describe('a number that an operator names', () => {
  it.each<[string, Partial<IncidentInCoc>]>([
    ['is open', {}],
    ['is over', { state: 'completed' }],
    ['is rejected', { state: 'rejected' }],
    ['is open by a decision', { decided: true }],
    ['has it in other letters', { incidentNum: 'im7' }],
    ['has it as a further one', { incidentNum: 'IM6', doubles: ['IM5', 'IM7'] }],
    ['has it as a further one beside one without proof', { ...OTHER, unproven: 'why', doubles: ['IM7'] }],
  ])('belongs to another incident that %s, with a proof and without', (_what, changes) => {
    const other = incidentInCoc({ incidentNum: 'IM7', ...changes });
    const view = viewOf(incidentInCoc({ key: 'third' as IncidentKey, incidentNum: 'IM9' }), other);
    expect(otherOwner(view, NAMED)).toBe(other);
    expect(otherOwner(view, FORCED)).toBe(other);
  });

  it.each<[string, Incident]>([
    ['has another number', incidentInCoc({ incidentNum: 'IM8', doubles: ['IM9'] })],
    ['is looked for', { ...UNKNOWN, state: 'undecided' }],
    ['is the one that it is named for', incidentInCoc({ key, incidentNum: 'IM7', doubles: ['IM7'] })],
  ])('does not belong to an incident that %s', (_what, incident) => {
    expect(otherOwner(viewOf(incident), NAMED)).toBeUndefined();
    expect(otherOwner(viewOf(incident), FORCED)).toBeUndefined();
  });

  it('is shared with another incident only while it is proven for none of both', () => {
    const other = { ...OTHER, unproven: 'the umbrella of the day' };
    expect(otherOwner(viewOf(other), FORCED)).toBeUndefined();
    expect(otherOwner(viewOf(other), NAMED)).toBe(other);
  });
});
