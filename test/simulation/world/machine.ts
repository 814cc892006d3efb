import type { Reloaded } from '../../../src/admin/admit.ts';
import { type Agent, createAgent, STOP_GRACE_MS } from '../../../src/app/agent.ts';
import { Lifecycle } from '../../../src/app/lifecycle.ts';
import type { ReadConfig } from '../../../src/app/read-config.ts';
import { JournalError, messageOf } from '../../../src/errors.ts';
import { codeOf } from '../../../src/journals/file/disk/disk-errors.ts';
import { createLog } from '../../../src/observability/create-log.ts';
import { createMetrics } from '../../../src/observability/metrics.ts';
import type { OutboxRecord } from '../../../src/outbox/events/event.ts';
import { SimulatedFileSystem } from '../../support/simulated-file-system.ts';
import type { Network } from '../coc/network.ts';
import type { Chance } from './chance.ts';
import { ProcessClock, type WallClock } from './process-clock.ts';
import { BrokenPromise, type PromisedJournal, simulatedJournalKind } from './simulated-storage.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';

/** End of a process from outside. */
export type Death = 'kill' | 'power';

interface World {
  readonly timeline: Timeline;
  readonly chance: Chance;
  readonly trace: Trace;
  readonly network: Network;
  readonly minFreeBytes: number;
}

/** One running process of the agent. */
interface Process {
  readonly clock: ProcessClock;
  readonly lifecycle: Lifecycle;
  agent: Agent | undefined;
  /** The last reload, after which the next one begins. */
  reload: Promise<unknown>;
}

/** A supervisor starts a process again after this time, ms. */
const RESTART_MS = 2_000;
/** Sizes in which a torn write ends. */
const GRAINS = [1, 512, 4_096] as const;
/** Codes of the errors of a broken disk. */
const DISK_CODES = new Set(['EIO', 'ENOSPC', 'EMFILE', 'EPOWER']);
/** Words of the log about an error that should not happen. */
const BUG = /unexpected error inside the agent/;

/** A machine with a disk and a wall clock, on which a supervisor keeps the agent running. */
export class Machine {
  fs = new SimulatedFileSystem();
  readonly wall: WallClock = { errorMs: 0 };
  /** Journal of the latest process: it knows what all of them have promised. */
  promised: PromisedJournal | undefined;
  /** Errors that should not happen. */
  readonly surprises: string[] = [];
  /** Pace of the disk: ms that each call takes. */
  diskMs: () => number = () => 0;
  /** Starts that failed since the last one that did not. */
  failedStarts = 0;
  /** Called with what was just stored. */
  onAppend: (records: readonly OutboxRecord[]) => void = () => undefined;
  /** Called with what a reload has listed. */
  onReload: (read: ReadConfig, reloaded: Reloaded) => void = () => undefined;
  /** True once a start did not find what was promised: the life is over. */
  isLost = false;
  readonly #log = this.#createLog();
  readonly #metrics = createMetrics({ version: '0' });
  #read: ReadConfig;
  #process: Process | undefined;
  readonly #world: World;

  constructor(read: ReadConfig, world: World) {
    this.#read = read;
    this.#world = world;
    this.#useDisk(this.fs);
  }

  /** The agent, while it takes alerts. */
  get agent(): Agent | undefined {
    return this.#process?.agent;
  }

