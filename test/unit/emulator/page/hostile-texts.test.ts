import { describe, expect, it } from 'vitest';
import { type FleetResource, fleetResourceSchema } from '../../../../src/emulator/fleet/fleet-resource.ts';
import { makeUpFleet } from '../../../../src/emulator/fleet/made-up-fleet.ts';
import { alarmTable } from '../../../../src/emulator/page/alarm-table.ts';
import { renderIncidentPage, renderNoIncidentPage } from '../../../../src/emulator/page/incident-page.ts';
import { incidentTable } from '../../../../src/emulator/page/incident-table.ts';
import { renderNoOrderPage, renderOrderPage } from '../../../../src/emulator/page/order-page.ts';
import { orderTable } from '../../../../src/emulator/page/order-table.ts';
import { patchTable } from '../../../../src/emulator/page/patch-table.ts';
import { resourceTable } from '../../../../src/emulator/page/resource-table.ts';
import { scriptTable } from '../../../../src/emulator/page/script-table.ts';
import { makeUpReport } from '../../../../src/emulator/patches/made-up-report.ts';
import type { PatchReport } from '../../../../src/emulator/patches/patch-report.ts';
import type { Incident } from '../../../../src/emulator/state/incident-log.ts';
import type { Order } from '../../../../src/emulator/state/order-log.ts';
import type { Script } from '../../../../src/emulator/state/script-log.ts';
import type { WarRoom } from '../../../../src/emulator/state/war-room-log.ts';

const HOSTILE = [
  '<script>alert(1)</script>',
  '</title></style></textarea><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg/onload=alert(1)>",
  '" onmouseover="alert(1)" x="',
  "' autofocus onfocus='alert(1)",
  '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;">',
  '<a href="javascript:alert(1)">x</a>',
  'javascript:alert(1)//',
  'data:text/html,<script>alert(1)</script>',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<!--><img src=x onerror=alert(1)>-->',
  '<![CDATA[<img src=x onerror=alert(1)>]]>',
  '<base href="https://evil.example/">',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '<form action="https://evil.example"><button formaction="https://evil.example">',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&#60;script&#62;alert(1)&#60;/script&#62;',
  '\\x3cscript\\x3ealert(1)\\x3c/script\\x3e',
  '%3Cscript%3Ealert(1)%3C/script%3E',
  '<scr\u0000ipt>alert(1)</scr\u0000ipt>',
  '\u2028<script>alert(1)</script>\u2029',
  '＜script＞alert(1)＜/script＞',
  '{{constructor.constructor("alert(1)")()}}',
  '../../../etc/passwd?x=<script>#<script>',
  '<<script>script>alert(1)<</script>/script>',
];

function incidentWith(text: string): Incident {
  return {
    ...{ incidentNum: text, createdAt: 0, region: [text], enterpriseProject: [text], level: text },
    ...{ currentCloudService: [text], isServiceInterrupt: false, type: text, title: text, description: text },
    ...{ source: text, assignee: [text], assigneeScene: text, assigneeRole: text, creator: text },
    timeline: [{ at: 0, action: text, operator: text, status: 'INCIDENT_STATUS_TRIGGERED', comment: text }],
    solution: { cause: text, solution: text, mtm_type: text },
  };
}

function warRoomWith(text: string): WarRoom {
  return {
    ...{ warRoomNum: text, incidentNum: text, createdAt: 0, name: text, description: text, admin: text },
    ...{ regionCodes: [text], regionNames: [text], applicationIds: [text], applicationNames: [text] },
    ...{ scheduleGroups: [{ sceneId: text, roleId: text }], participants: [text] },
    ...{ enterpriseProjectId: text, notificationType: text },
  };
}

function alarmWith(text: string) {
  const fields = ['alarmName', 'alarmDesc', 'alarmLevel', 'alarmSource', 'resourceName', 'alarmStatus'];
  const body = Object.fromEntries(fields.map((name) => [name, text]));
  return { seq: 1, receivedAt: 0, integrationKey: text, headers: {}, body, status: 200 };
}

function scriptWith(text: string): Script {
  return {
    ...{ id: 1, uuid: text, name: text, type: text, description: text, content: text },
    ...{ status: 'PENDING_APPROVE', createdAt: 0, modifiedAt: 0, creator: text, operator: text },
    properties: { risk_level: text, version: text, reviewers: [{ reviewer_name: text }], protocol: text },
    params: [{ param_name: text, param_value: text }],
  };
}

function orderWith(text: string): Order {
  const outcome = { afterMs: 1, status: 'FINISHED', message: text } as const;
  const instance = { resourceId: text, agentSn: text, projectId: text, regionId: text, outcome };
  return {
    ...{ id: 1, uuid: text, creator: text, scriptUuid: text, scriptName: text, scriptVersion: text },
    ...{ executeParam: { [text]: text }, createdAt: 0, startAfterMs: 0, timeoutMs: 9, successRate: 1 },
    batches: [1, 2].map((id) => ({ rotation: 'PAUSE', instances: [{ id, ...instance }] })),
    interventions: [{ at: 0, type: 'SKIP_BATCH', batchIndex: 9 }],
  };
}

function resourceWith(text: string): FleetResource {
  const addresses = ['fixed', 'floating'].map((kind) => ({ addr: text, OsExtIpsType: kind }));
  return fleetResourceSchema.parse({
    ...{ id: text, resource_id: text, name: text, provider: text, type: text, region_id: text },
    ...{ tags: { owner: text }, properties: { addresses } },
  });
}

function reportWith(text: string): PatchReport {
  const [server = resourceWith(text)] = makeUpFleet(1, 1);
  const report = makeUpReport(server, 1, 1, Date.UTC(2026, 10, 30));
  return { ...report, name: text, ip: text, region: text, operating_system: text };
}

const PAGES: readonly (readonly [string, (text: string) => string])[] = [
  ['the table of alarms', (text) => alarmTable([alarmWith(text)])],
  ['the table of incidents', (text) => incidentTable([incidentWith(text)])],
  ['the page of an incident', (text) => renderIncidentPage(incidentWith(text), [warRoomWith(text)])],
  ['the page of an unknown incident', renderNoIncidentPage],
  ['the table of scripts', (text) => scriptTable([scriptWith(text)])],
  ['the table of orders', (text) => orderTable([orderWith(text)], 5)],
  ['the page of an order', (text) => renderOrderPage(orderWith(text), 5)],
  ['the page of an unknown order', renderNoOrderPage],
  ['the table of resources', (text) => resourceTable([resourceWith(text)])],
  ['the table of reports about patches', (text) => patchTable([reportWith(text)])],
];

const TAG = /<(?:!doctype html|\/?[a-z][a-z0-9]*(?:\s+[a-z-]+(?:="[^"<>]*")?)*\s*\/?)>/gi;

/** Tags and names of attributes of a page in their order, as a browser reads them. */
function structureOf(html: string): readonly string[] {
  return (html.match(TAG) ?? []).map((tag) => tag.replaceAll(/="[^"]*"/g, ''));
}

describe.each(PAGES)('%s', (_name, render) => {
  const harmless = structureOf(render('harmless'));

  it.each(HOSTILE)('has the same tags and attributes with the text %j', (text) => {
    const html = render(text);
    expect(structureOf(html)).toEqual(harmless);
    expect(html.replaceAll(TAG, '')).not.toMatch(/[<>]/);
    for (const [, target = ''] of html.matchAll(/\s(?:href|action|src)="([^"]*)"/g))
      expect(target).toMatch(/^(?:\/(?!\/)|data:,$)/);
    expect(harmless.length).toBeGreaterThan(3);
  });
});
