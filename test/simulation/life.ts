import { scanFrames } from '../../src/journals/file/disk/frame.ts';
import type { OutboxRecord } from '../../src/outbox/events/event.ts';
import { expectedOf } from '../model/oracle.ts';
import { makeTrouble } from './chaos.ts';
import { CALM } from './coc/fate.ts';
import { Network } from './coc/network.ts';
import { SimulatedCoc } from './coc/simulated-coc.ts';
import { judgeAlarms } from './judge/judge-alarms.ts';
import { judgeEntries } from './judge/judge-entries.ts';
import { judgeIncidents } from './judge/judge-incidents.ts';
import { judgeOrphans } from './judge/judge-orphans.ts';
import { judgePolicies } from './judge/judge-policies.ts';
import { judgeRemarks } from './judge/judge-remarks.ts';
import { judgeHeldUp, judgeTargets } from './judge/judge-targets.ts';
import type { Violation } from './judge/violation.ts';
import { Operator } from './operator.ts';
import { configOf, drawPlan, type Plan } from './plan.ts';
import { Senders } from './senders.ts';
import { Chance } from './world/chance.ts';
import { Machine } from './world/machine.ts';
import { Timeline } from './world/timeline.ts';
import { Trace } from './world/trace.ts';

/** Life that can be led again: its seed, and what differs from the plan that follows from the seed. */
export interface Case {
  readonly seed: number;
  readonly changes?: Partial<Plan>;
}

/** End of a life: the promises that it broke, and what happened. */
export interface Lived {
  readonly plan: Plan;
  readonly violations: readonly Violation[];
  readonly trace: readonly string[];
  /** The same for two lives in which the same happened, byte for byte. */
  readonly digest: string;
}

const BEGIN = Date.UTC(2026, 10, 1);
const NAMES = ['s0', 's1', 's2', 's3', 's4'] as const;
const REFUSED = 's4';
/** A new alarm gets through within this time after all faults have stopped, ms. */
const FRESH_MS = 60_000;
/** After this time without faults, nothing waits any more, ms. */
const SETTLED_MS = 30 * 60_000;
/** Interval at which a sender repeats what fires, ms. */
const REPEAT_MS = 10_000;
/** Time without any pending entry after which nothing more comes, ms. */
const IDLE_MS = 45_000;
/** Time in which what is under way after the last start must end, ms. */
const LAST_CALLS_MS = 2 * 60_000;

/** Time for which the second integration is shut when the calm begins: longer than any alarm is parked, ms. */
const SHUT_MS = 6 * 60_000;
/** Edits when the storm is over. */
const LAST_EDITS = 2;

/** The reserve holds random bytes, for which no file system can do without the room. */
const RESERVE = /\/reserve(?:-\d+)?\.bin$/;

/** What was written into a file. Behind the records of a segment, random bytes of the reserve may follow. */
function writtenIn(path: string, bytes: Buffer): readonly Uint8Array[] {
  return path.endsWith('.log') ? scanFrames(bytes).frames.map(({ json }) => Buffer.from(json)) : [bytes];
}

/** Names of the alarms, by their ids. A source that has another name from the beginning gives them other ids. */
function namesIn(records: readonly OutboxRecord[]): ReadonlyMap<string, string> {
  return new Map(
    records.flatMap(({ events }) =>
      events.flatMap((event) =>
        event.type === 'episode.opened' || event.type === 'episode.closed'
          ? [[event.alarmId, event.name]]
          : [],
      ),
    ),
  );
}

/** Calls that COC has carried out, in that order. */
function inOrder(sent: Network['sent']): Network['sent'] {
  return sent
    .filter(({ committedAt }) => committedAt !== undefined)
    .sort((a, b) => (a.committedAt ?? 0) - (b.committedAt ?? 0));
}

