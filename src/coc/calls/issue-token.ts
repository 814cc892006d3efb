import { z } from 'zod';
import { api } from './define-api.ts';
import { unlessStrange } from './fields.ts';

const some = z.string().min(1);
const name = z.strictObject({ name: some });

/**
 * Gets a token of IAM for one project, by id or by name. The header `X-Subject-Token` has the token, the body its end. The
 * reference names no limits.
 *
 * @see COC API Reference 2.0, 3.1 and 3.2
 */
export const issueToken = api({
  operation: 'issue-token',
  method: 'POST',
  path: '/v3/auth/tokens',
  section: '3.2',
  answersObject: true,
  query: z.strictObject({ nocatalog: z.literal('true').optional() }),
  body: z.strictObject({
    auth: z.strictObject({
      identity: z.strictObject({
        methods: z.tuple([z.literal('password')]),
        password: z.strictObject({
          user: z.strictObject({ name: some, password: some, domain: name }),
        }),
      }),
      scope: z.strictObject({ project: z.union([name, z.strictObject({ id: some })]) }),
    }),
  }),
  answer: z.looseObject({
    token: z
      .looseObject({ expires_at: unlessStrange(z.string()) })
      .nullish()
      .catch(undefined),
  }),
});
