import { setTimeout as sleep } from 'node:timers/promises';
import type { Emulator } from '../../src/emulator/emulator.ts';
import { fastClock } from './fast-clock.ts';
import { uncoveredIn } from './incident-setup.ts';
import { runAgent, runEmulator, temporaryDirectory, until } from './running-agent.ts';

const ANN = 'a'.repeat(32);
/** Five minutes take a second. */
const SPEED = 300;

/** Waits for so many minutes of the fast clock. */
export const minutes = (count: number) => sleep((count * 60_000) / SPEED);

/** Further sections of the configuration. */
interface Sections {
  readonly alarm?: string;
  readonly rest?: string;
}

/** An agent with these incident policies and an emulator, both on a fast clock. */
export async function incidentRun(incidents: string, sections: Sections = {}) {
  const clock = fastClock(SPEED);
  const emulator = await runEmulator({ clock });
  const agent = await runAgent({
    ...{ cocUrl: emulator.url, directory: await temporaryDirectory(), clock, incidents, ...sections },
    delivery: 'incidentPoll: { initial: 5s, max: 10s }',
  });
  return {
    ...{ emulator, agent },
    /** The time of so many minutes ago. */
    time: (ago = 0) => new Date(clock.now() - ago * 60_000).toISOString(),
    /** A person works on an incident, counted in the order in which they were opened. */
    works(at: number, action: 'reject' | 'resolve' | 'complete') {
      emulator.work(emulator.incidents()[at]?.incidentNum ?? '', { action, operator: ANN });
    },
    hasIncidents: (count: number) => until(`COC has ${count}`, () => emulator.incidents().length === count),
    isCovered: () => until('an open one covers all', async () => (await uncoveredIn(agent)).length === 0),
  };
}

/** Incidents that people of COC see as open. */
export function openIn(emulator: Emulator) {
  return emulator.incidents().filter(({ status }) => !/REJECTED|COMPLETED|RESOLVED/.test(status));
}

/** From now on COC answers calls of an operation with this status. */
export function refuse(
  emulator: Emulator,
  operation: 'incident-handle' | 'incident-create',
  status = 400,
): void {
  emulator.setFaults({ rules: [{ match: { operation }, fault: { type: 'status', status } }] });
}

export function heal(emulator: Emulator): void {
  emulator.setFaults({ rules: [] });
}