/** Leads one life to its end, and judges it. */
export async function lead({ seed, changes }: Case): Promise<Lived> {
  const chance = new Chance(seed);
  const plan = { ...drawPlan(chance.fork()), ...changes };
  const timeline = new Timeline(BEGIN, chance.fork().next);
  const trace = new Trace(() => timeline.now);
  const coc = await SimulatedCoc.open({ people: plan.people, auth: { required: plan.clockJumps } }, () =>
    Math.floor(timeline.now),
  );
  const network = new Network(coc, { timeline, chance: chance.fork(), trace });
  const minFreeBytes = chance.oneOf(0, 0, 20_000);
  const world = { timeline, trace, network, minFreeBytes, chance: chance.fork() };
  const machine = new Machine(configOf(plan, 'c1'), world);
  const sendersChance = chance.fork();
  const lifeChance = chance.fork();
  const operator = new Operator({ plan, trace, machine, chance: chance.fork() });
  const senders = new Senders(NAMES, { timeline, trace, machine, operator, chance: sendersChance });
  const life = new Life({
    ...{ chance: lifeChance, plan, timeline, trace },
    ...{ coc, network, machine, operator, senders },
  });
  await life.lead();
  return { plan, violations: life.violations, trace: trace.lines, digest: life.digest() };
}

interface Parts {
  readonly chance: Chance;
  readonly plan: Plan;
  readonly timeline: Timeline;
  readonly trace: Trace;
  readonly coc: SimulatedCoc;
  readonly network: Network;
  readonly machine: Machine;
  readonly operator: Operator;
  readonly senders: Senders;
}

