import { expect, it } from 'vitest';
import { describeIncident } from '../../../src/cli/incidents-text.ts';

const incident = {
  ...{ key: 'k1', state: 'opened', policy: 'critical', requestedAt: 0, incidentNum: 'IM1' },
  ...{ title: 'Disk full', level: 'level_20', alarms: 1, firing: true },
};

function told(changes: Partial<Parameters<typeof describeIncident>[0]['incident']>): string {
  const story = { timezone: 'UTC', alarms: [], alarmsKnown: 0, steps: [] };
  return describeIncident({ ...story, incident: { ...incident, ...changes } });
}

it.each([
  ['is open', {}, 'Incident k1 of policy critical, in COC IM1: open, and not accepted.'],
  ['is shared', { correlation: 'cluster="a"' }, 'It is that of all alarms of cluster="a".'],
  ['is a storm', { storm: 'policy', alarms: 7 }, 'It stands for alarms beyond the budget of incidents.'],
  ['is over', { firing: false, alarms: 2 }, '2 alarms have asked for it; none fires any more.'],
  ['is left alone', { leftAlone: true }, 'It is left to the person who works on it.'],
  ['is stuck', { stuck: true, detail: 'no' }, 'COC refused a step of ours for good'],
  ['has a war room', { warRoom: { state: 'opened', warRoomNum: 'WR1' } }, 'War room: opened as WR1.'],
  ['waits for an operator', { state: 'undecided' }, 'incidents decide k1 --open-again'],
  ['has a title that would steer a terminal', { title: 'a\u001b[2J' }, 'a\ufffd[2J'],
])('the description of an incident says that it %s', (_, changes, sentence) => {
  expect(told(changes)).toContain(sentence);
});
