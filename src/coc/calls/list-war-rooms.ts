import { z } from 'zod';
import { isObject } from '../coc-answer.ts';
import { api, wrapped } from './define-api.ts';
import { saidCount, saidFlag, saidNumber, text, unlessStrange, whole } from './fields.ts';

/** A 64-bit number; larger ones than these are no times, and no rows either. */
const long = whole(0, Number.MAX_SAFE_INTEGER);
const texts = (longest: number, most = 1_000) => z.array(text(0, longest)).max(most);

const someText = unlessStrange(z.string());
const someNumber = unlessStrange(saidNumber);
const someTexts = unlessStrange(z.array(z.string().catch('')));
const someNumberOfRoom = unlessStrange(z.union([z.string(), z.number()]).transform(String));
const named = unlessStrange(z.array(z.looseObject({ id: someText, code: someText, name: someText })));

const warRoom = z.looseObject({
  id: someNumberOfRoom,
  title: someText,
  admin: someText,
  recover_member: someTexts,
  recover_leader: someTexts,
  incident: unlessStrange(
    z.looseObject({
      id: someText,
      incident_id: someText,
      is_change_event: unlessStrange(saidFlag),
      failure_level: someText,
      incident_url: someText,
    }),
  ),
  source: someText,
  regions: named,
  change_num: someText,
  occur_time: someNumber,
  recover_time: someNumber,
  fault_cause: someText,
  create_time: someNumber,
  first_report_time: someNumber,
  recovery_notification_time: someNumber,
  fault_impact: someText,
  description: someText,
  circular_level: someText,
  war_room_status: unlessStrange(
    z.looseObject({ id: someText, name_zh: someText, name_en: someText, type: someText }),
  ),
  impacted_application: named,
  /** Minutes. */
  processing_duration: someNumber,
  /** Minutes. */
  restoration_duration: someNumber,
  war_room_num: someNumberOfRoom,
  enterprise_project_id: someText,
});

/**
 * Lists war rooms. COC lists nothing without both `limit` and `offset`, whatever the reference says of their defaults, and
 * without a begin only those of the last 30 days. A row in another form stands there without any field.
 *
 * @see COC API Reference 2.0, 4.4.2.2
 */
export const listWarRooms = api({
  operation: 'list-war-rooms',
  method: 'POST',
  path: '/v1/external/warrooms/list',
  section: '4.4.2.2',
  answersObject: true,
  lacking: 'the list of war rooms has an unknown form',
  body: z.strictObject({
    limit: whole(0, 1_000).optional(),
    offset: long.optional(),
    incident_num: text(0, 64).optional(),
    title: text(0, 1_000).optional(),
    region_code_list: texts(200).optional(),
    incident_levels: texts(32).optional(),
    impacted_application_ids: texts(200).optional(),
    admin: texts(200).optional(),
    status: texts(10, 100).optional(),
    triggered_start_time: long.optional(),
    triggered_end_time: long.optional(),
    occur_start_time: long.optional(),
    occur_end_time: long.optional(),
    recover_start_time: long.optional(),
    recover_end_time: long.optional(),
    notification_level: texts(32).optional(),
    enterprise_project_ids: texts(64, 500).optional(),
    war_room_num: text(0, 255).optional(),
    statistic_flag: z.boolean().optional(),
  }),
  answer: wrapped(
    z.looseObject({
      list: z.array(warRoom.catch({})),
      total: unlessStrange(saidCount),
      running_num: unlessStrange(saidCount),
      closed_num: unlessStrange(saidCount),
      total_num: unlessStrange(saidCount),
    }),
    isObject,
  ),
});
