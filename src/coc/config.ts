import { z } from 'zod';
import { isVisible } from '../alerts/first-text.ts';
import { durationSchema } from '../settings/duration.ts';
import { exactlyOneOf, type Secret, secretPair } from '../settings/secret.ts';
import { sizeSchema } from '../settings/size.ts';
import { endpointSchema, isLoopback, proxySchema } from './endpoint.ts';
import { faultOfKey } from './integration-key.ts';

const accessKey = exactlyOneOf('accessKey');
const secretKey = exactlyOneOf('secretKey');
const password = exactlyOneOf('password');
const integrationKey = exactlyOneOf('integrationKey');
const COPY_THE_KEY = 'copy it again from Integration Management in COC';
const KEY_DESCRIPTION = 'Key of a custom integration in COC (Integration Management), 32 letters and digits.';

const akskSchema = z
  .strictObject({
    type: z.literal('aksk').meta({ description: 'Sign each call with an access key.' }),
    ...secretPair('accessKey', 'Access key id (AK).'),
    ...secretPair('secretKey', 'Secret access key (SK).'),
    ...secretPair('securityToken', 'Security token of a temporary access key.'),
    projectId: headerText().optional().meta({ description: 'Sent as X-Project-Id.' }),
    domainId: headerText().optional().meta({ description: 'Sent as X-Domain-Id.' }),
    iamEndpoint: endpointSchema.optional().meta({
      description:
        'Address of IAM, which only `doctor` asks, for the project. By default that of the mainland, https://iam.myhuaweicloud.com.',
    }),
  })
  .refine(accessKey.check, accessKey.params)
  .refine(secretKey.check, secretKey.params)
  .refine((auth) => auth.securityToken === undefined || auth.securityTokenFile === undefined, {
    error: 'takes one of securityToken and securityTokenFile, not both',
    path: ['securityToken'],
  });

const tokenSchema = z
  .strictObject({
    type: z.literal('token').meta({ description: 'Authorize calls with an IAM token of a user.' }),
    iamEndpoint: endpointSchema
      .prefault('https://iam.myhuaweicloud.com')
      .meta({ description: 'Address of IAM: scheme, host and port.' }),
    domain: visible().meta({ description: 'Name of the account (domain) that the user belongs to.' }),
    user: visible().meta({ description: 'Name of the IAM user.' }),
    ...secretPair('password', 'Password of the IAM user.'),
    project: visible().meta({
      description: 'Project of the token: its id (32 hexadecimal digits) or its name.',
    }),
  })
  .refine(password.check, password.params);

const noneSchema = z.strictObject({
  type: z.literal('none').meta({ description: 'No credentials; only for the emulator on this machine.' }),
});

const INTEGRATION_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;

const integrationSchema = z
  .strictObject({
    ...secretPair('integrationKey', KEY_DESCRIPTION),
    renamedFrom: z.array(z.string().regex(INTEGRATION_NAME)).optional().meta({
      description:
        'Former names of the integration. What is open or waits under them stays with it, and is sent with its key.',
    }),
  })
  .refine(integrationKey.check, integrationKey.params)
  .superRefine(checkKey);

/** Checks an integration key that stands in the configuration itself. */
function checkKey(
  { integrationKey: key }: { readonly integrationKey?: Secret | undefined },
  context: z.RefinementCtx,
): void {
  const fault = key && faultOfKey(key);
  if (fault !== undefined)
    context.addIssue({ code: 'custom', message: `${fault}; ${COPY_THE_KEY}`, path: ['integrationKey'] });
}

