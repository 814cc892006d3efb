import { createHash } from 'node:crypto';
import { type FleetResource, fleetResourceSchema } from './fleet-resource.ts';

const regions = ['cn-north-4', 'cn-east-3', 'cn-southwest-2'];
const roles = ['web', 'api', 'db', 'cache'];
const apps = ['shop', 'billing', 'search'];
const owners = ['ann', 'bob', 'chen'];
const environments = ['prod', 'prod', 'staging'];

/** Number of servers after which the peculiarities of a fleet repeat. */
const DOZEN = 12;

/**
 * A made-up fleet of servers, the same for each seed. In each dozen, the last server has the private address of the first one,
 * in another region and network, and the agent of the tenth is offline. Web servers have a public address.
 */
export function makeUpFleet(count: number, seed: number): FleetResource[] {
  return Array.from({ length: count }, (_, index) => makeUpServer(index, seed));
}

function makeUpServer(index: number, seed: number): FleetResource {
  const region = pick(regions, index);
  const role = pick(roles, index);
  const hex = (kind: string, length: number) => hexOf(`${seed}/${kind}/${index}`, length);
  const name = `${role}-${String(index + 1).padStart(2, '0')}`;
  return fleetResourceSchema.parse({
    id: `65659ae2${hexOf(`${seed}/machine`, 10)}${index.toString(16).padStart(6, '0')}`,
    resource_id: uuidOf(hex('server', 32)),
    name,
    project_id: hexOf(`${seed}/project/${region}`, 32),
    region_id: region,
    ep_id: index % 4 === 3 ? uuidOf(hexOf(`${seed}/enterprise-project`, 32)) : '0',
    tags: {
      app: pick(apps, Math.floor(index / roles.length)),
      env: pick(environments, index),
      owner: pick(owners, Math.floor(index / 2)),
    },
    properties: propertiesOf({ index, seed, name, region, isPublic: role === 'web' }),
    agent_id: hex('agent', 32),
    agent_state: index % DOZEN === 9 ? 'OFFLINE' : 'ONLINE',
  });
}

interface Server {
  readonly index: number;
  readonly seed: number;
  readonly name: string;
  readonly region: string;
  readonly isPublic: boolean;
}

/** The details of a server, by the names in which Huawei Cloud's RMS has them: the reference says nothing of them. */
function propertiesOf({ index, seed, name, region, isPublic }: Server): Record<string, unknown> {
  const fixed = { addr: privateAddress(index), version: 4, OsExtIpsType: 'fixed' };
  const floating = { addr: publicAddress(index), version: 4, OsExtIpsType: 'floating' };
  return {
    hostName: `${name}.${region}.example.com`,
    status: 'ACTIVE',
    ExtAzAvailabilityZone: `${region}${pick(['a', 'b', 'c'], index)}`,
    flavor: { id: 's6.large.2', vcpus: '2', ram: '4096' },
    metadata: { os_type: 'Linux', vpc_id: uuidOf(hexOf(`${seed}/vpc/${region}`, 32)) },
    addresses: isPublic ? [fixed, floating] : [fixed],
  };
}

/** The last server of a dozen has the address of the first one. */
function privateAddress(index: number): string {
  const number = index % DOZEN === DOZEN - 1 ? index - (DOZEN - 1) : index;
  return `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
}

/** An address of the network for benchmarks, 198.18.0.0/15, which nobody reaches. */
function publicAddress(index: number): string {
  return `198.${18 + ((index >> 16) & 1)}.${(index >> 8) & 255}.${index & 255}`;
}

function pick<T>(values: readonly [T, ...T[]] | readonly T[], index: number): T {
  return values[index % values.length] as T;
}

function uuidOf(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function hexOf(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
