import { z } from 'zod';

const text = z.string().max(1_024);

/** One resource, in the names and types in which COC answers it. */
export const fleetResourceSchema = z.strictObject({
  id: z.string().min(1).max(255).meta({ description: 'Id in the CMDB, by which pages are ordered.' }),
  resource_id: z.string().min(1).max(255).meta({ description: 'Id in its own service.' }),
  name: text,
  provider: text.default('ecs'),
  type: text.default('cloudservers'),
  project_id: text.default(''),
  region_id: text.default('cn-north-4'),
  ep_id: text.default('0'),
  tags: z.record(z.string(), text).default({}),
  properties: z.record(z.string(), z.unknown()).default({}),
  agent_id: text.default(''),
  agent_state: z.enum(['ONLINE', 'OFFLINE']).default('ONLINE').meta({
    description: 'State of the UniAgent; the contract 2.0 does not show it.',
  }),
});

/** One resource with every default filled in. */
export type FleetResource = z.output<typeof fleetResourceSchema>;

/** The fleet: so many made-up servers, the same ones for each seed, or a list of resources. */
export const fleetSchema = z.union([
  z.strictObject({
    count: z.int().min(0).max(100_000).default(12).meta({ description: 'Number of servers.' }),
    seed: z.int().default(1).meta({ description: 'Another seed makes other servers.' }),
  }),
  z.array(fleetResourceSchema).max(100_000),
]);

/** A fleet with every default filled in. */
export type FleetScript = z.output<typeof fleetSchema>;

/** A fleet as a user writes it. */
export type FleetInput = z.input<typeof fleetSchema>;

/** The first address of a server of this kind, by its properties; empty when there is none. */
export function addressOf({ properties }: FleetResource, kind: 'fixed' | 'floating'): string {
  const { addresses } = propertiesSchema.parse(properties);
  return addresses.find(({ OsExtIpsType }) => OsExtIpsType === kind)?.addr ?? '';
}

const propertiesSchema = z.object({
  addresses: z.array(z.object({ addr: z.string(), OsExtIpsType: z.string() })).catch([]),
});
