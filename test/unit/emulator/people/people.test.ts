import { describe, expect, it } from 'vitest';
import { People } from '../../../../src/emulator/people/people.ts';
import { type PeopleInput, peopleSchema } from '../../../../src/emulator/people/people-script.ts';
import type { Incident } from '../../../../src/emulator/state/incident-log.ts';

const opened = 1_000_000;

function incident(change: Partial<Incident> = {}): Incident {
  return {
    incidentNum: 'IM1',
    createdAt: opened,
    region: [],
    enterpriseProject: [],
    currentCloudService: [],
    level: 'level_20',
    isServiceInterrupt: false,
    type: 'inc_type_p_monitoring_issues',
    title: 'NodeDown on db-1',
    description: '',
    source: 'incident_source_alarm',
    assignee: ['user1'],
    assigneeScene: '',
    assigneeRole: '',
    creator: 'agent',
    timeline: [{ at: opened, action: 'create', operator: 'agent', status: 'INCIDENT_STATUS_TRIGGERED' }],
    ...change,
  };
}

const peopleOf = (input: PeopleInput) => new People(peopleSchema.parse(input));
const logOf = (...incidents: Incident[]) => ({ nextNumber: 1, incidents });
const done = ({ timeline }: Incident) => timeline.slice(1).map(({ at, action }) => [at - opened, action]);

describe('people', () => {
  it('perform each act once, with the time at which it was due', () => {
    const one = incident();
    const people = peopleOf([
      {
        acts: [
          { action: 'resolve', afterMs: 60_000, comment: 'restarted' },
          { action: 'accept', afterMs: 30_000 },
        ],
      },
    ]);
    expect(people.catchUp(logOf(one), opened + 29_999)).toBe(false);
    expect(people.catchUp(logOf(one), opened + 30_000)).toBe(true);
    expect(done(one)).toEqual([[30_000, 'acceptedIncident1']]);
    people.catchUp(logOf(one), opened + 500_000);
    expect(people.catchUp(logOf(one), opened + 600_000)).toBe(false);
    expect(done(one)).toEqual([
      [30_000, 'acceptedIncident1'],
      [60_000, 'commitSolution1'],
    ]);
    expect(one.timeline.at(-1)).toMatchObject({ operator: 'user1', byHand: true, comment: 'restarted' });
    expect(one.solution).toMatchObject({ solution: 'restarted' });
  });

  it.each([
    [{ title: 'NodeDown' }, true],
    [{ title: 'Disk' }, false],
    [{ level: 'level_20' }, true],
    [{ level: 'level_10' }, false],
    [{ assignee: 'user1' }, true],
    [{ assignee: 'user' }, false],
    [{ title: 'NodeDown', level: 'level_10' }, false],
    [{}, true],
  ])('match %j', (match, expected) => {
    const people = peopleOf([{ match, acts: [{ action: 'accept', afterMs: 0 }] }]);
    expect(people.catchUp(logOf(incident()), opened)).toBe(expected);
  });

  it('leave an incident to the first person who matches', () => {
    const one = incident();
    const people = peopleOf([
      { match: { level: 'level_20' }, acts: [{ action: 'reject', afterMs: 5, operator: 'ann' }] },
      { acts: [{ action: 'accept', afterMs: 1 }] },
    ]);
    people.catchUp(logOf(one), opened + 10);
    expect(one.timeline.slice(1)).toMatchObject([{ action: 'rejected', operator: 'ann' }]);
  });

  it('do nothing when the state does not allow it', () => {
    const one = incident();
    one.timeline.push({
      at: opened + 1,
      action: 'rejected',
      operator: 'b',
      status: 'INCIDENT_STATUS_REJECTED',
    });
    const people = peopleOf([{ acts: [{ action: 'accept', afterMs: 0 }] }]);
    expect(people.catchUp(logOf(one), opened + 10)).toBe(false);
    expect(one.timeline).toHaveLength(2);
  });

  it('that are added later work on old and new incidents, from then on', () => {
    const people = peopleOf([]);
    const old = incident();
    const log = logOf(old);
    people.catchUp(log, opened);
    people.replace(peopleSchema.parse([{ acts: [{ action: 'accept', afterMs: 1_000 }] }]), opened + 5_000);
    const fresh = incident({ incidentNum: 'IM2' });
    log.incidents.push(fresh);
    people.catchUp(log, opened + 9_000);
    expect([done(old), done(fresh)]).toEqual([
      [[5_000, 'acceptedIncident1']],
      [[5_000, 'acceptedIncident1']],
    ]);
  });

  it('have a name when nobody is assigned', () => {
    const one = incident({ assignee: [''] });
    peopleOf([{ acts: [{ action: 'accept', afterMs: 0 }] }]).catchUp(logOf(one), opened);
    expect(one.timeline.at(-1)?.operator).toBe('emulator-person');
  });
});
