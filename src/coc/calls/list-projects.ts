import { z } from 'zod';
import { api } from './define-api.ts';
import { saidFlag, saidText, text } from './fields.ts';

/**
 * Lists the projects of the account. This call goes to IAM, which takes the same signatures and tokens as COC.
 *
 * @see COC API Reference 2.0, 5.2
 */
export const listProjects = api({
  operation: 'list-projects',
  method: 'GET',
  path: '/v3/projects',
  section: '5.2',
  query: z.strictObject({ name: text(1, 64).optional() }),
  answer: z.looseObject({
    projects: z.array(
      z.looseObject({ id: z.string(), name: z.string(), enabled: saidFlag, description: saidText }),
    ),
  }),
});
