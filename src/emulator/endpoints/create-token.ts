import { z } from 'zod';
import { type IssuedToken, issueToken } from '../auth/token-office.ts';
import type { Backend } from '../backend.ts';
import type { Answer, Call } from '../call.ts';
import { keystoneRefusal } from '../contract/keystone-answer.ts';
import { endpoint } from './endpoint.ts';

const nameSchema = z.object({ name: z.string() });

const bodySchema = z.object({
  auth: z.object({
    identity: z.object({
      methods: z.array(z.string()).refine((methods) => methods.includes('password')),
      password: z.object({
        user: z.object({ name: z.string(), password: z.string(), domain: nameSchema }),
      }),
    }),
    scope: z
      .object({
        project: z.object({ id: z.string().optional(), name: z.string().optional() }).optional(),
        domain: z.object({ id: z.string().optional(), name: z.string().optional() }).optional(),
      })
      .optional(),
  }),
});

type TokenRequest = z.output<typeof bodySchema>['auth'];

/**
 * `POST /v3/auth/tokens`: issues a token for a user name and password, in the header `X-Subject-Token`. A
 * project in the scope takes precedence over a domain.
 *
 * @see IAM API Reference, "Obtaining a User Token Through Password Authentication".
 */
export const createToken = endpoint({
  operation: 'token',
  method: 'POST',
  path: '/v3/auth/tokens',
  service: 'iam-open',
  answer(call, _ids, backend) {
    const body = bodySchema.safeParse(call.json);
    if (!body.success) return keystoneRefusal(400, 'The request body is invalid');
    const { settings, store } = backend;
    const { user } = body.data.auth.identity.password;
    const known = settings.auth.users.some(
      ({ domain, name, password }) =>
        domain === user.domain.name && name === user.name && password === user.password,
    );
    if (!known) return keystoneRefusal(401, 'The username or password is wrong.');
    const scope = scopeOf(body.data.auth, backend);
    if (!scope) return keystoneRefusal(404, 'The requested project could not be found.');
    const issued = issueToken(store.tokens, {
      now: call.processedAt,
      ttlMs: settings.tokenTtlMs,
      ofProject: 'project' in scope,
    });
    store.changed();
    const noCatalog = new URLSearchParams(call.query).get('nocatalog') === 'true';
    const catalog = noCatalog ? {} : { catalog: catalogOf(call) };
    return tokenAnswer(issued, user.name, user.domain.name, { ...scope, ...catalog });
  },
});

function scopeOf(auth: TokenRequest, { settings }: Backend): Record<string, unknown> | undefined {
  const domain = auth.identity.password.user.domain;
  const wanted = auth.scope?.project;
  if (!wanted) return { domain };
  const project = settings.auth.projects.find(({ id, name }) =>
    wanted.id === undefined ? name === wanted.name : id === wanted.id,
  );
  return project?.enabled ? { project: { id: project.id, name: project.name, domain } } : undefined;
}

/** The services of the account: COC alone, at the address of the emulator. */
function catalogOf({ headers }: Call): readonly unknown[] {
  const url = `http://${headers.host ?? 'localhost'}`;
  const place = { id: 'emulator-endpoint', interface: 'public', region: '*', region_id: '*', url };
  return [{ id: 'emulator-service', name: 'coc', type: 'coc', endpoints: [place] }];
}

function tokenAnswer(
  issued: IssuedToken,
  user: string,
  domain: string,
  further: Readonly<Record<string, unknown>>,
): Answer {
  return {
    status: 201,
    headers: { 'X-Subject-Token': issued.token },
    json: {
      token: {
        expires_at: keystoneTime(issued.expiresAt),
        issued_at: keystoneTime(issued.issuedAt),
        methods: ['password'],
        roles: [],
        user: { name: user, domain: { name: domain }, password_expires_at: '' },
        ...further,
      },
    },
  };
}

/** A time with microseconds, as Keystone writes it: `2020-01-04T09:08:49.965000Z`. */
function keystoneTime(time: number): string {
  return new Date(time).toISOString().replace('Z', '000Z');
}
