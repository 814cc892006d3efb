import { z } from 'zod';

const formerName = z.string().min(1).max(63);

/** Key of every type of source: the names that it had before. */
export const renameFields = {
  renamedFrom: z
    .union([formerName, z.array(formerName)])
    .optional()
    .meta({
      description:
        'Name that the source had before, or a list of them. What is open under it goes on under the new name, for good: once the agent has started or reloaded with it, only dead letters under the old name still need it.',
    }),
};
