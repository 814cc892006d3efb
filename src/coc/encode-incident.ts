import type { IncidentRequest } from '../alerts/alarm.ts';
import type { IncidentKey } from '../outbox/events/entry.ts';
import { applicationIdOf } from './application-id.ts';
import type { CreateIncident } from './calls/create-incident.ts';
import { cleanId } from './clean-id.ts';
import { cleanLine, cleanText, cutAt } from './clean-text.ts';
import { markerOf } from './marker.ts';

const TITLE_LIMIT = 200;
const DESCRIPTION_LIMIT = 600;

/** Room that the tail of a description leaves for the text before it, if need be at the cost of whole lines. */
const LEAST_TEXT = 120;
/** Room that it leaves for the text at the cost of longer lines. */
const GOOD_TEXT = 240;
/** Longest line of a tail, unless it is a link. */
const LONGEST_LINE = 160;
/** Room that each line of a tail has, if need be at the cost of longer lines before it. */
const LEAST_LINE = 60;

/**
 * Encodes the request for an incident. Title and description both end with the marker of `key`. Where the description
 * is too long, the text before its tail is cut. An empty title becomes `Incident`, an empty application id `unknown`.
 * Other ids are sent as configured.
 */
export function encodeIncident(
  request: IncidentRequest,
  key: IncidentKey,
  serviceInterruptAs: 'boolean' | 'string',
): CreateIncident {
  const marker = markerOf(key);
  const { serviceInterrupted, regionId, enterpriseProjectId, assignee } = request;
  const region = cleanId(regionId ?? '');
  const project = cleanId(enterpriseProjectId ?? '');
  const title = cleanLine(request.title) || 'Incident';
  return {
    ...(region !== '' && { region: [region] }),
    ...(project !== '' && { enterprise_project: [project] }),
    current_cloud_service: [applicationIdOf(request.applicationId)],
    incident_level: request.level,
    is_service_interrupt:
      serviceInterruptAs === 'boolean' ? serviceInterrupted : serviceInterrupted ? 'true' : 'false',
    incident_type: request.type,
    incident_title: `${cutAt(title, TITLE_LIMIT - marker.length - 1)} ${marker}`,
    incident_description: describe(cleanText(request.description) || title, request.tail ?? [], marker),
    incident_source: 'incident_source_alarm',
    ...('user' in assignee
      ? { incident_assignee: [cleanId(assignee.user)] }
      : { assignee_scene: cleanId(assignee.scene), assignee_role: cleanId(assignee.role) }),
    creator: cleanId(request.creator),
  };
}

/** Puts a description together: its text, as far as there is room, the lines of its tail, and the reference to the agent. */
function describe(text: string, tail: readonly string[], marker: string): string {
  const reference = `ref ${marker} coc-alarm-agent`;
  const room = DESCRIPTION_LIMIT - reference.length - 1;
  const least = Math.min(text.length, LEAST_TEXT);
  const lines = fitting(tail, room - least, Math.min(text.length, GOOD_TEXT) - least);
  const behind = [...lines, reference].join('\n');
  return `${cutAt(text, DESCRIPTION_LIMIT - behind.length - 1)}\n${behind}`;
}

/**
 * The lines for which there is room, the first one and links before all others. A link is whole or left out, because a part
 * of it leads nowhere. Another long line is cut, so that there is room for the lines behind it, and `spared` characters of
 * the room stay free for the text.
 */
function fitting(tail: readonly string[], room: number, spared: number): readonly string[] {
  const all = tail.map(cleanLine).filter((line) => line !== '');
  const kept = new Set<number>();
  let left = room;
  for (const at of byWeight(all)) {
    const least = leastRoom(all[at] ?? '');
    if (least > left) continue;
    kept.add(at);
    left -= least;
  }
  // What is left goes to the longer lines, in their order.
  let more = Math.max(0, left - spared);
  return all.flatMap((line, at) => {
    if (!kept.has(at)) return [];
    const least = leastRoom(line) - 1;
    const cut = isLink(line) ? line : cutAt(line, Math.min(LONGEST_LINE, least + more));
    more -= Math.max(0, cut.length - least);
    return [cut];
  });
}

/** Places of lines: of the first one, of those with a link, and of all others. */
function byWeight(lines: readonly string[]): readonly number[] {
  const places = lines.map((_, at) => at);
  const weigh = (at: number) => (at === 0 ? 0 : isLink(lines[at] ?? '') ? 1 : 2);
  return places.toSorted((a, b) => weigh(a) - weigh(b));
}

/** Room without which a line is left out, with the end of the line. */
function leastRoom(line: string): number {
  return 1 + (isLink(line) ? line.length : Math.min(LEAST_LINE, line.length));
}

function isLink(line: string): boolean {
  return line.includes('://');
}
