import type { Deadline } from '../../../src/coc/deadline.ts';
import type { HttpAnswer, HttpFailure } from '../../../src/coc/exchange.ts';
import type { WayToCoc } from '../../../src/coc/open-client.ts';
import type { Transport } from '../../../src/coc/transport.ts';
import type { Answer, Call } from '../../../src/emulator/call.ts';
import { parseJsonObject } from '../../../src/emulator/contract/json-object.ts';
import type { Operation } from '../../../src/emulator/operation.ts';
import { KEYS } from '../setup.ts';
import type { Chance } from '../world/chance.ts';
import type { ProcessClock } from '../world/process-clock.ts';
import type { Timeline } from '../world/timeline.ts';
import type { Trace } from '../world/trace.ts';
import { CALM, type CallManner, drawFate, type Fate, type Weather } from './fate.ts';
import { drawListManner } from './lying-list.ts';
import { type CallToMake, SimulatedCoc } from './simulated-coc.ts';

type Request = Parameters<Transport['send']>[0];
type End = HttpAnswer | HttpFailure;

/** One call as it left the agent, and what became of it. */
export interface SentCall {
  /** Number of the call, from 1, in the order of sending. */
  readonly id: number;
  readonly sentAt: number;
  readonly operation: Operation | undefined;
  readonly path: string;
  readonly json: Call['json'];
  fate: Fate['kind'];
  /** Time at which COC carried it out, and the status of COC's answer. */
  committedAt?: number;
  status?: number;
}

/** Manner of the operations that are not like the others. */
const MANNERS: ReadonlyMap<Operation | undefined, CallManner> = new Map([
  ['alarm', 'ordered'],
  ['incident-create', 'opening'],
  ['war-room-create', 'opening'],
]);

/** The network between the agent and COC. Each call meets a fate of its own, and sometimes nothing gets through. */
export class Network {
  weather: Weather = CALM;
  /** Part of the lists of incidents that are not honest. */
  liars = 0;
  /** Names of alarms that COC refuses. */
  readonly refusedNames = new Set<string>();
  /** Alarms for the second integration are answered by an error before this time (epoch ms). */
  secondShutUntil = 0;
  /** Nothing gets through before this time (epoch ms). */
  cutUntil = 0;
  readonly sent: SentCall[] = [];
  readonly #coc: SimulatedCoc;
  readonly #timeline: Timeline;
  readonly #chance: Chance;
  readonly #trace: Trace;
  /** Calls that COC has received and not carried out yet. */
  #underWay = 0;

  constructor(coc: SimulatedCoc, world: { timeline: Timeline; chance: Chance; trace: Trace }) {
    this.#coc = coc;
    this.#timeline = world.timeline;
    this.#chance = world.chance;
    this.#trace = world.trace;
  }

  /** True while COC may still carry out what was sent before. */
  get isBusy(): boolean {
    return this.#underWay > 0;
  }

  /** Way to COC of one process. */
  wayOf(clock: ProcessClock): WayToCoc {
    const openTransport = (origin: string): Transport => ({
      // A process that has ended sends nothing any more.
      send: (request, deadline) =>
        clock.isAlive
          ? this.#send({ ...request, origin }, { deadline, clock })
          : new Promise(() => undefined),
      close: async () => undefined,
    });
    return { openTransport, openFreshTransport: openTransport, timers: clock };
  }

