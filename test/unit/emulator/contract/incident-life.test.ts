import { describe, expect, it } from 'vitest';
import { incidentStatuses } from '../../../../src/emulator/contract/incident-enums.ts';
import { lifeActions, statusAfter } from '../../../../src/emulator/contract/incident-life.ts';
import { personActions, stepsOf } from '../../../../src/emulator/people/person-action.ts';

const short = (status: string | undefined) => status?.replace('INCIDENT_STATUS_', '');

describe('the life of an incident', () => {
  const allowed: Readonly<Record<string, string>> = {
    'TRIGGERED draft': 'incident_draft',
    'incident_draft submit': 'TRIGGERED',
    'TRIGGERED accept': 'ACKNOWLEDGED',
    'TRIGGERED reject': 'REJECTED',
    'REJECTED reopen': 'TRIGGERED',
    'REJECTED close': 'COMPLETED',
    'ACKNOWLEDGED resolve': 'RESOLVED',
    'RESOLVED complete': 'COMPLETED',
    'RESOLVED return': 'ACKNOWLEDGED',
    'ACKNOWLEDGED pause': 'PAUSED',
    'PAUSED resume': 'ACKNOWLEDGED',
  };
  const every = incidentStatuses.flatMap((status) => lifeActions.map((action) => [status, action] as const));

  it.each(every)('leads from %s by %s to the right state, or nowhere', (status, action) => {
    expect(short(statusAfter(status, action))).toBe(allowed[`${short(status)} ${action}`]);
  });
});

describe('what a person does', () => {
  const steps: Readonly<Record<string, readonly string[]>> = {
    'TRIGGERED draft': ['draft'],
    'incident_draft submit': ['submit'],
    'TRIGGERED accept': ['accept'],
    'TRIGGERED reject': ['reject'],
    'TRIGGERED resolve': ['accept', 'resolve'],
    'TRIGGERED complete': ['accept', 'resolve', 'complete'],
    'ACKNOWLEDGED resolve': ['resolve'],
    'ACKNOWLEDGED complete': ['resolve', 'complete'],
    'REJECTED complete': ['close'],
    'RESOLVED complete': ['complete'],
    'TRIGGERED pause': ['accept', 'pause'],
    'ACKNOWLEDGED pause': ['pause'],
    'PAUSED resume': ['resume'],
    'REJECTED reopen': ['reopen'],
  };
  const every = incidentStatuses.flatMap((status) =>
    personActions.map((action) => [status, action] as const),
  );

  it.each(every)('in %s to %s takes the missing steps, or none when it is impossible', (status, action) => {
    const taken = stepsOf(status, action);
    expect(taken.map((step) => step.action)).toEqual(steps[`${short(status)} ${action}`] ?? []);
    const ends = {
      ...{ accept: 'ACKNOWLEDGED', reject: 'REJECTED', resolve: 'RESOLVED', complete: 'COMPLETED' },
      ...{ reopen: 'TRIGGERED', pause: 'PAUSED', resume: 'ACKNOWLEDGED' },
      ...{ draft: 'incident_draft', submit: 'TRIGGERED' },
    };
    if (taken.length > 0) expect(short(taken.at(-1)?.status)).toBe(ends[action]);
  });
});
