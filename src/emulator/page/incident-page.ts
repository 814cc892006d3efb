import type { Incident } from '../state/incident-log.ts';
import { assigneeOf, statusOf, typeOf } from '../state/incident-log.ts';
import type { WarRoom } from '../state/war-room-log.ts';
import { escapeHtml } from './escape-html.ts';
import { facts } from './facts.ts';
import { formatTime } from './format-time.ts';
import { htmlDocument } from './html-document.ts';
import { priorityOf, statusBadge } from './incident-badge.ts';
import { incidentTimeline } from './incident-timeline.ts';
import { warRoomTable } from './war-room-table.ts';
import { workButtons } from './work-buttons.ts';

/** The page of one incident: its description, timeline, war rooms and details. */
export function renderIncidentPage(incident: Incident, warRooms: readonly WarRoom[]): string {
  return htmlDocument({
    title: `${incident.incidentNum} · COC emulator`,
    header: `<p class="path"><a href="/">COC emulator</a> / ${escapeHtml(incident.incidentNum)}</p>
<h1>${escapeHtml(incident.title)}</h1>
<p>${statusBadge(statusOf(incident))} <span class="badge plain">${priorityOf(incident.level)}</span>
opened ${formatTime(incident.createdAt)} by <strong>${escapeHtml(incident.creator)}</strong></p>`,
    main: `${descriptionOf(incident)}
${workButtons(incident)}
<section><h2>Timeline</h2>${incidentTimeline(incident, warRooms)}</section>
<section><h2>War rooms</h2>${warRoomTable(warRooms)}</section>
<section><h2>Details</h2>${detailsOf(incident)}</section>
${solutionOf(incident)}`,
    footer: `Times in UTC. This page shows the current state; the API shows it with a lag. All data:
<a href="/emulator/incidents">/emulator/incidents</a> and <a href="/emulator/war-rooms">/emulator/war-rooms</a>.`,
  });
}

/** The page for an unknown incident number. */
export function renderNoIncidentPage(incidentNum: string): string {
  return htmlDocument({
    title: 'No such incident · COC emulator',
    header: `<p class="path"><a href="/">COC emulator</a></p>
<h1>No such incident</h1>`,
    main: `<p class="empty">There is no incident ${escapeHtml(incidentNum)}. A reset of the emulator removes incidents.</p>`,
    footer: '<a href="/">All incidents</a>',
  });
}

function descriptionOf({ description }: Incident): string {
  return description === '' ? '' : `<p class="text">${escapeHtml(description, 'keep-lines')}</p>`;
}

function detailsOf(incident: Incident): string {
  return facts([
    ['Assignee', assigneeOf(incident)],
    ['Application', incident.currentCloudService.join(', ')],
    ['Region', incident.region.join(', ')],
    ['Enterprise project', incident.enterpriseProject.join(', ')],
    ['Type', typeOf(incident)],
    ['Source', incident.source],
    ['Service interrupted', incident.isServiceInterrupt ? 'yes' : 'no'],
  ]);
}

function solutionOf({ solution }: Incident): string {
  if (!solution) return '';
  const field = (name: string) => (typeof solution[name] === 'string' ? solution[name] : '');
  return `<section><h2>Solution</h2>${facts([
    ['Cause', field('cause')],
    ['Solution', field('solution')],
    ['Type', field('mtm_type')],
  ])}</section>`;
}
