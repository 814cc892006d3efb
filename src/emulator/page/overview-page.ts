import type { Backend } from '../backend.ts';
import { summarizeAlarms } from '../state/alarm-summary.ts';
import { statusOf } from '../state/incident-log.ts';
import { alarmTable } from './alarm-table.ts';
import { htmlDocument } from './html-document.ts';
import { incidentTable } from './incident-table.ts';
import { orderTable } from './order-table.ts';
import { patchTable } from './patch-table.ts';
import { resourceTable } from './resource-table.ts';
import { scriptTable } from './script-table.ts';

/** The page that shows everything that the emulator has received. */
export function renderOverviewPage(backend: Backend): string {
  const { store, fleet, patches } = backend;
  return htmlDocument({
    title: 'COC emulator',
    header: `<h1>COC emulator</h1>
<p>A local stand-in for Huawei Cloud COC. <strong>Nothing here reaches the real COC.</strong></p>`,
    main: `<dl class="counters">${counters(backend)}</dl>
${faultNotice(backend)}
<section><h2>Incidents</h2>${incidentTable(store.incidents.incidents)}</section>
<section><h2>Alarms</h2>${alarmTable(store.alarms.accepted)}</section>
${jobSections(backend)}
<section><h2>Resources</h2>${resourceTable(fleet.current())}</section>
<section><h2>Patches</h2>${patchTable(patches.current())}</section>`,
    footer: `Newest first, at most 100 rows per table, times in UTC. All data:
<a href="/emulator/alarms">/emulator/alarms</a>, <a href="/emulator/incidents">/emulator/incidents</a>,
<a href="/emulator/war-rooms">/emulator/war-rooms</a>, <a href="/emulator/orders">/emulator/orders</a>,
<a href="/emulator/scripts">/emulator/scripts</a>, <a href="/emulator/resources">/emulator/resources</a> and
<a href="/emulator/patch-reports">/emulator/patch-reports</a>.`,
  });
}

/** Orders and scripts, once there are any. */
function jobSections({ store, now }: Backend): string {
  const { scripts } = store.scripts;
  const { orders } = store.orders;
  if (scripts.length === 0 && orders.length === 0) return '';
  return `<section><h2>Orders</h2>${orderTable(orders, now())}</section>
<section><h2>Scripts</h2>${scriptTable(scripts)}</section>`;
}

function counters({ store, settings, requests }: Backend): string {
  const active = summarizeAlarms(store.alarms.accepted, settings.assumptions).filter(
    ({ status }) => status === 'alarm',
  );
  const open = store.incidents.incidents.filter(
    (incident) => statusOf(incident) !== 'INCIDENT_STATUS_COMPLETED',
  );
  const counted: readonly [string, number][] = [
    ['Alarms received', store.alarms.accepted.length],
    ['Still firing', active.length],
    ['Alarms refused', store.alarms.refused.length],
    ['Open incidents', open.length],
    ['War rooms', store.warRooms.warRooms.length],
    ['API requests', requests.total],
  ];
  return counted
    .map(([name, count]) => `<div><dt>${name}</dt><dd>${count.toLocaleString('en')}</dd></div>`)
    .join('');
}

function faultNotice({ faults }: Backend): string {
  const { rules, applied } = faults.current();
  if (rules.length === 0) return '';
  const total = applied.reduce((sum, count) => sum + count, 0);
  const active = rules.length === 1 ? '1 fault rule is' : `${rules.length} fault rules are`;
  const times = total === 1 ? 'once' : `${total.toLocaleString('en')} times`;
  return `<p class="notice">${active} active, applied ${times} so far.</p>`;
}
