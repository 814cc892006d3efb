import { describe, expect, it } from 'vitest';
import { alarmTable } from '../../../../src/emulator/page/alarm-table.ts';
import { escapeHtml } from '../../../../src/emulator/page/escape-html.ts';
import { renderIncidentPage, renderNoIncidentPage } from '../../../../src/emulator/page/incident-page.ts';
import { incidentTable } from '../../../../src/emulator/page/incident-table.ts';
import type { Incident } from '../../../../src/emulator/state/incident-log.ts';
import type { WarRoom } from '../../../../src/emulator/state/war-room-log.ts';

const hostile = `"><script>alert('1')</script>&`;
const escaped = '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;';

const hostileIncident: Incident = {
  incidentNum: hostile,
  createdAt: 0,
  region: [hostile],
  enterpriseProject: [hostile],
  currentCloudService: [hostile],
  level: hostile,
  isServiceInterrupt: false,
  type: hostile,
  title: hostile,
  description: hostile,
  source: hostile,
  assignee: [hostile],
  assigneeScene: '',
  assigneeRole: '',
  creator: hostile,
  timeline: [
    { at: 0, action: hostile, operator: hostile, status: 'INCIDENT_STATUS_TRIGGERED', comment: hostile },
  ],
  solution: { cause: hostile, solution: hostile, mtm_type: hostile },
};

const hostileWarRoom: WarRoom = {
  warRoomNum: hostile,
  incidentNum: hostile,
  createdAt: 0,
  name: hostile,
  description: hostile,
  admin: hostile,
  regionCodes: [hostile],
  regionNames: [hostile],
  applicationIds: [hostile],
  applicationNames: [hostile],
  scheduleGroups: [{ sceneId: hostile, roleId: hostile }],
  participants: [hostile],
  enterpriseProjectId: hostile,
  notificationType: hostile,
};

describe('the page', () => {
  it('escapes every field of an alarm, and shows only the end of its integration key', () => {
    const fields = ['alarmName', 'alarmDesc', 'alarmLevel', 'alarmSource', 'resourceName', 'alarmStatus'];
    const body = Object.fromEntries(fields.map((name) => [name, hostile]));
    const integrationKey = `secretsecretsecret${hostile}`;
    const html = alarmTable([{ seq: 1, receivedAt: 0, integrationKey, headers: {}, body, status: 200 }]);
    expect(html).not.toContain('<script');
    expect(html).not.toContain('secretsecret');
    expect(html.split(escaped)).toHaveLength(6);
  });

  it('escapes every field of an incident', () => {
    const html = incidentTable([hostileIncident]);
    expect(html).not.toContain('<script');
    expect(html.split(escaped)).toHaveLength(6);
    expect(html).toContain('href="/incidents/%22%3E%3Cscript%3Ealert');
  });

  it('survives fields of the wrong type', () => {
    const body = { alarmName: 1, alarmDesc: null, alarmLevel: [], alarmStatus: {} };
    const alarm = { seq: 1, receivedAt: 0, integrationKey: '', headers: {}, body, status: 200 };
    expect(alarmTable([alarm])).toContain('<tr>');
  });

  it('shows at most a hundred rows, the newest first', () => {
    const alarms = Array.from({ length: 150 }, (_, index) => ({
      seq: index,
      receivedAt: 0,
      integrationKey: 'k',
      headers: {},
      body: { alarmName: `name${index}.` },
      status: 200,
    }));
    const html = alarmTable(alarms);
    expect(html.indexOf('name149.')).toBeLessThan(html.indexOf('name148.'));
    expect(html).not.toContain('name49.');
  });

  it('makes direction overrides and control characters visible', () => {
    expect(escapeHtml('a\u202eb\u0000c')).toBe('a\ufffdb\ufffdc');
  });
});

describe('the page of an incident', () => {
  const calm = {
    ...hostileIncident,
    title: 'NodeDown',
    description: 'one\ntwo\u202e',
    timeline: [],
    solution: {},
  };

  it('escapes every field, also of its war rooms', () => {
    const html = renderIncidentPage(hostileIncident, [hostileWarRoom]);
    expect(html).not.toContain('<script');
    expect(html.split(escaped)).toHaveLength(29);
    expect(renderNoIncidentPage(hostile)).not.toContain('<script');
  });

  it('shows all steps and war rooms in order', () => {
    const html = renderIncidentPage(
      {
        ...calm,
        timeline: [
          { at: 1_000, action: 'create', operator: 'agent', status: 'INCIDENT_STATUS_TRIGGERED' },
          {
            at: 2_000,
            action: 'acceptedIncident1',
            operator: 'ann',
            status: 'INCIDENT_STATUS_ACKNOWLEDGED',
            byHand: true,
            comment: 'mine',
          },
          { at: 4_000, action: 'commitSolution1', operator: 'ann', status: 'INCIDENT_STATUS_RESOLVED' },
          { at: 5_000, action: 'confirm', operator: 'bob', status: 'INCIDENT_STATUS_ACKNOWLEDGED' },
          { at: 6_000, action: 'confirm', operator: 'bob', status: 'INCIDENT_STATUS_COMPLETED' },
        ],
      },
      [{ ...hostileWarRoom, createdAt: 3_000 }],
    );
    const events = [...html.matchAll(/class="event"><strong>([^<]*)</g)].map(([, event]) => event);
    expect(events).toEqual([
      'Opened',
      'Accepted',
      'War room opened',
      'Solution submitted',
      'Solution sent back',
      'Solution confirmed',
    ]);
    expect(html.match(/by hand/g)).toHaveLength(1);
    expect(html).toContain('<span class="comment">mine</span>');
  });

  it.each([
    ['incident_draft', ['Submit']],
    ['INCIDENT_STATUS_TRIGGERED', ['Make a draft', 'Accept', 'Reject', 'Pause', 'Resolve', 'Complete']],
    ['INCIDENT_STATUS_ACKNOWLEDGED', ['Pause', 'Resolve', 'Complete']],
    ['INCIDENT_STATUS_PAUSED', ['Resume']],
    ['INCIDENT_STATUS_REJECTED', ['Reopen', 'Complete']],
    ['INCIDENT_STATUS_COMPLETED', []],
  ] as const)('in %s has the buttons %j', (status, buttons) => {
    const timeline = [{ at: 0, action: 'create', operator: 'agent', status }];
    const html = renderIncidentPage({ ...calm, timeline }, []);
    expect([...html.matchAll(/<button [^>]*>([^<]*)</g)].map(([, label]) => label)).toEqual(buttons);
  });

  it('keeps the lines of a description, and says that there is no war room', () => {
    const html = renderIncidentPage(calm, []);
    expect(html).toContain('one\ntwo\ufffd');
    expect(html).toContain('No war room has been opened.');
    expect(renderNoIncidentPage('IM7')).toContain('There is no incident IM7.');
  });
});
