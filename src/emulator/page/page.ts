import type { Backend } from '../backend.ts';
import { summarizeAlarms } from '../state/alarm-summary.ts';
import { statusOf } from '../state/incident-log.ts';
import { alarmTable } from './alarm-table.ts';
import { incidentTable } from './incident-table.ts';

/** The page that shows what the emulator has received. It is whole without scripts, and reloads every 5 seconds. */
export function renderPage(backend: Backend): string {
  const { store } = backend;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="5">
<title>COC emulator</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/emulator/page.css">
</head>
<body>
<header>
<h1>COC emulator</h1>
<p>A local stand-in for Huawei Cloud COC. <strong>Nothing here reaches the real COC.</strong></p>
</header>
<main>
<dl class="counters">${counters(backend)}</dl>
${faultNotice(backend)}
<section><h2>Incidents</h2>${incidentTable(store.incidents.incidents)}</section>
<section><h2>Alarms</h2>${alarmTable(store.alarms.accepted)}</section>
</main>
<footer>Newest first, at most 100 rows each, times in UTC. Everything is at
<a href="/emulator/alarms">/emulator/alarms</a> and <a href="/emulator/incidents">/emulator/incidents</a>.</footer>
</body>
</html>
`;
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
    ['Refused', store.alarms.refused.length],
    ['Open incidents', open.length],
    ['Requests', requests.total],
  ];
  return counted
    .map(([name, count]) => `<div><dt>${name}</dt><dd>${count.toLocaleString('en')}</dd></div>`)
    .join('');
}

function faultNotice({ faults }: Backend): string {
  const { rules, applied } = faults.current();
  if (rules.length === 0) return '';
  const total = applied.reduce((sum, count) => sum + count, 0);
  const named = rules.length === 1 ? '1 fault rule is' : `${rules.length} fault rules are`;
  return `<p class="notice">${named} in force and applied ${total.toLocaleString('en')} times so far.</p>`;
}
