import { z } from 'zod';
import { api } from './define-api.ts';
import { saidFlag, text, unlessStrange } from './fields.ts';

const project = z.looseObject({
  id: z.string(),
  name: z.string().catch(''),
  enabled: unlessStrange(saidFlag),
  description: unlessStrange(z.string()),
});

/**
 * Lists the projects of the account. This call goes to IAM, which takes the same signatures and tokens as COC. A row in
 * another form is left out.
 *
 * @see COC API Reference 2.0, 5.2
 */
export const listProjects = api({
  operation: 'list-projects',
  method: 'GET',
  path: '/v3/projects',
  section: '5.2',
  answersObject: true,
  query: z.strictObject({ name: text(1, 64).optional() }),
  answer: z.looseObject({
    projects: z.array(project.nullable().catch(null)).transform((rows) => rows.filter((row) => row !== null)),
  }),
});
