import { isIPv6 } from 'node:net';
import { z } from 'zod';
import type { ConfigIssue } from '../errors.ts';
import { sizeSchema } from '../settings/size.ts';

/** Address to listen at. Port 0 takes any free port. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const ADDRESS = /^(?:\[([^\]]+)\]|([A-Za-z0-9][A-Za-z0-9._-]*)):(\d{1,5})$/;

/** Parses `host:port` or `[IPv6]:port`; undefined for other texts. */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const [, ipv6, name, digits] = ADDRESS.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port > 65_535 || (ipv6 !== undefined && !isIPv6(ipv6))) return undefined;
  return { host: ipv6 ?? name ?? '', port };
}

const addressSchema = z.string().transform((text, context): ListenAddress => {
  const address = parseListenAddress(text);
  if (address) return address;
  const remedy = 'write host:port, such as 0.0.0.0:9095, or [::1]:9095 for IPv6';
  context.addIssue({ code: 'custom', message: 'is not an address to listen at', params: { remedy } });
  return z.NEVER;
});

const file = (description: string) => z.string().min(1).meta({ description });

const tlsSchema = z.strictObject({
  certFile: file('PEM file with the certificate and its chain; read again when it changes.'),
  keyFile: file('PEM file with the private key; read again when it changes.'),
  clientCaFile: file(
    'PEM file with certificate authorities. With it, every client needs a certificate from one of them.',
  ).optional(),
});

const limitsSchema = z
  .strictObject({
    requestsPerSecond: z.number().positive().max(100_000).default(1_000).meta({
      description:
        'Webhook bodies per second from each source. More are answered 503. The default is far above what monitoring systems send.',
    }),
    burst: z.int().min(1).max(100_000).optional().meta({
      description: 'Bodies that may come at once after a pause. By default those of ten seconds.',
    }),
    totalPerSecond: z.number().positive().max(100_000).default(5_000).meta({
      description: 'Webhook bodies per second from all sources together. More are answered 503.',
    }),
  })
  .prefault({})
  .meta({ description: 'Limits for each source, so that one that sends too much does not harm the others.' });

/** Section `listen`: addresses, TLS and limits of the two listeners. */
export const listenSchema = z
  .strictObject({
    webhooks: addressSchema
      .prefault('0.0.0.0:9095')
      .meta({ description: 'Address for the webhooks of the monitoring systems.' }),
    admin: addressSchema
      .prefault('127.0.0.1:9096')
      .meta({ description: 'Address for health, metrics and the admin API. In a pod: 0.0.0.0:9096.' }),
    tls: z
      .strictObject({
        webhooks: tlsSchema.optional().meta({ description: 'TLS of the webhooks listener.' }),
        admin: tlsSchema.optional().meta({ description: 'TLS of the admin listener.' }),
      })
      .default({})
      .meta({ description: 'TLS. Without it, the listeners speak plain HTTP.' }),
    maxBody: sizeSchema
      .refine((bytes) => bytes >= 1_024 && bytes <= 2 ** 28, 'must be from 1KiB to 256MiB')
      .prefault('16MiB')
      .meta({
        description:
          'Largest webhook body. A larger one is answered 413. In a small container less is allowed, as the memory says.',
      }),
    bodyMemory: sizeSchema
      .refine((bytes) => bytes >= 2 ** 20, 'must be at least 1MiB')
      .optional()
      .meta({
        description:
          'Memory for webhook bodies while they are read. More are answered 503. By default about a twelfth of the memory of the container or machine. With it, maxBody is not lowered: the work on one body takes up to 24 times its size.',
      }),
    limits: limitsSchema,
  })
  .refine(({ maxBody, bodyMemory }) => bodyMemory === undefined || bodyMemory >= 2 * maxBody, {
    error: 'is less than two bodies of maxBody; raise it, or lower maxBody',
    path: ['bodyMemory'],
  })
  .prefault({})
  .meta({ description: 'Addresses, TLS and limits of the two listeners.' });

/** Values of the section `listen`. */
export type ListenSettings = z.output<typeof listenSchema>;

/** Finds the fault that both listeners have one address. */
export function checkListen({ webhooks, admin }: ListenSettings): readonly ConfigIssue[] {
  if (webhooks.port === 0 || webhooks.port !== admin.port || webhooks.host !== admin.host) return [];
  const message = 'is the address of the webhooks listener too';
  return [{ path: 'listen.admin', message, remedy: 'give it another port, such as 9096' }];
}
