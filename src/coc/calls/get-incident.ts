import { z } from 'zod';
import { isObject } from '../coc-answer.ts';
import { api, wrapped } from './define-api.ts';
import { pathText, saidFlag, saidNumber, unlessStrange } from './fields.ts';

const someText = unlessStrange(z.string());
const someTexts = unlessStrange(z.array(z.string().catch('')));
const someNumber = unlessStrange(saidNumber);

/** Names of a value of one field, such as the name of a user. `filed_key` is COC's own spelling. */
const named = z.looseObject({
  filed_key: z.string(),
  enum_key: z.string(),
  name_zh: someText,
  name_en: someText,
});

/**
 * Reads an incident. Each field of its answer counts as absent when COC sends it in another form: the agent follows its
 * incidents by `status`, and must not lose sight of them for another field.
 *
 * @see COC API Reference 2.0, 4.4.1.5
 */
export const getIncident = api({
  operation: 'get-incident',
  method: 'GET',
  path: '/v1/external/incident/{incident_num}',
  section: '4.4.1.5',
  answersObject: true,
  pathParameters: z.strictObject({ incident_num: pathText(255) }),
  answer: wrapped(
    z.looseObject({
      incident_num: someText,
      region: someTexts,
      enterprise_project: someTexts,
      current_cloud_service: someTexts,
      incident_level: someText,
      is_service_interrupt: unlessStrange(saidFlag),
      incident_type: someText,
      incident_title: someText,
      incident_description: someText,
      incident_source: someText,
      incident_assignee: someTexts,
      assignee_scene: someText,
      assignee_role: someText,
      warroom_id: someText,
      /** Time of the last solution, epoch ms. */
      handle_time: someNumber,
      status: someText,
      /** Epoch ms. */
      create_time: someNumber,
      creator: someText,
      enum_data_list: unlessStrange(z.array(named.nullable().catch(null))),
    }),
    isObject,
  ),
});
