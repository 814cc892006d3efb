import type { Agent } from '../../src/app/agent.ts';
import { PayloadError } from '../../src/errors.ts';
import type { Source } from '../../src/sources/source-port.ts';
import { alertmanagerBody, type SentAlert } from '../support/alertmanager-body.ts';
import type { Operator } from './operator.ts';
import { CLUSTERS, type Cluster } from './setup.ts';
import type { Chance } from './world/chance.ts';
import type { Machine } from './world/machine.ts';
import type { Timeline } from './world/timeline.ts';
import type { Trace } from './world/trace.ts';

/** Much longer than two replicas differ about the begin of one problem, ms. */
const LONG_BEFORE_MS = 600_000;

/** One message about a series, as its sender told it. */
export interface Told {
  readonly name: string;
  readonly status: 'firing' | 'resolved';
  readonly severity: 'critical' | 'warning';
  readonly startsAt: number;
  readonly endsAt?: number;
  /** Set when it fires again with the begin that it had, or an earlier one, although its end was told. */
  readonly returns?: true;
}

/** One series of a sender. */
interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What is true of it now. */
  truth: Told | undefined;
  /** Begin of the last problem of which a fire was told. */
  firedAt?: number;
}

interface World {
  readonly timeline: Timeline;
  readonly chance: Chance;
  readonly trace: Trace;
  readonly machine: Machine;
  readonly operator: Operator;
}

/** A sender waits this long for an answer, ms. */
const PATIENCE_MS = 10_000;

/**
 * A monitoring system. It tells of its series in order, each message again until it is acknowledged, and
 * sometimes once more after that.
 */
export class Senders {
  /** Acknowledged messages, in order, without what was only repeated. */
  readonly acknowledged: Told[] = [];
  /** Messages that are acknowledged, or may have been taken without an acknowledgement. */
  readonly issued: Told[] = [];
  /** Answers that no sender may get. */
  readonly wrongAnswers: string[] = [];
  readonly #world: World;
  readonly #series: readonly Series[];
  readonly #queue: (readonly Told[])[] = [];
  #isSending = false;
  #changedAt = 0;

