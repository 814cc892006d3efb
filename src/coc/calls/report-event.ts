import { z } from 'zod';
import { ALARM_LEVELS, type Json } from '../../alerts/alert.ts';
import { isObject } from '../coc-answer.ts';
import { api, type RequestOf } from './define-api.ts';
import { pathText, text } from './fields.ts';

/** Handed on as it is: to look at each label of each alarm would take its time. */
const object = z.custom<{ readonly [key: string]: Json }>(isObject, 'is no object');

/**
 * Reports an alarm. The reference allows an `alarmStatus` of no characters, and knows two values of it; these two are taken.
 *
 * @see COC API Reference 2.0, 4.4.3
 */
export const reportEvent = api({
  operation: 'report-alarm',
  method: 'POST',
  path: '/v1/event/huawei/custom/{integration_key}',
  section: '4.4.3',
  answersObject: true,
  pathParameters: z.strictObject({ integration_key: pathText(255) }),
  body: z.strictObject({
    alarmId: text(1, 255),
    alarmName: text(1, 255),
    alarmLevel: z.enum(ALARM_LEVELS),
    /** Epoch ms. */
    time: z.int(),
    nameSpace: text(1, 255),
    regionId: text(0, 255).optional(),
    applicationId: text(1, 255),
    resourceName: text(0, 255).optional(),
    resourceId: text(0, 255).optional(),
    alarmDesc: text(1, 255),
    URL: text(0, 255).optional(),
    alarmStatus: z.enum(['alarm', 'ok']).optional(),
    alarmSource: text(1, 255),
    additional: object.optional(),
  }),
  // Its code tells all.
  answer: z.unknown(),
});

/** Body of {@link reportEvent}. */
export type CustomEvent = RequestOf<typeof reportEvent>['body'];
