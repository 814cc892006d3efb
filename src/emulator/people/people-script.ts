import { z } from 'zod';
import { personActSchema } from './person-action.ts';

const matchSchema = z.strictObject({
  title: z.string().optional().meta({ description: 'A part of the title.' }),
  level: z.string().optional().meta({ description: 'The level, such as level_10.' }),
  assignee: z.string().optional().meta({ description: 'User id of the assignee.' }),
});

const personSchema = z.strictObject({
  match: matchSchema.prefault({}).meta({ description: 'Which incidents this person works on.' }),
  acts: z
    .array(
      z.strictObject({
        ...personActSchema.shape,
        afterMs: z.int().min(0).meta({ description: 'When, ms after the incident was opened.' }),
      }),
    )
    .min(1),
});

/** Who works on which incidents by themselves; the first who matches takes an incident. */
export const peopleSchema = z.array(personSchema);

/** A set of people with every default filled in. */
export type PeopleScript = z.output<typeof peopleSchema>;

/** A set of people as it may be written. */
export type PeopleInput = z.input<typeof peopleSchema>;
