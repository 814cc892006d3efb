import { z } from 'zod';
import { api } from './define-api.ts';
import { pathText } from './fields.ts';

const operation = z.looseObject({ key: z.string(), task_id: z.string().regex(/^[\w.-]{1,100}$/) });

const node = z.looseObject({ operations: z.array(operation.nullable().catch(null)) });

/**
 * Lists what can be done with an incident in its state. The reference 2.0 does not have it. What has another form is null.
 *
 * @see COC API Explorer, "ShowIncidentTask"
 */
export const listIncidentTasks = api({
  operation: 'list-incident-tasks',
  method: 'GET',
  path: '/v2/incidents/{incident_id}/tasks',
  section: 'later',
  answersObject: true,
  lacking: 'the list of what can be done with the incident has an unknown form',
  pathParameters: z.strictObject({ incident_id: pathText(255) }),
  answer: z.looseObject({ data: z.array(node.nullable().catch(null)) }),
});
