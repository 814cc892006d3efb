import type { SimulatedFileSystem } from '../support/simulated-file-system.ts';
import type { Network } from './coc/network.ts';
import type { Operator } from './operator.ts';
import type { Plan } from './plan.ts';
import type { Chance } from './world/chance.ts';
import type { Machine } from './world/machine.ts';
import type { Timeline } from './world/timeline.ts';
import type { Trace } from './world/trace.ts';

interface World {
  readonly timeline: Timeline;
  readonly chance: Chance;
  readonly trace: Trace;
  readonly machine: Machine;
  readonly network: Network;
  readonly plan: Plan;
  readonly operator: Operator;
}

const HOUR_MS = 3_600_000;
/** The wall clock is never further from the truth than this, ms. */
const MOST_ERROR_MS = 20 * HOUR_MS;

/** Makes one trouble of any kind: for the process, the disk, the clock or the network. */
export function makeTrouble(world: World): void {
  const { chance, machine, plan, operator } = world;
  chance.weighed<() => void>([
    [3, () => machine.die(chance.oneOf('kill', 'power'))],
    [5, () => machine.dieAfter(chance.whole(0, 25), chance.oneOf('kill', 'power'))],
    [2, () => void machine.restart()],
    [2, () => operator.reload(`c${chance.whole(1, 3)}`)],
    [3, () => failDisk(machine.fs, world)],
    [1, () => fillDisk(machine, world)],
    [2, () => cutNetwork(world)],
    [plan.clockJumps ? 3 : 0, () => setClock(world)],
    [plan.edits ? 12 : 0, () => operator.edit()],
    [plan.edits && plan.owes ? 6 : 0, () => shutSecond(world)],
    [plan.edits ? 2 : 0, () => machine.freeze(chance.between(1_000, 90_000))],
  ])();
}

function failDisk(fs: SimulatedFileSystem, { chance, trace }: World): void {
  const operation = chance.oneOf('append', 'sync', 'create', 'rename', 'readFile', 'syncDirectory', 'any');
  const code = chance.oneOf('EIO', 'ENOSPC', 'EMFILE');
  const times = chance.oneOf(1, 1, 2, 5);
  trace.note(`disk: ${times} times ${code} at ${operation}`);
  fs.inject({ operation, code, times, after: chance.whole(0, 10) });
}

/** Other programs fill the disk, and make room again later. */
function fillDisk(machine: Machine, { chance, trace, timeline }: World): void {
  let used = 0;
  for (const [, bytes] of machine.fs.files()) used += bytes.length;
  machine.fs.capacity = used + chance.whole(0, 3_000);
  trace.note('disk: full');
  timeline.after(chance.between(1_000, 15_000), () => {
    machine.fs.capacity = Number.POSITIVE_INFINITY;
    trace.note('disk: room again');
  });
}

function cutNetwork({ chance, trace, timeline, network }: World): void {
  const ms = chance.between(500, 40_000);
  network.cutUntil = Math.max(network.cutUntil, timeline.now + ms);
  trace.note(`network: cut for ${Math.round(ms)} ms`);
}

/** The second integration answers with errors for a while. */
function shutSecond({ chance, trace, timeline, network }: World): void {
  const ms = chance.between(5_000, 60_000);
  network.secondShutUntil = timeline.now + ms;
  trace.note(`the second integration is shut for ${Math.round(ms)} ms`);
}

function setClock({ chance, trace, machine }: World): void {
  const step = chance.oneOf(1, -1) * chance.oneOf(500, 20_000, 150_000, HOUR_MS, 10 * HOUR_MS);
  const error = machine.wall.errorMs + step;
  machine.wall.errorMs = Math.max(-MOST_ERROR_MS, Math.min(MOST_ERROR_MS, error));
  trace.note(`clock: set by ${step} ms`);
}
