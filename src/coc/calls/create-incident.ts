import { z } from 'zod';
import { isObject } from '../coc-answer.ts';
import { api, type RequestOf, wrapped } from './define-api.ts';
import { text } from './fields.ts';
import { flag, incidentId, incidentLevel, incidentType, oneId, saidNumberOfMade } from './incident-fields.ts';

/** @see COC API Reference 2.0, 4.4.1.6.3 */
const INCIDENT_SOURCES = [
  ...(['incident_source_manual', 'incident_source_forwarding', 'incident_source_alarm'] as const),
] as const;

const fields = z.strictObject({
  region: oneId.optional(),
  enterprise_project: oneId.optional(),
  current_cloud_service: oneId,
  incident_level: incidentLevel,
  is_service_interrupt: flag,
  incident_type: incidentType,
  incident_title: text(0, 200),
  incident_description: text(0, 600),
  incident_source: z.enum(INCIDENT_SOURCES),
  incident_assignee: oneId.optional(),
  assignee_scene: incidentId.optional(),
  assignee_role: incidentId.optional(),
  creator: incidentId,
});

/**
 * Opens an incident. The call must not be repeated. Either a user or a scene with its role is responsible. Answers the number.
 *
 * @see COC API Reference 2.0, 4.4.1.1
 */
export const createIncident = api({
  operation: 'create-incident',
  method: 'POST',
  path: '/v1/external/incident/create',
  section: '4.4.1.1',
  answersObject: true,
  lacking: 'COC accepted the request, but its answer has no usable incident number',
  body: fields.refine(hasAssignee, 'needs incident_assignee, or assignee_scene with assignee_role'),
  answer: wrapped(z.looseObject({ incident_num: saidNumberOfMade }), isObject),
});

function hasAssignee({
  incident_assignee,
  assignee_scene = '',
  assignee_role = '',
}: Partial<z.output<typeof fields>>): boolean {
  const [user = ''] = incident_assignee ?? [];
  if ((assignee_scene === '') !== (assignee_role === '')) return false;
  return user !== '' || assignee_scene !== '';
}

/** Body of {@link createIncident}. */
export type CreateIncident = RequestOf<typeof createIncident>['body'];
