import { expect, it } from 'vitest';
import { isLapsed } from '../../../../../src/outbox/decide/incidents/is-lapsed.ts';
import type { Incident, IncidentInCoc } from '../../../../../src/outbox/ledger/incident.ts';
import { INCIDENT } from '../../../../support/alerts.ts';
import { someRules } from '../../../../support/incident-rules.ts';

const KNOWN = { incidentRules: new Map([['p', someRules()]]) };
const GONE = { incidentRules: new Map([['other', someRules()]]) };

function lapses(state: Incident['state'], changes: Partial<IncidentInCoc> = {}, policy = KNOWN) {
  const facts = {
    key: 'k1',
    alarmId: 'a1',
    episode: 'e1',
    policy: 'p',
    requestedAt: 1,
    incidentNum: 'IM1',
    request: INCIDENT,
  };
  return isLapsed({ ...facts, state, ...changes } as unknown as Incident, policy);
}

it.each(['rejected', 'completed'] as const)('one that is %s covers nothing', (state) => {
  expect(lapses(state)).toBe(true);
});

it.each(['requested', 'undecided', 'opened', 'accepted', 'unknown', 'cancelled'] as const)(
  'one that is %s is not past, also where its policy is gone',
  (state) => {
    expect(lapses(state)).toBe(false);
    expect(lapses(state, { stuck: true }, GONE)).toBe(false);
  },
);

it('one that COC refused is past once its policy is gone', () => {
  expect(lapses('failed')).toBe(false);
  expect(lapses('failed', {}, GONE)).toBe(true);
});

it.each<[string, boolean, Partial<IncidentInCoc>, typeof KNOWN]>([
  ['the agent can take it back', false, {}, KNOWN],
  ['COC refused to take it back', true, { stuck: true }, KNOWN],
  ['its number is not proven', true, { unproven: 'why' }, KNOWN],
  ['its policy is gone', true, {}, GONE],
  ['nobody knows its request', true, { request: undefined as never }, KNOWN],
  ['it is being taken back', false, { step: 'return', stuck: true }, GONE],
  ['it could not be taken back for long', true, { step: 'return', hindered: true }, KNOWN],
])('of one that is solved, where %s: %s', (_, expected, changes, policy) => {
  expect(lapses('resolved', changes, policy)).toBe(expected);
});
