import { z } from 'zod';
import { api } from './define-api.ts';
import { pathText, text } from './fields.ts';

const sentence = text(1, 1_024);

/**
 * Adds a remark to an incident, or forwards it. The call must not be repeated. The reference 2.0 does not have it.
 *
 * @see COC API Explorer, "HandleIncident"
 */
export const actOnIncident = api({
  operation: 'act-on-incident',
  method: 'POST',
  path: '/v2/incidents/{incident_id}/actions',
  section: 'later',
  answersObject: true,
  pathParameters: z.strictObject({ incident_id: pathText(255) }),
  body: z.strictObject({
    task_id: text(1, 100),
    action: z.enum(['addRemark', 'unAcceptedForward', 'acceptedForward']),
    params: z.union([
      z.strictObject({ note: sentence }),
      z.strictObject({ virtual_send_assignee: text(1, 255), virtual_send_comment: sentence }),
    ]),
  }),
  // Its code tells all.
  answer: z.unknown(),
});
