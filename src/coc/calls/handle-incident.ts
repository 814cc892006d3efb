import { z } from 'zod';
import { api, type RequestOf } from './define-api.ts';
import { text } from './fields.ts';
import { flag, incidentId, incidentType } from './incident-fields.ts';

const who = { incident_num: incidentId, operator: incidentId };

/** @see COC API Reference 2.0, 4.4.1.2 */
const accepting = z.strictObject({
  ...who,
  operate_key: z.literal('acceptedIncident1'),
  parameter: z.strictObject({}).optional(),
});

/** Later versions need the times of an interruption too. @see COC API Reference 2.0, 4.4.1.3 */
const solving = z.strictObject({
  ...who,
  operate_key: z.literal('commitSolution1'),
  parameter: z.strictObject({
    mtm_type: incidentType,
    is_service_interrupt: flag,
    cause: text(0, 10_000),
    solution: text(0, 10_000),
    /** Epoch ms. */
    start_time: z.number().optional(),
    fault_recovery_time: z.number().optional(),
  }),
});

/** @see COC API Reference 2.0, 4.4.1.4 */
const confirming = z.strictObject({
  ...who,
  operate_key: z.literal('confirm'),
  parameter: z.strictObject({
    /** False when the solution is none. */
    virtual_confirm_result: z.boolean(),
    virtual_confirm_comment: text(0, 300),
  }),
});

/**
 * Accepts an incident, submits its solution, or confirms that, in the state that each of them needs. The call must not be
 * repeated.
 *
 * @see COC API Reference 2.0, 4.4.1.2 to 4.4.1.4
 */
export const handleIncident = api({
  operation: 'handle-incident',
  method: 'POST',
  path: '/v1/external/incident/handle',
  section: '4.4.1.2, 4.4.1.3, 4.4.1.4',
  answersObject: true,
  body: z.discriminatedUnion('operate_key', [accepting, solving, confirming], {
    error: 'is none of acceptedIncident1, commitSolution1 and confirm',
  }),
  // Its code tells all.
  answer: z.unknown(),
});

/** Body of {@link handleIncident}. */
export type HandleIncidentBody = RequestOf<typeof handleIncident>['body'];