  constructor(names: readonly string[], world: World) {
    this.#world = world;
    this.#series = names.map((name) => {
      const labels = { cluster: clusterOf(name) ?? '', site: 'one' };
      return { name, labels, truth: undefined };
    });
  }

  /** True while a message waits for its acknowledgement. */
  get isBusy(): boolean {
    return this.#isSending;
  }

  /** What is true of each series that ever fired. */
  get truth(): readonly Told[] {
    return this.#series.flatMap(({ truth }) => truth ?? []);
  }

  /** Something happens to some series, and is told in one message. */
  happen(): void {
    const { chance } = this.#world;
    const count = chance.weighed([
      [6, 1],
      [2, 2],
      [1, 3],
    ]);
    const changed = new Map<Series, Told>();
    for (let i = 0; i < count; i++) {
      const series = this.#series[chance.whole(0, this.#series.length - 1)];
      if (!series) continue;
      series.truth = this.#next(series);
      changed.set(series, series.truth);
    }
    for (const [series, { status, startsAt }] of changed) if (status === 'firing') series.firedAt = startsAt;
    this.tell([...changed.values()]);
  }

  /** Tells of a series that nobody has heard of before. */
  fresh(name: string): Told {
    const told: Told = { name, status: 'firing', severity: 'warning', startsAt: this.#now() };
    this.tell([told]);
    return told;
  }

  /** Tells once more what is true of the series that were told, or of those alone that fire. */
  repeat(which: 'all' | 'firing' = 'all'): void {
    const truths = this.truth.filter(({ status }) => which === 'all' || status === 'firing');
    if (truths.length > 0 && !this.#isSending) this.tell(truths);
  }

  tell(message: readonly Told[]): void {
    this.#queue.push(message);
    if (!this.#isSending) void this.#sendAll();
  }

  #next({ truth: before, name, firedAt }: Series): Told {
    const { chance } = this.#world;
    const severity = chance.happens(0.7) ? 'critical' : 'warning';
    const now = this.#now();
    const wasHeard = before?.status === 'resolved' && before.startsAt === firedAt;
    if (wasHeard && chance.happens(0.25)) {
      const { endsAt = 0, ...same } = before;
      // One of two replicas may have seen it begin much earlier. No other change has that time.
      const earlierMs = endsAt % 2 === 0 ? 0 : LONG_BEFORE_MS;
      return { ...same, startsAt: before.startsAt - earlierMs, status: 'firing', returns: true };
    }
    if (before?.status !== 'firing') return { name, status: 'firing', severity, startsAt: now };
    if (chance.happens(0.2)) return { ...before, severity };
    return { ...before, status: 'resolved', endsAt: now };
  }

  /** The time of a change. No two changes have the same one. */
  #now(): number {
    this.#changedAt = Math.max(this.#changedAt + 1, Math.floor(this.#world.timeline.now));
    return this.#changedAt;
  }

  async #sendAll(): Promise<void> {
    const { timeline, chance, trace } = this.#world;
    this.#isSending = true;
    for (let message = this.#queue[0]; message; message = this.#queue[0]) {
      this.issued.push(...message);
      trace.note(`webhook: ${message.map(wordsOf).join(', ')}`);
      const status = await Promise.race([
        this.#post(message),
        timeline.sleep(PATIENCE_MS).then(() => 'late'),
      ]);
      trace.note(`webhook answered: ${status}`);
      if (status === 200) {
        this.#queue.shift();
        this.acknowledged.push(...message);
      } else await timeline.sleep(chance.between(500, 4_000));
    }
    this.#isSending = false;
  }

  /** Sends a message as HTTP would. Returns the status, or `refused` while nobody listens. */
  async #post(message: readonly Told[]): Promise<number | 'refused'> {
    const { machine, operator } = this.#world;
    const { agent } = machine;
    await machine.awake();
    const source = agent?.sources().get(operator.setup.sourceName);
    // A connection ends with its process.
    if (!agent || !source || machine.agent !== agent) return 'refused';
    const answer = await this.#hand(message, agent, source);
    agent.noteRequest(source.name, answer === 200 ? 'heard' : 'refused');
    return machine.agent === agent ? answer : 'refused';
  }

  /** Hands a message to the agent, as its listener does. */
  async #hand(message: readonly Told[], agent: Agent, source: Source): Promise<number> {
    const { machine, timeline } = this.#world;
    if (agent.refusal()) return 503;
    const receivedAt = Math.floor(timeline.now + machine.wall.errorMs);
    try {
      await agent.takeIn(source, source.read(this.#body(message), receivedAt), { receivedAt });
      return 200;
    } catch (error) {
      if (error instanceof Error && 'code' in error && !(error instanceof PayloadError)) return 503;
      this.wrongAnswers.push(`a sender got an error that is not 503: ${String(error)}`);
      return 500;
    }
  }

  #body(message: readonly Told[]): Buffer {
    const alerts = message.map(({ startsAt, endsAt, returns: _, ...told }): SentAlert => {
      const series = this.#series.find(({ name }) => name === told.name);
      const ends = endsAt === undefined ? {} : { endsAt: new Date(endsAt).toISOString() };
      const fields = { fingerprint: told.name, labels: series?.labels ?? {}, ...ends };
      return { ...told, ...fields, startsAt: new Date(startsAt).toISOString() };
    });
    return Buffer.from(JSON.stringify(alertmanagerBody(...alerts)));
  }
}

/** The cluster of a series, by its number. A fresh one has none. */
export function clusterOf(name: string): Cluster | undefined {
  const number = /^s(\d)$/.exec(name)?.[1];
  return number === undefined ? undefined : CLUSTERS[Number(number) % 2];
}

function wordsOf({ name, status, severity }: Told): string {
  return `${name} ${status} ${severity}`;
}