  #send(
    request: Request & { readonly origin: string },
    { deadline, clock }: { readonly deadline: Deadline; readonly clock: ProcessClock },
  ): Promise<End> {
    this.#timeline.stir();
    const call = callOf(request);
    const fate = this.#fateOf(call);
    const sent: SentCall = {
      id: this.sent.length + 1,
      sentAt: this.#timeline.now,
      operation: SimulatedCoc.operationOf(call),
      path: call.path,
      json: call.json,
      fate: fate.kind,
    };
    this.sent.push(sent);
    this.#trace.note(`#${sent.id} ${nameOf(sent)}: ${JSON.stringify(fate)}`);
    return new Promise((resolve) => {
      let isOver = false;
      const end = (result: End) => {
        if (isOver || !clock.isAlive) return;
        isOver = true;
        deadline.signal.removeEventListener('abort', giveUp);
        this.#trace.note(`#${sent.id} ends: ${result.kind === 'answer' ? result.status : result.cause}`);
        clock.awake(() => resolve(result));
      };
      const wasSent = fate.kind !== 'unreached';
      const giveUp = () => end(failure(deadline.cause() ?? 'interrupted', wasSent));
      if (deadline.signal.aborted) return giveUp();
      deadline.signal.addEventListener('abort', giveUp, { once: true });
      this.#follow({ call, fate, sent }, end);
    });
  }

  #fateOf(call: Pick<Call, 'method' | 'path'>): Fate {
    if (this.#timeline.now < this.cutUntil) {
      const how = this.#chance.oneOf('reset', 'silence');
      return this.#chance.happens(0.5) ? { kind: 'unreached', how } : { kind: 'lost', how: 'silence' };
    }
    if (this.#timeline.now < this.secondShutUntil && call.path.endsWith(KEYS.second))
      return { kind: 'refused', status: 503, answerAt: 2 };
    return drawFate(this.#chance, this.weather, MANNERS.get(SimulatedCoc.operationOf(call)) ?? 'other');
  }

  /** Lets the fate of a call take its course. `end` is called when the caller learns of it. */
  #follow(one: { call: CallToMake; fate: Fate; sent: SentCall }, end: (result: End) => void): void {
    const { fate } = one;
    const after = (ms: number, run: () => void) => void this.#timeline.after(ms, run);
    if ('how' in fate && fate.how === 'reset') {
      const wasSent = fate.kind !== 'unreached';
      after(this.#chance.between(2, 300), () => end(failure('error', wasSent)));
    }
    if (fate.kind === 'unreached' || fate.kind === 'lost') return;
    let answer: Answer | undefined;
    const { commitAt } = fate;
    if (commitAt !== undefined) {
      this.#underWay += 1;
      after(commitAt, () => {
        this.#underWay -= 1;
        answer = this.#commit(one);
      });
    }
    if (fate.kind === 'unanswered') return;
    after(fate.answerAt, () => {
      // What was under way when the network was cut is not answered.
      if (this.#timeline.now < this.cutUntil) return;
      if (fate.kind === 'refused') end(this.#refusal(fate));
      else if (answer) end(this.#httpAnswer(answer));
    });
  }

  #commit({ call, sent }: { call: CallToMake; sent: SentCall }): Answer {
    const answer = this.#carryOut(call, sent);
    sent.committedAt = this.#timeline.now;
    sent.status = answer.status;
    this.#trace.note(`#${sent.id} carried out: ${answer.status}`);
    return answer;
  }

  #carryOut(call: CallToMake, { operation }: SentCall): Answer {
    if (operation === 'incident-list') return this.#coc.list(call, drawListManner(this.#chance, this.liars));
    if (operation === 'alarm' && this.refusedNames.has(String(call.json?.alarmName)))
      return { status: 400, json: { error_code: 'COC.00000001', error_msg: 'refused' } };
    return this.#coc.answer(call);
  }

  #refusal({ status, retryAfter }: Extract<Fate, { kind: 'refused' }>): HttpAnswer {
    const headers = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
    return this.#httpAnswer({ status, headers, json: { error_code: 'APIG.0201', error_msg: 'not now' } });
  }

  /** Makes the answer as the agent receives it. Request ids come from the order of calls, not from chance. */
  #httpAnswer({ status, headers = {}, json }: Answer): HttpAnswer {
    const lower = Object.entries(headers)
      .filter(([name]) => name.toLowerCase() !== 'x-request-id')
      .map(([name, value]) => [name.toLowerCase(), value]);
    const date = new Date(this.#timeline.now).toUTCString();
    return {
      kind: 'answer',
      status,
      headers: { ...Object.fromEntries(lower), date },
      body: JSON.stringify(json, (name, value) => (name === 'request_id' ? undefined : value)) ?? '',
      truncated: false,
    };
  }
}

function callOf({ method, path, headers, body, origin }: Request & { readonly origin: string }): CallToMake {
  const json = parseJsonObject(body);
  const host = new URL(origin).host;
  return { method, path, query: '', headers: { host, ...headers }, body, ...(json && { json }) };
}

function failure(cause: HttpFailure['cause'], sent: boolean): HttpFailure {
  const code = sent ? 'ECONNRESET' : 'ECONNREFUSED';
  const error = cause === 'error' ? Object.assign(new Error(code), { code }) : undefined;
  return { kind: 'failure', cause, sent, answered: false, ...(error && { error }) };
}

function nameOf({ operation, json }: SentCall): string {
  const what = [
    json?.alarmName,
    json?.alarmStatus,
    json?.alarmLevel,
    json?.incident_title,
    json?.operate_key,
  ];
  return [operation ?? 'unknown', ...what.filter((text) => text !== undefined)].join(' ');
}
