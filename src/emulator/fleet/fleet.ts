import type { FleetResource, FleetScript } from './fleet-resource.ts';
import { makeUpFleet } from './made-up-fleet.ts';

/** The field of the last row that the next page takes for its marker. */
export type MarkerField = 'id' | 'resource_id';

/** The resources of the account, in the order in which pages show them. They are kept in memory only. */
export class Fleet {
  readonly #marker: MarkerField;
  #resources: readonly FleetResource[] = [];

  constructor(script: FleetScript, marker: MarkerField) {
    this.#marker = marker;
    this.replace(script);
  }

  /** Replaces all resources. */
  replace(script: FleetScript): void {
    const resources = Array.isArray(script) ? script : makeUpFleet(script.count, script.seed);
    this.#resources = resources.toSorted((a, b) => compare(a[this.#marker], b[this.#marker]));
  }

  /** All resources. */
  current(): readonly FleetResource[] {
    return this.#resources;
  }

  /** The resource with this id in its own service; undefined when there is none. */
  find(resourceId: string): FleetResource | undefined {
    return this.#resources.find(({ resource_id }) => resource_id === resourceId);
  }

  /** True when a resource comes behind a page that ended with this marker. */
  isBehind(resource: FleetResource, marker: string): boolean {
    return compare(resource[this.#marker], marker) > 0;
  }
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
