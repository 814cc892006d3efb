import { z } from 'zod';
import { INCIDENT_LEVELS, INCIDENT_TYPES } from '../../alerts/incident-kinds.ts';
import { USABLE_NUMBER } from '../created-number.ts';
import { text } from './fields.ts';

/** One of COC's levels. @see COC API Reference 2.0, 4.4.1.6.1 */
export const incidentLevel: z.ZodType<string, string> = z.enum(INCIDENT_LEVELS);

/** One of COC's types. @see COC API Reference 2.0, 4.4.1.6.2 */
export const incidentType: z.ZodType<string, string> = z.enum(INCIDENT_TYPES);

/** True or false; COC's own example has it as a text. */
export const flag = z.union([z.boolean(), z.enum(['true', 'false'])], 'is neither true nor false');

/** An id, and the list of one id that stands for it in requests for incidents. */
export const incidentId = text(0, 255);
export const oneId = z.array(incidentId).max(1);

/** Number of an incident or a war room in an answer, if a later call can have it. Blanks around it are left out. */
export const saidNumberOfMade = z.string().trim().regex(USABLE_NUMBER);
