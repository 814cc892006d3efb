import { z } from 'zod';
import { api, wrapped } from './define-api.ts';
import { text } from './fields.ts';
import { saidNumberOfMade } from './incident-fields.ts';

const names = z.array(text(0, 1_000)).max(1_000);

/**
 * Opens the war room of an incident. The call must not be repeated. Answers the number.
 *
 * @see COC API Reference 2.0, 4.4.2.1
 */
export const createWarRoom = api({
  operation: 'create-war-room',
  method: 'POST',
  path: '/v1/external/warrooms',
  section: '4.4.2.1',
  answersObject: true,
  lacking: 'COC accepted the request, but its answer has no usable war room number',
  body: z.strictObject({
    war_room_name: text(1, 255),
    description: text(0, 255).optional(),
    region_code_list: z.array(text(1, 255)).max(1_000).optional(),
    application_id_list: z.array(text(1, 255)).min(1).max(1_000),
    incident_number: text(1, 255),
    schedule_group: z.array(z.strictObject({ role_id: text(0, 255), scene_id: text(0, 255) })).max(1_000),
    participant: z.array(text(0, 255)).max(1_000).optional(),
    war_room_admin: text(1, 255),
    application_names: names.optional(),
    region_names: names.optional(),
    enterprise_project_id: text(1, 64),
    notification_type: text(0, 64).optional(),
  }),
  answer: wrapped(saidNumberOfMade),
});
