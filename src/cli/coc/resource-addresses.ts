import { isIP } from 'node:net';

/** Deepest place in which an address is looked for. */
const DEEPEST = 6;
/** Fields of the properties of a server that hold its own addresses. */
const OWN = /addr|ip/i;

/**
 * Finds the IP addresses in the properties of a resource. COC does not document them: each kind of resource has those of its
 * own service, in which servers have a list `addresses`. Only fields whose name speaks of an address count, so that the
 * address of a name server or of a gateway in other settings does not.
 */
export function addressesOf(properties: unknown): readonly string[] {
  return [...new Set(findIn(properties, false, DEEPEST))];
}

function findIn(value: unknown, isNamed: boolean, depth: number): readonly string[] {
  if (typeof value === 'string') return isNamed && isIP(value) !== 0 ? [value] : [];
  if (typeof value !== 'object' || value === null || depth === 0) return [];
  if (Array.isArray(value)) return value.flatMap((one) => findIn(one, isNamed, depth - 1));
  return Object.entries(value).flatMap(([name, one]) => findIn(one, isNamed || OWN.test(name), depth - 1));
}