/** One life: a storm, calm, and the judgement. */
class Life {
  readonly violations: Violation[] = [];
  readonly #parts: Parts;
  #isStorm = true;
  #sentFrom = 0;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async lead(): Promise<void> {
    const { plan, timeline, network, machine, chance } = this.#parts;
    network.weather = { faults: plan.faults, late: plan.late };
    network.liars = plan.liars;
    if (plan.refusals) network.refusedNames.add(REFUSED);
    machine.diskMs = () => (plan.diskMs > 0 && chance.happens(0.3) ? chance.between(0, plan.diskMs) : 0);
    this.#watch();
    void machine.start();
    if (plan.edits) this.#repeatAlways();
    this.#nowAndThen(4_000, () => this.#alerts());
    this.#nowAndThen(plan.troubleEveryMs, () => makeTrouble(this.#parts));
    const isLost = () => machine.isLost;
    await timeline.pass(timeline.now + plan.stormMs, isLost);
    if (!machine.isLost) await this.#calm();
    if (!machine.isLost) await this.#judge();
    else for (const what of machine.surprises) this.#violate('I1', what);
  }

  digest(): string {
    const files = [...this.#parts.machine.fs.files()].filter(([path]) => !RESERVE.test(path));
    return this.#parts.trace.digest(...files.flatMap(([path, bytes]) => writtenIn(path, bytes)));
  }

  #nowAndThen(everyMs: number, act: () => void): void {
    const { timeline, chance } = this.#parts;
    timeline.after(chance.between(0, everyMs * 2), () => {
      if (!this.#isStorm) return;
      act();
      this.#nowAndThen(everyMs, act);
    });
  }

  /** The sender repeats what fires, as Alertmanager does, so that only our deafness can be long. */
  #repeatAlways(): void {
    const { timeline, senders } = this.#parts;
    senders.repeat('firing');
    timeline.after(REPEAT_MS, () => this.#repeatAlways());
  }

  /** Judges what must be true at the moment when it happens. */
  #watch(): void {
    const { machine, senders } = this.#parts;
    machine.onAppend = (records) => {
      const firing = new Set(senders.truth.flatMap(({ name, status }) => (status === 'firing' ? name : [])));
      const promised = machine.promised?.acknowledged ?? [];
      for (const event of records.flatMap(({ events }) => events))
        if (event.type === 'alarm.repaired' && event.reason === 'stale') {
          const name = namesIn(promised).get(event.alarmId);
          if (name !== undefined && firing.has(name))
            this.#violate('deaf', `${name} fires, and was ended as if its source were silent`);
        }
    };
    machine.onReload = ({ config }, reloaded) => {
      const records = machine.promised?.acknowledged ?? [];
      this.violations.push(...judgeOrphans({ records, config, reloaded }));
    };
  }

  #alerts(): void {
    const { chance, senders } = this.#parts;
    if (chance.happens(0.75)) senders.happen();
    else senders.repeat();
  }

  /** All faults stop. A new alarm gets through, and then everything comes to rest. */
  async #calm(): Promise<void> {
    const { plan, timeline, trace, coc, network, machine, operator, senders } = this.#parts;
    trace.note('calm');
    this.#isStorm = false;
    network.weather = CALM;
    network.liars = 0;
    network.cutUntil = timeline.now;
    machine.comeToRest();
    const calmAt = timeline.now;
    const owes = plan.edits && plan.owes;
    network.secondShutUntil = owes ? calmAt + SHUT_MS : 0;
    this.#sentFrom = Math.max(calmAt, network.secondShutUntil);
    // What is changed last is put right by nothing but what is told from now on.
    if (owes) for (let edits = 0; edits < LAST_EDITS; edits++) operator.edit();
    if (plan.edits) operator.restore();
    const failedStarts = machine.failedStarts;
    senders.fresh('fresh');
    await timeline.pass(calmAt + FRESH_MS, () => this.#hasArrived('fresh'));
    if (!this.#hasArrived('fresh')) this.#violate('I5', 'a new alarm did not get through');
    if (machine.failedStarts > failedStarts + 1) this.#violate('I7', 'the agent cannot start');
    if (owes) {
      await this.#judgeWhileShut(calmAt);
      operator.rest();
    }
    let idleSince: number | undefined;
    while (timeline.now < calmAt + SETTLED_MS && !machine.isLost) {
      await timeline.pass(timeline.now + 5_000);
      const isIdle = !senders.isBusy && !network.isBusy && !coc.isBusy && this.#pending() === 0;
      idleSince = isIdle ? (idleSince ?? timeline.now) : undefined;
      if (idleSince !== undefined && timeline.now - idleSince > IDLE_MS) return;
    }
    this.#violate('stuck', `${this.#pending()} entries still wait ${SETTLED_MS / 60_000} min later`);
  }

  /** What belongs to the first integration is told there, whatever waits for the second one. */
  async #judgeWhileShut(calmAt: number): Promise<void> {
    const { timeline, network, operator, senders, machine } = this.#parts;
    await timeline.pass(calmAt + SHUT_MS - 1_000, () => machine.isLost);
    const { truth } = senders;
    const carriedOut = inOrder(network.sent);
    const refused = network.refusedNames;
    this.violations.push(...judgeHeldUp({ truth, carriedOut, refused, setup: operator.setup }));
  }

  async #judge(): Promise<void> {
    const { plan, timeline, coc, network, machine, operator, senders } = this.#parts;
    // The disk must hold what was promised, whatever the memory of the process says.
    machine.die('power');
    await timeline.pass(timeline.now + 10_000);
    if (!machine.agent) this.#violate('I7', 'the agent does not start in the end');
    // The agent may just have begun to tell people something.
    await timeline.pass(timeline.now + LAST_CALLS_MS, () => this.#pending() === 0 && !network.isBusy);
    coc.catchUp();
    const records = machine.promised?.acknowledged ?? [];
    const { acknowledged, issued, truth } = senders;
    const { setup } = operator;
    const names = namesIn(records);
    const refusedIds = new Set(
      [...names].flatMap(([id, name]) => (network.refusedNames.has(name) ? id : [])),
    );
    const carriedOut = inOrder(network.sent);
    for (const what of machine.surprises) this.#violate('I7', what);
    for (const what of senders.wrongAnswers) this.#violate('I8', what);
    const events = records.flatMap((record) => record.events);
    const { incidents } = expectedOf(records);
    const refused = network.refusedNames;
    const nameOf = (alarmId: string) => names.get(alarmId);
    this.violations.push(
      ...(plan.edits
        ? judgeTargets({ truth, carriedOut, refused, setup, sentFrom: this.#sentFrom })
        : judgeAlarms({ acknowledged, issued, carriedOut, collapse: plan.collapse, refused })),
      ...judgeIncidents({ events, incidents, coc: coc.store, truth, plan, setup, refused: refusedIds }),
      ...judgePolicies({ events, coc: coc.store, nameOf }),
      ...judgeRemarks(coc.store),
      ...judgeEntries({ records, acknowledged, carriedOut, refused: refusedIds }),
    );
  }

  #hasArrived(name: string): boolean {
    return this.#parts.network.sent.some((call) => call.json?.alarmName === name && call.status === 200);
  }

  #pending(): number {
    return this.#parts.machine.agent?.view.outbox.state.pendingCount ?? Number.POSITIVE_INFINITY;
  }

  #violate(invariant: Violation['invariant'], what: string): void {
    this.violations.push({ invariant, what });
  }
}
