import { z } from 'zod';
import { parseRange } from './ip-range.ts';

const HOST = /^(?:\*\.)?(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/;

const allowedSchema = z
  .string()
  .transform((text) => text.toLowerCase().replace(/\.$/, ''))
  .refine((text) => parseRange(text) !== undefined || isHostName(text), {
    error:
      'is neither a host name (coc.myhuaweicloud.com, *.example.com) nor an address or range (10.0.0.0/8); write it without scheme and port',
  });

/** A name that ends in a number is an address with a mistake in it. */
function isHostName(text: string): boolean {
  return text.length <= 253 && HOST.test(text) && !/(?:^|\.)\d+$/.test(text);
}

/** Section `egress`: where the agent may connect to. */
export const egressSchema = z
  .strictObject({
    allow: z.array(allowedSchema).min(1).optional().meta({
      description:
        'Hosts that the agent may call: names, names below a domain (*.example.com), addresses, and ranges such as 10.0.0.0/8. By default all. Link-local, metadata, multicast and unspecified addresses are never called.',
    }),
  })
  .prefault({})
  .meta({ description: 'Addresses that the agent may connect to.' });

/** Values of the section `egress`. */
export type EgressSettings = z.output<typeof egressSchema>;
