import { describe, expect, it } from 'vitest';
import { alarmTable } from '../../../src/emulator/page/alarm-table.ts';
import { escapeHtml } from '../../../src/emulator/page/escape-html.ts';
import { incidentTable } from '../../../src/emulator/page/incident-table.ts';

const hostile = `"><script>alert('1')</script>&`;
const escaped = '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;';

describe('the page', () => {
  it('escapes every field of an alarm, and shows the end of its integration key only', () => {
    const fields = ['alarmName', 'alarmDesc', 'alarmLevel', 'alarmSource', 'resourceName', 'alarmStatus'];
    const body = Object.fromEntries(fields.map((name) => [name, hostile]));
    const integrationKey = `secretsecretsecret${hostile}`;
    const html = alarmTable([{ seq: 1, receivedAt: 0, integrationKey, headers: {}, body, status: 200 }]);
    expect(html).not.toContain('<script');
    expect(html).not.toContain('secretsecret');
    expect(html.split(escaped)).toHaveLength(6);
  });

  it('escapes every field of an incident', () => {
    const html = incidentTable([
      {
        incidentNum: hostile,
        createdAt: 0,
        region: [],
        enterpriseProject: [],
        currentCloudService: [],
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
        timeline: [],
      },
    ]);
    expect(html).not.toContain('<script');
    expect(html.split(escaped)).toHaveLength(6);
  });

  it('survives fields of the wrong type', () => {
    const body = { alarmName: 1, alarmDesc: null, alarmLevel: [], alarmStatus: {} };
    const alarm = { seq: 1, receivedAt: 0, integrationKey: '', headers: {}, body, status: 200 };
    expect(alarmTable([alarm])).toContain('<tr>');
  });

  it('shows newest first and not more than a hundred', () => {
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
