import type { Fleet } from '../fleet/fleet.ts';
import type { FleetResource } from '../fleet/fleet-resource.ts';
import { makeUpReport } from './made-up-report.ts';
import type { PatchReport, PatchReportsScript } from './patch-report.ts';

/** The reports about patches. They are kept in memory only. */
export class PatchBook {
  #script: PatchReportsScript;
  readonly #fleet: Fleet;
  readonly #now: () => number;
  #madeUp: { readonly of: readonly FleetResource[]; readonly reports: readonly PatchReport[] } | undefined;

  /** @param now - epoch ms, the time to which the ages of made-up reports count */
  constructor(script: PatchReportsScript, fleet: Fleet, now: () => number) {
    this.#script = script;
    this.#fleet = fleet;
    this.#now = now;
  }

  /** Replaces all reports. */
  replace(script: PatchReportsScript): void {
    this.#script = script;
    this.#madeUp = undefined;
  }

  /** All reports. Those about the servers of the fleet are made up when somebody asks for them. */
  current(): readonly PatchReport[] {
    if (Array.isArray(this.#script)) return this.#script;
    const resources = this.#fleet.current();
    if (this.#madeUp?.of === resources) return this.#madeUp.reports;
    const { seed } = this.#script;
    const now = this.#now();
    const reports = resources
      .filter(({ provider, type }) => provider === 'ecs' && type === 'cloudservers')
      .map((server, index) => makeUpReport(server, index, seed, now));
    this.#madeUp = { of: resources, reports };
    return reports;
  }

  /** The report with this id; undefined when there is none. */
  find(id: string): PatchReport | undefined {
    return this.current().find((report) => report.id === id);
  }
}
