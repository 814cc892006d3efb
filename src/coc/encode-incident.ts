import type { IncidentRequest } from '../alerts/alarm.ts';
import type { IncidentKey } from '../outbox/events/entry.ts';
import { applicationIdOf } from './application-id.ts';
import { cleanLine, cleanText, cutAt } from './clean-text.ts';
import { markerOf } from './marker.ts';
import type { CreateIncident } from './wire.ts';

const TITLE_LIMIT = 200;
const DESCRIPTION_LIMIT = 600;
const ID_LIMIT = 255;

/**
 * Encodes the request for an incident. Title and description both end with the marker of `key`; the text
 * before it is cut if necessary. An empty title becomes `Incident`, an empty application id `unknown`. Other ids
 * are sent as configured.
 */
export function encodeIncident(
  request: IncidentRequest,
  key: IncidentKey,
  serviceInterruptAs: 'boolean' | 'string',
): CreateIncident {
  const marker = markerOf(key);
  const { serviceInterrupted, regionId, enterpriseProjectId, assignee } = request;
  const title = cleanLine(request.title) || 'Incident';
  const description = cleanText(request.description) || title;
  return {
    ...(regionId ? { region: [idOf(regionId)] } : {}),
    ...(enterpriseProjectId ? { enterprise_project: [idOf(enterpriseProjectId)] } : {}),
    current_cloud_service: [applicationIdOf(request.applicationId)],
    incident_level: idOf(request.level),
    is_service_interrupt:
      serviceInterruptAs === 'boolean' ? serviceInterrupted : serviceInterrupted ? 'true' : 'false',
    incident_type: idOf(request.type),
    incident_title: `${cutAt(title, TITLE_LIMIT - marker.length - 1)} ${marker}`,
    incident_description: `${cutAt(description, DESCRIPTION_LIMIT - marker.length - 1)}\n${marker}`,
    incident_source: 'incident_source_alarm',
    ...('user' in assignee
      ? { incident_assignee: [idOf(assignee.user)] as const }
      : { assignee_scene: idOf(assignee.scene), assignee_role: idOf(assignee.role) }),
    creator: idOf(request.creator),
  };
}

function idOf(text: string): string {
  return cutAt(cleanLine(text), ID_LIMIT);
}
