import { z } from 'zod';

/** Key of every type of source: the name that it had before. */
export const renameFields = {
  renamedFrom: z.string().min(1).max(63).optional().meta({
    description:
      'First name that the source had, which stays part of the identity of its alarms. What is open under it goes on under the new name. Leave it until those alarms are over.',
  }),
};