  /** Starts the agent. After a failed start it tries again. */
  async start(): Promise<void> {
    if (this.#process || this.isLost) return;
    const { timeline, trace, network, minFreeBytes, chance } = this.#world;
    const clock = new ProcessClock(timeline, this.wall);
    const lifecycle = new Lifecycle((name, error) => {
      if (!isOfDisk(error)) this.surprises.push(`${name}: ${messageOf(error)}`);
    });
    const process: Process = { clock, lifecycle, agent: undefined, reload: Promise.resolve() };
    this.#process = process;
    trace.note('start');
    try {
      const { fs, promised: before } = this;
      const onCreate = (journal: PromisedJournal) => {
        this.promised = journal;
        journal.onAppend = (records) => this.onAppend(records);
      };
      const journal = simulatedJournalKind({ fs, before, onCreate, minFreeBytes });
      const random = chance.fork().next;
      const wayToCoc = network.wayOf(clock);
      const surroundings = { clock, lifecycle, log: this.#log, metrics: this.#metrics };
      const read = this.#read;
      const agent = await createAgent({ ...surroundings, read, journal, random, wayToCoc });
      if (this.#process !== process) return;
      process.agent = agent;
      this.failedStarts = 0;
      void agent.failed.then((error) => this.#exit(process, messageOf(error)));
      agent.dispatcher.start();
      trace.note(`started with ${agent.view.outbox.state.pendingCount} entries`);
      // A SIGHUP during the start is a reload after it.
      if (this.#read !== read) void this.reload(this.#read);
    } catch (error) {
      // The power went while it started.
      if (this.fs.isOff) await this.fs.pause();
      if (this.#process !== process) return;
      if (!isOfDisk(error)) this.surprises.push(`start: ${messageOf(error)}`);
      this.isLost ||= error instanceof BrokenPromise;
      this.failedStarts += 1;
      this.#exit(process, messageOf(error));
    }
  }

  /** Kills the process, or cuts the power of the machine, at once. It starts again. */
  die(death: Death): void {
    this.#world.trace.note(`${death} at change ${this.fs.changes}`);
    const grain = this.#world.chance.oneOf(...GRAINS);
    this.#useDisk(death === 'kill' ? this.fs.killProcess() : this.fs.reboot(this.#world.chance.next, grain));
    this.#end(this.#process);
  }

  /** Dies in this way after so many more changes of the disk, also in the middle of an append. */
  dieAfter(changes: number, death: Death): void {
    const dying = this.fs;
    dying.powerOffAfter(changes);
    const { pause } = dying;
    dying.pause = () => {
      if (dying.isOff && this.fs === dying) this.die(death);
      return pause();
    };
  }

  /** No trouble of the disk or the clock is left, and no death is still to come. */
  comeToRest(): void {
    this.fs.heal();
    this.fs.capacity = Number.POSITIVE_INFINITY;
    if (!this.fs.isOff) this.fs.powerOffAfter(Number.POSITIVE_INFINITY);
    this.#process?.clock.thaw();
    // The clock is set right, which may be another jump.
    this.wall.errorMs = 0;
  }

  /** Stops the process for this time, as SIGSTOP and SIGCONT do. */
  freeze(ms: number): void {
    this.#world.trace.note(`SIGSTOP for ${Math.round(ms)} ms`);
    this.#process?.clock.freeze(ms);
  }

  /** Resolves when the process is not frozen. */
  async awake(): Promise<void> {
    const clock = this.#process?.clock;
    if (clock) await new Promise<void>((resolve) => clock.awake(resolve));
  }

  /** Ends the process with SIGTERM, and starts it again. */
  async restart(): Promise<void> {
    const process = this.#process;
    const agent = process?.agent;
    if (!process || !agent) return;
    this.#world.trace.note('SIGTERM');
    agent.stopAccepting();
    await agent.dispatcher.stop(STOP_GRACE_MS);
    await process.lifecycle.stop();
    if (this.#process === process) this.#exit(process, 'stopped');
  }

  /** Switches to another configuration, now if the agent runs and with the next start otherwise. */
  async reload(read: ReadConfig): Promise<void> {
    this.#world.trace.note('reload');
    this.#read = read;
    const process = this.#process;
    if (!process?.agent) return;
    process.reload = process.reload
      .then(() => process.agent?.use(read))
      .then((reloaded) => {
        if (reloaded && this.#process === process) this.onReload(read, reloaded);
      });
    await process.reload;
  }

  #exit(process: Process, why: string): void {
    if (this.#process !== process) return;
    this.#world.trace.note(`exit: ${why}`);
    this.#useDisk(this.fs.killProcess());
    this.#end(process);
  }

  #end(process: Process | undefined): void {
    process?.clock.end();
    this.#process = undefined;
    this.#world.timeline.after(RESTART_MS, () => void this.start());
  }

  #useDisk(fs: SimulatedFileSystem): void {
    const { timeline } = this.#world;
    this.fs = fs;
    fs.now = timeline.now;
    fs.onCall = () => {
      fs.now = timeline.now;
      timeline.stir();
    };
    fs.pause = async () => {
      const ms = this.fs === fs ? this.diskMs() : 0;
      if (ms > 0) await timeline.sleep(ms);
      await this.awake();
      // Nothing of a dead process goes on.
      if (this.fs !== fs) await new Promise(() => undefined);
    };
  }

  #createLog() {
    const destination = {
      write: (line: string) => {
        if (!BUG.test(line) || [...DISK_CODES].some((code) => line.includes(`"${code}"`))) return;
        this.surprises.push(line);
        this.#world.trace.note(line);
      },
    };
    return createLog({ level: 'error', format: 'json', destination });
  }
}

/** True for an error that a broken disk explains. */
function isOfDisk(error: unknown): boolean {
  return error instanceof JournalError || DISK_CODES.has(codeOf(error) ?? '');
}