/** Section `coc`: the address of COC, the credentials, and the limits of a call. */
export const cocSchema = z
  .strictObject({
    endpoint: endpointSchema.meta({
      description:
        'Address of COC: scheme, host and port, such as https://coc.myhuaweicloud.com. http is only allowed for loopback hosts.',
    }),
    ...secretPair('integrationKey', `${KEY_DESCRIPTION} This integration has the name default.`),
    integrations: z
      .record(z.string().regex(INTEGRATION_NAME), integrationSchema)
      .default({})
      .meta({ description: 'More integrations by name, for routes that set `integration`.' }),
    auth: z
      .discriminatedUnion('type', [akskSchema, tokenSchema, noneSchema])
      .meta({ description: 'Credentials for COC.' }),
    proxy: proxySchema
      .optional()
      .meta({ description: 'HTTP proxy for COC and IAM, such as http://host:port.' }),
    proxyAuth: z
      .strictObject({ user: z.string().min(1), ...secretPair('password', 'Password for the proxy.') })
      .refine(password.check, password.params)
      .optional()
      .meta({ description: 'User and password for the proxy (HTTP basic authentication).' }),
    caFile: z.string().min(1).optional().meta({
      description: 'PEM file with certificate authorities to trust, in addition to the built-in ones.',
    }),
    timeout: durationSchema.prefault('15s').meta({
      description: 'Longest time for one call, from connecting to the last byte of the answer.',
    }),
    maxResponse: sizeSchema
      .prefault('1MiB')
      .meta({ description: 'Largest accepted answer. A larger one counts as a bad answer.' }),
    connections: z.int().min(1).max(512).default(32).meta({ description: 'Connections to COC, at most.' }),
    serviceInterruptAs: z
      .enum(['boolean', 'string'])
      .default('boolean')
      .meta({ description: 'JSON type of is_service_interrupt in incident requests. COC documents both.' }),
    incidentApi: z.enum(['auto', 'v1', 'v2']).default('auto').meta({
      description:
        'Whether the agent tells the people of an incident what changes, by remarks and forwards, which only v2 of the incident API has. auto: where COC has it. v1: never. v2: always, and what COC refuses is a fault.',
    }),
  })
  .refine(({ timeout }) => timeout >= 100 && timeout <= 600_000, {
    error: 'must be from 100ms to 10m',
    path: ['timeout'],
  })
  .refine(({ maxResponse }) => maxResponse >= 1_024 && maxResponse <= 2 ** 26, {
    error: 'must be from 1KiB to 64MiB',
    path: ['maxResponse'],
  })
  .superRefine(checkKey)
  .superRefine((coc, context) => {
    for (const { message, path } of problemsOf(coc)) context.addIssue({ code: 'custom', message, path });
  });

/** Values of the section `coc`: durations in ms, sizes in bytes, secrets as Secret. */
export type CocConfig = z.output<typeof cocSchema>;

interface Parts {
  readonly endpoint: string;
  readonly integrationKey?: unknown;
  readonly integrationKeyFile?: unknown;
  readonly integrations: Readonly<Record<string, unknown>>;
  readonly auth: { readonly type: string };
  readonly proxy?: string | undefined;
  readonly proxyAuth?: unknown;
}

/** Finds contradictions between keys that are valid by themselves. */
function problemsOf(coc: Parts): { message: string; path: string[] }[] {
  const problems: { message: string; path: string[] }[] = [];
  const inline = coc.integrationKey !== undefined;
  const file = coc.integrationKeyFile !== undefined;
  const named = Object.keys(coc.integrations);
  const add = (path: string[], message: string) => problems.push({ path, message });
  if (inline && file) add(['integrationKey'], 'takes one of integrationKey and integrationKeyFile, not both');
  if (!inline && !file && named.length === 0)
    add(['integrationKey'], 'is missing; set integrationKey or integrationKeyFile, or name integrations');
  if ((inline || file) && named.includes('default'))
    add(
      ['integrations', 'default'],
      'is configured twice: coc.integrationKey is the default integration too; remove one of them',
    );
  if (coc.auth.type === 'none' && URL.canParse(coc.endpoint) && !isLoopback(new URL(coc.endpoint)))
    add(['auth', 'type'], 'none is only for the emulator on a loopback endpoint; use aksk or token');
  if (coc.proxyAuth !== undefined && coc.proxy === undefined)
    add(['proxyAuth'], 'has no effect without proxy; set it, or remove proxyAuth');
  return problems;
}

function headerText() {
  return z.string().regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 ASCII characters without spaces');
}

function visible() {
  return z.string().min(1).refine(isVisible, 'is blank; write the name');
}
