import { z } from 'zod';
import { personActSchema } from './person-action.ts';

const matchSchema = z.strictObject({
  title: z.string().optional().meta({ description: 'Part of the title.' }),
  level: z.string().optional().meta({ description: 'The level, such as level_10.' }),
  assignee: z.string().optional().meta({ description: 'User id of the assignee.' }),
});

const personSchema = z.strictObject({
  match: matchSchema
    .prefault({})
    .meta({ description: 'Incidents that this person works on; all of them when left out.' }),
  acts: z
    .array(
      z.strictObject({
        ...personActSchema.shape,
        afterMs: z.int().min(0).meta({ description: 'Time after the opening of the incident, ms.' }),
      }),
    )
    .min(1),
});

/** People who work on incidents. The first person who matches takes an incident. */
export const peopleSchema = z.array(personSchema);

/** A set of people with every default filled in. */
export type PeopleScript = z.output<typeof peopleSchema>;

/** A set of people as a user writes it. */
export type PeopleInput = z.input<typeof peopleSchema>;
