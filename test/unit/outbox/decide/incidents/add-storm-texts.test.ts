import { describe, expect, it } from 'vitest';
import { addStormTexts } from '../../../../../src/outbox/decide/incidents/add-storm-texts.ts';
import type { Incident } from '../../../../../src/outbox/ledger/incident.ts';
import { INCIDENT } from '../../../../support/alerts.ts';
import { dueEntry, openIncident, reportAlarm } from '../../../../support/entries.ts';

const body = openIncident('k1');
const entry = dueEntry(body, { attempts: 3, uncertain: true });
const { key, alarmId, episode } = body;
const REQUESTED: Incident = { key, alarmId, episode, policy: 'critical', requestedAt: 1, state: 'requested' };

function textsFor(incident: Incident | undefined) {
  return addStormTexts({ series: () => undefined, incident: () => incident }, entry);
}

describe('the texts of a storm incident', () => {
  it('name the budget of its policy, and the alarms that it stands for', () => {
    const told = textsFor({ ...REQUESTED, storm: 'policy', alarms: 2, names: ['CPU', 'Disk'] });
    expect(told).toEqual({
      ...entry,
      body: {
        ...body,
        request: {
          ...INCIDENT,
          title: 'Alarm storm: 2 alarms beyond the budget of the incident policy critical',
          description:
            'More incidents than the budget of the incident policy critical allows. This one stands for 2 alarms:\nCPU\nDisk',
        },
      },
    });
  });

  it('say how many more alarms there are than names', () => {
    const told = textsFor({ ...REQUESTED, storm: 'all', alarms: 9, names: ['CPU'] }).body;
    expect(told).toMatchObject({
      request: {
        title: 'Alarm storm: 9 alarms beyond the budget of all incident policies',
        description: expect.stringMatching(/stands for 9 alarms:\nCPU\nand 8 more$/),
      },
    });
  });

  it('may stand for a single alarm', () => {
    const told = textsFor({ ...REQUESTED, storm: 'all', names: ['CPU'] }).body;
    expect(told).toMatchObject({
      request: {
        title: 'Alarm storm: 1 alarm beyond the budget of all incident policies',
        description: expect.stringMatching(/stands for 1 alarm:\nCPU$/),
      },
    });
  });

  it('count the alarms whose names are not known', () => {
    const told = textsFor({ ...REQUESTED, storm: 'all', alarms: 2 }).body;
    expect(told).toMatchObject({
      request: { description: expect.stringMatching(/stands for 2 alarms:\nand 2 more$/) },
    });
  });

  it('are those of nothing else', () => {
    expect(textsFor(REQUESTED)).toBe(entry);
    expect(textsFor(undefined)).toBe(entry);
    const alarm = dueEntry(reportAlarm('a'));
    const storm = { ...REQUESTED, storm: 'all' } as const;
    expect(addStormTexts({ series: () => undefined, incident: () => storm }, alarm)).toBe(alarm);
  });
});
